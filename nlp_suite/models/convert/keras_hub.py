"""Conversion of KerasHub's backbones and tokenizers to model folders."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.convert.keras_hub_bart import (
    byte_pair_tokenizer,
    is_keras_hub_bart,
    keras_hub_bart_config,
    keras_hub_bart_options,
    keras_hub_bart_parameters,
)
from nlp_suite.models.convert.keras_hub_models import (
    activation_name,
    copy_weights,
    is_of_keras_hub,
)
from nlp_suite.models.folder.writer import write_model_folder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_KIND = "WordPieceTokenizer"
_SPECIAL = ("[CLS]", "[SEP]", "[PAD]", "[MASK]")


def as_tokenizer(tokenizer: Any) -> "Tokenizer":
    """Converts a tokenizer of KerasHub to a `tokenizers.Tokenizer` that does the same.

    Args:
        tokenizer: A `keras_hub.models.BertTokenizer` or `DistilBertTokenizer`, or a
            `tokenizers.Tokenizer`, which comes back as it is.

    Returns:
        The tokenizer. It joins texts as BERT does: "[CLS] question [SEP] text [SEP]".

    Raises:
        InvalidInputError: If it is neither, or has no "[CLS]" or "[SEP]".

    Example:
        ```python
        import keras_hub

        pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "rain", "##ing"]
        theirs = keras_hub.models.BertTokenizer(vocabulary=pieces, lowercase=True)
        as_tokenizer(theirs).encode("Raining").tokens  # ['[CLS]', 'rain', '##ing', '[SEP]']
        ```
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    if isinstance(tokenizer, Tokenizer):
        return tokenizer
    if not any(kind.__name__ == _KIND for kind in type(tokenizer).__mro__):
        raise InvalidInputError(
            "tokenizer must be a tokenizers.Tokenizer, or the BertTokenizer or "
            f"DistilBertTokenizer of keras_hub.models, got {type(tokenizer).__name__}"
        )
    ids = {piece: i for i, piece in enumerate(tokenizer.get_vocabulary())}
    for piece in ("[CLS]", "[SEP]"):
        if piece not in ids:
            raise InvalidInputError(f"the tokenizer's vocabulary must have {piece!r}")
    ours = Tokenizer(
        models.WordPiece(
            ids,
            unk_token=tokenizer.oov_token,
            continuing_subword_prefix=tokenizer.suffix_indicator,
        )
    )
    ours.normalizer = normalizers.BertNormalizer(
        handle_chinese_chars=tokenizer.split_on_cjk,
        strip_accents=tokenizer.strip_accents,
        lowercase=tokenizer.lowercase,
    )
    ours.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ours.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[(piece, ids[piece]) for piece in ("[CLS]", "[SEP]")],
    )
    ours.add_special_tokens([piece for piece in _SPECIAL if piece in ids])
    return ours


KINDS = ("BertBackbone", "DistilBertBackbone")

# Each entry: the start of KerasHub's path, our layer.
_OUTSIDE = {
    "token_embedding": "token_embedding",
    "position_embedding": "position_embedding",
    "segment_embedding": "segment_embedding",
    "token_and_position_embedding/token_embedding": "token_embedding",
    "token_and_position_embedding/position_embedding": "position_embedding",
    "embeddings_layer_norm": "embedding_norm",
}
_LAYER = {
    "self_attention_layer/query": "attention.query",
    "self_attention_layer/key": "attention.key",
    "self_attention_layer/value": "attention.value",
    "self_attention_layer/attention_output": "attention.output",
    "self_attention_layer_norm": "attention_norm",
    "feedforward_intermediate_dense": "feed_forward.hidden",
    "feedforward_output_dense": "feed_forward.output",
    "feedforward_layer_norm": "feed_forward_norm",
}
_LEAVES = ("kernel", "bias", "gamma", "beta")
# BERT's head for the relation of two sentences, which an encoder does not have.
_POOLER = "pooled_dense"


def is_keras_hub_backbone(model: Any) -> bool:
    """Checks whether a model is a KerasHub backbone that can become an `Encoder`.

    Args:
        model: Anything.

    Returns:
        True for a `BertBackbone` or a `DistilBertBackbone`, also of a class derived from it.

    Example:
        >>> is_keras_hub_backbone("all-MiniLM-L6-v2")
        False
    """
    return is_of_keras_hub(model, KINDS)


