"""Writing a model folder."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import save

from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_folder
from nlp_suite.models.encoder_config import EncoderConfig
from nlp_suite.models.model_folder import (
    CARD_FILE,
    CONFIG_FILE,
    FORMAT_VERSION,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
)
from nlp_suite.models.shapes import check_shapes

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def write_model_folder(
    path: str | Path,
    config: EncoderConfig,
    parameters: Mapping[str, np.ndarray],
    tokenizer: "Tokenizer",
    *,
    card: str,
    task: str,
    options: Mapping[str, Any],
    dtype: str = "float32",
) -> None:
    """Writes a model folder, wholly or not at all.

    Args:
        path: Where to write; a folder that stands there is replaced.
        config: The model's constructor arguments.
        parameters: Maps parameter names to arrays.
        tokenizer: The tokenizer that made the model's token ids.
        card: The model card, Markdown.
        task: What the model was made for.
        options: What the task needs to know besides; plain values for JSON.
        dtype: "float32", or "float16" for half the size.

    Raises:
        InvalidInputError: If `dtype` is neither.
        ModelFormatError: If the parameters are not exactly those of `config`.
    """
    if dtype not in ("float16", "float32"):
        raise InvalidInputError(f"dtype must be 'float16' or 'float32', got {dtype!r}")
    expected = config.parameter_shapes()
    check_shapes(expected, {n: a.shape for n, a in parameters.items()}, source="parameters")
    values = {
        "format_version": FORMAT_VERSION,
        "architecture": "Encoder",
        "task": task,
        "options": dict(options),
        "model": config.to_dict(),
    }
    arrays = {name: np.ascontiguousarray(parameters[name], dtype=dtype) for name in expected}
    with atomic_folder(Path(path)) as folder:
        (folder / CONFIG_FILE).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
        (folder / WEIGHTS_FILE).write_bytes(save(arrays))
        tokenizer.save(str(folder / TOKENIZER_FILE))
        (folder / CARD_FILE).write_text(card, encoding="utf-8")
