"""KerasHub backbones as initial encoders of readers."""

from pathlib import Path
from typing import Any

import numpy as np

from nlp_suite.errors import InvalidInputError
from nlp_suite.models.convert.keras_hub import (
    keras_hub_config,
    keras_hub_parameters,
    save_keras_hub,
)
from nlp_suite.models.folder.model_folder import ModelFolder, is_model_folder


def keep_backbone(backbone: Any, tokenizer: Any, path: Path) -> None:
    """Saves a backbone for a run that starts from it, once.

    Args:
        backbone: A `keras_hub.models.BertBackbone` or `DistilBertBackbone`.
        tokenizer: Its tokenizer: KerasHub's, or a `tokenizers.Tokenizer`.
        path: The model folder to write, in the run's folder.

    Raises:
        InvalidInputError: If the backbone or the tokenizer is of another kind, or the folder
            has another backbone.
        ModelFormatError: If the backbone was changed to something that our encoder does not
            do, or the folder is damaged.

    Example:
        ```python
        import keras_hub

        backbone = keras_hub.models.BertBackbone(
            vocabulary_size=30522, num_layers=2, num_heads=2, hidden_dim=32, intermediate_dim=64
        )
        keep_backbone(backbone, tokenizer, Path("runs/reader/encoder"))
        ```
    """
    if not is_model_folder(path):
        save_keras_hub(backbone, path, tokenizer)
        return
    folder, config = ModelFolder.open(path), keras_hub_config(backbone)
    same = folder.config.to_dict() == config.to_dict()
    if same:
        kept = folder.read_parameters("float32")
        given = keras_hub_parameters(backbone, config)
        same = all(np.array_equal(kept[name], array) for name, array in given.items())
    if not same:
        raise InvalidInputError(
            f"{path} has a backbone with other weights or sizes; to go on give the one that the "
            "run was started with, or choose another folder"
        )