def keras_hub_config(backbone: Any) -> EncoderConfig:
    """Reads the configuration of a KerasHub backbone.

    Args:
        backbone: A `keras_hub.models.BertBackbone` or `DistilBertBackbone`.

    Returns:
        The configuration of an `Encoder` that computes the same. Its activation is the one
        that the backbone has, which for BERT is the approximate GELU.

    Raises:
        InvalidInputError: If it is neither.
        ModelFormatError: If it was changed to something that our encoder does not do.

    Example:
        >>> keras_hub_config("bert_base_en_uncased")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: backbone must be ...
    """
    if not is_keras_hub_backbone(backbone):
        raise InvalidInputError(
            f"backbone must be a keras_hub.models.{' or '.join(KINDS)}, got "
            f"{type(backbone).__name__}"
        )
    layer = backbone.transformer_layers[0]
    if layer.normalize_first:
        raise ModelFormatError("the backbone's layers normalise first, which BERT's never do")
    return EncoderConfig(
        vocabulary_size=backbone.vocabulary_size,
        num_layers=backbone.num_layers,
        model_dim=backbone.hidden_dim,
        num_heads=backbone.num_heads,
        feed_forward_dim=backbone.intermediate_dim,
        max_length=backbone.max_sequence_length,
        num_segments=getattr(backbone, "num_segments", 0),
        activation=activation_name(layer.activation),
        dropout=backbone.dropout,
        attention_dropout=backbone.dropout,
        layer_norm_epsilon=layer.layer_norm_epsilon,
    )


def keras_hub_parameters(backbone: Any, config: EncoderConfig) -> dict[str, np.ndarray]:
    """Copies the weights of a KerasHub backbone.

    Args:
        backbone: The backbone.
        config: Its configuration, as `keras_hub_config` returns it.

    Returns:
        Maps the names of `config.parameter_shapes()` to float32 arrays.

    Raises:
        ModelFormatError: If it has a weight that our encoder does not have, or lacks one.

    Example:
        ```python
        import keras_hub

        backbone = keras_hub.models.DistilBertBackbone(
            vocabulary_size=100, num_layers=2, num_heads=2, hidden_dim=32, intermediate_dim=64
        )
        parameters = keras_hub_parameters(backbone, keras_hub_config(backbone))
        parameters["layers.0.attention.query.kernel"]  # (32, 32)
        ```
    """
    return copy_weights(_named_weights(backbone), config.parameter_shapes())


def _named_weights(backbone: Any) -> Iterator[tuple[str, Any]]:
    for variable in backbone.weights:
        layer, _, leaf = variable.path.rpartition("/")
        inside = re.fullmatch(r"transformer_layer_(\d+)/(.+)", layer)
        if inside is not None and inside[2] in _LAYER and leaf in _LEAVES:
            yield f"layers.{inside[1]}.{_LAYER[inside[2]]}.{leaf}", variable
        elif layer in _OUTSIDE:
            ours = _OUTSIDE[layer]
            yield f"{ours}.{leaf if ours == 'embedding_norm' else 'embeddings'}", variable
        elif layer != _POOLER:
            raise ModelFormatError(
                f"the backbone has the weight {variable.path!r}, which BERT's encoder has not"
            )


# That of the sentence encoders in wide use; a longer sentence is embedded window by window.
_WINDOW = 256


def save_keras_hub(
    backbone: Any,
    path: str | Path,
    tokenizer: Any = None,
    *,
    card: str = "",
    options: Mapping[str, Any] | None = None,
    dtype: str = "float32",
) -> None:
    """Saves a KerasHub backbone, or its BART with a language model head, as a model folder.

    The folder of a backbone is an `Encoder`'s: for `summarize`, for the training of a reader
    (`model.encoder`), and for `load_model`. That of a BART is a `Transformer`'s, which writes
    summaries. It is written wholly or not at all.

    Args:
        backbone: A `keras_hub.models.BertBackbone` or `DistilBertBackbone`, or a `BartSeq2SeqLM`.
        path: The folder to write; an existing one is replaced.
        tokenizer: The one that made its token ids: a `keras_hub.models.BertTokenizer` or
            `DistilBertTokenizer`, or a `tokenizers.Tokenizer`; of a BART its `BartTokenizer`, that
            of its preprocessor if None.
        card: The model card, Markdown.
        options: How sentences are embedded; if None, the mean of the hidden states of
            windows of at most 256 tokens. Of a BART what changes how it writes, see
            `nlp_suite.decoding.generation_options.GenerationOptions`.
        dtype: See `save_model`.

    Raises:
        InvalidInputError: If the backbone or the tokenizer is of another kind.
        ModelFormatError: If the backbone was changed to something that our models do not do.

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
    if is_keras_hub_bart(backbone):
        _save_bart(backbone, path, tokenizer, card=card, options=options or {}, dtype=dtype)
        return
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


def _save_bart(
    model: Any,
    path: str | Path,
    tokenizer: Any,
    *,
    card: str,
    options: Mapping[str, Any],
    dtype: str,
) -> None:
    if tokenizer is None and model.preprocessor is not None:
        tokenizer = model.preprocessor.tokenizer
    ours = byte_pair_tokenizer(tokenizer)
    config = keras_hub_bart_config(model.backbone)
    write_model_folder(
        path,
        config,
        keras_hub_bart_parameters(model.backbone, config),
        ours,
        card=card,
        task="summarize",
        options={**keras_hub_bart_options(config, tokenizer), **options},
        dtype=dtype,
    )
