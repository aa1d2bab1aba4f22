"""Conversion of KerasHub's BERT and DistilBERT backbones and tokenizers to model folders."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nlp_suite.models.keras_hub_backbone import keras_hub_config, keras_hub_parameters
from nlp_suite.models.keras_hub_tokenizer import as_tokenizer
from nlp_suite.models.writing import write_model_folder

# That of the sentence encoders in wide use; a longer sentence is embedded window by window.
_WINDOW = 256


def save_keras_hub(
    backbone: Any,
    path: str | Path,
    tokenizer: Any,
    *,
    card: str = "",
    options: Mapping[str, Any] | None = None,
    dtype: str = "float32",
) -> None:
    """Saves a KerasHub backbone as a model folder, atomically.

    The folder is an `Encoder`'s: for `summarize`, for the training of a reader
    (`model.encoder`), and for `load_model`.

    Args:
        backbone: A `keras_hub.models.BertBackbone` or `DistilBertBackbone`.
        path: The folder to write; an existing one is replaced.
        tokenizer: The one that made its token ids: a `keras_hub.models.BertTokenizer` or
            `DistilBertTokenizer`, or a `tokenizers.Tokenizer`.
        card: The model card, Markdown.
        options: How sentences are embedded; if None, the mean of the hidden states of
            windows of at most 256 tokens.
        dtype: See `save_model`.

    Raises:
        InvalidInputError: If the backbone or the tokenizer is of another kind.
        ModelFormatError: If the backbone was changed to something that our encoder does not do.

    Example:
        ```python
        import keras_hub

        backbone = keras_hub.models.BertBackbone(
            vocabulary_size=30522, num_layers=2, num_heads=2, hidden_dim=32, intermediate_dim=64
        )
        save_keras_hub(backbone, "runs/my-backbone", tokenizer)
        summary = nlp_suite.summarize(text, model="runs/my-backbone")
        ```
    """
    config = keras_hub_config(backbone)
    if options is None:
        options = {"pooling": "mean", "window": min(_WINDOW, config.max_length)}
    write_model_folder(
        path,
        config,
        keras_hub_parameters(backbone, config),
        as_tokenizer(tokenizer),
        card=card,
        task="summarize",
        options=options,
        dtype=dtype,
    )
