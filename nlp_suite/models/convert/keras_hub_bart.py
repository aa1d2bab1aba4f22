"""Conversion of KerasHub's BART, backbone and tokenizer, to model folders."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.convert.keras_hub_models import (
    activation_name,
    copy_weights,
    is_of_keras_hub,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_MODEL = "BartSeq2SeqLM"
_BACKBONE = "BartBackbone"
_TOKENIZER = "BytePairTokenizer"

# Each entry: KerasHub's path, our layer.
_OUTSIDE = {
    "token_embedding": "token_embedding",
    "encoder_position_embedding": "source_position_embedding",
    "encoder_embeddings_layer_norm": "source_embedding_norm",
    "decoder_position_embedding": "target_position_embedding",
    "decoder_embeddings_layer_norm": "target_embedding_norm",
}
_ATTENTION = {"query": "query", "key": "key", "value": "value", "attention_output": "output"}
_FEED_FORWARD = {
    "feedforward_intermediate_dense": "feed_forward.hidden",
    "feedforward_output_dense": "feed_forward.output",
    "feedforward_layer_norm": "feed_forward_norm",
}
_LAYERS = {
    "encoder": {
        **{f"self_attention_layer/{k}": f"attention.{v}" for k, v in _ATTENTION.items()},
        "self_attention_layer_norm": "attention_norm",
        **_FEED_FORWARD,
    },
    "decoder": {
        **{f"self_attention/{k}": f"self_attention.{v}" for k, v in _ATTENTION.items()},
        "self_attention_layer_norm": "self_attention_norm",
        **{f"cross_attention/{k}": f"cross_attention.{v}" for k, v in _ATTENTION.items()},
        "cross_attention_layer_norm": "cross_attention_norm",
        **_FEED_FORWARD,
    },
}
_LEAVES = ("kernel", "bias", "gamma", "beta")

# Of a model that says nothing of them: what the summarization pipeline of transformers 4 did then.
_MAX_TOKENS, _BEAM_SIZE = 256, 4


def is_keras_hub_bart(model: Any) -> bool:
    """Checks whether a model is KerasHub's BART with its language model head.

    Args:
        model: Anything.

    Returns:
        True for a `BartSeq2SeqLM`, also of a class derived from it.

    Example:
        >>> is_keras_hub_bart("bart_base_en")
        False
    """
    return is_of_keras_hub(model, [_MODEL])


def keras_hub_bart_config(backbone: Any) -> TransformerConfig:
    """Reads the configuration of a KerasHub backbone.

    Args:
        backbone: A `keras_hub.models.BartBackbone`.

    Returns:
        The configuration of a `Transformer` that computes the same.

    Raises:
        InvalidInputError: If it is of another kind.

    Example:
        >>> keras_hub_bart_config("bart_base_en")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: backbone must be a keras_hub.models.BartBackbone, ...
    """
    if not is_of_keras_hub(backbone, [_BACKBONE]):
        raise InvalidInputError(
            f"backbone must be a keras_hub.models.{_BACKBONE}, got {type(backbone).__name__}"
        )
    return TransformerConfig(
        source_vocabulary_size=backbone.vocabulary_size,
        target_vocabulary_size=backbone.vocabulary_size,
        num_encoder_layers=backbone.num_layers,
        num_decoder_layers=backbone.num_layers,
        model_dim=backbone.hidden_dim,
        num_heads=backbone.num_heads,
        feed_forward_dim=backbone.intermediate_dim,
        max_length=backbone.max_sequence_length,
        positions="learned",
        activation=activation_name(backbone.encoder_transformer_layers[0].activation),
        scale_embeddings=False,
        embedding_norm=True,
        shared_embedding=True,
        tied_projection=True,
        projection_bias=False,
        dropout=backbone.dropout,
        attention_dropout=backbone.dropout,
        layer_norm_epsilon=1e-5,
    )


def keras_hub_bart_parameters(backbone: Any, config: TransformerConfig) -> dict[str, np.ndarray]:
    """Copies the weights of a KerasHub backbone.

    Args:
        backbone: The backbone.
        config: Its configuration, as `keras_hub_bart_config` returns it.

    Returns:
        Maps the names of `config.parameter_shapes()` to float32 arrays.

    Raises:
        ModelFormatError: If it has a weight that our Transformer does not have, or lacks one.

    Example:
        ```python
        import keras_hub

        backbone = keras_hub.models.BartBackbone(
            vocabulary_size=100, num_layers=2, num_heads=2, hidden_dim=32, intermediate_dim=64
        )
        parameters = keras_hub_bart_parameters(backbone, keras_hub_bart_config(backbone))
        parameters["decoder.layers.0.cross_attention.query.kernel"]  # (32, 32)
        ```
    """
    return copy_weights(_named_weights(backbone), config.parameter_shapes())


def keras_hub_bart_options(config: TransformerConfig, tokenizer: Any) -> dict[str, Any]:
    """Returns the options of a model folder for KerasHub's BART.

    Args:
        config: The configuration of its backbone.
        tokenizer: Its `keras_hub.models.BartTokenizer`.

    Returns:
        The ids that it begins, ends and pads with, and how it writes where a caller says nothing.
    """
    return {
        # Targets begin with the end, as BART's always do.
        "start_id": int(tokenizer.end_token_id),
        "prefix_ids": [int(tokenizer.start_token_id)],
        "end_id": int(tokenizer.end_token_id),
        "pad_id": int(tokenizer.pad_token_id),
        "max_tokens": min(_MAX_TOKENS, config.max_length - 2),
        "min_tokens": 1,
        "beam_size": _BEAM_SIZE,
        "length_penalty": 1.0,
        "no_repeat_ngram_size": 0,
    }


def byte_pair_tokenizer(tokenizer: Any) -> "Tokenizer":
    """Converts a byte-pair tokenizer of KerasHub to a `tokenizers.Tokenizer` that does the same.

    Args:
        tokenizer: A `keras_hub.models.BartTokenizer`.

    Returns:
        The tokenizer. It puts a text between the tokens of start and end.

    Raises:
        InvalidInputError: If it is of another kind.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

    if not is_of_keras_hub(tokenizer, [_TOKENIZER]):
        raise InvalidInputError(
            "the tokenizer must be the keras_hub.models.BartTokenizer of the model, got "
            f"{type(tokenizer).__name__}"
        )
    own = getattr(tokenizer, "_tokenizer", None)
    if isinstance(own, Tokenizer):
        # What it splits texts by differs between releases.
        ours = Tokenizer.from_str(own.to_str())
    else:
        merges = [tuple(merge.split(" ")) for merge in tokenizer.merges]
        ours = Tokenizer(models.BPE(dict(tokenizer.vocabulary), merges))
        ours.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=tokenizer.add_prefix_space)
        ours.decoder = decoders.ByteLevel()
    ids = {int(tokenizer.start_token_id), int(tokenizer.end_token_id), int(tokenizer.pad_token_id)}
    tokens = {i: ours.id_to_token(i) for i in sorted(ids)}
    ours.add_special_tokens([token for token in tokens.values() if token is not None])
    start, end = tokens[int(tokenizer.start_token_id)], tokens[int(tokenizer.end_token_id)]
    ours.post_processor = processors.TemplateProcessing(
        single=[start, "$A", end],
        special_tokens=[
            (start, int(tokenizer.start_token_id)),
            (end, int(tokenizer.end_token_id)),
        ],
    )
    return ours


def _named_weights(backbone: Any) -> Iterator[tuple[str, Any]]:
    for variable in backbone.weights:
        layer, _, leaf = variable.path.rpartition("/")
        inside = re.fullmatch(r"transformer_(encoder|decoder)_layer_(\d+)/(.+)", layer)
        names = _LAYERS[inside[1]] if inside is not None else {}
        if inside is not None and inside[3] in names and leaf in _LEAVES:
            yield f"{inside[1]}.layers.{inside[2]}.{names[inside[3]]}.{leaf}", variable
        elif layer in _OUTSIDE:
            ours = _OUTSIDE[layer]
            yield f"{ours}.{leaf if ours.endswith('_norm') else 'embeddings'}", variable
        else:
            raise ModelFormatError(
                f"the backbone has the weight {variable.path!r}, which BART has not"
            )
