"""Conversion of the configuration and weights of a Marian checkpoint."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.layers.sinusoids import sinusoidal_positions
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.convert.bert import ACTIVATIONS
from nlp_suite.models.folder.shape_checks import check_shapes

# Each entry: Hugging Face's module, our layer.
_FEED_FORWARD = {
    "fc1": "feed_forward.hidden",
    "fc2": "feed_forward.output",
    "final_layer_norm": "feed_forward_norm",
}
_ATTENTION = {"q_proj": "query", "k_proj": "key", "v_proj": "value", "out_proj": "output"}
_ENCODER_LAYER = {
    **{f"self_attn.{theirs}": f"attention.{ours}" for theirs, ours in _ATTENTION.items()},
    "self_attn_layer_norm": "attention_norm",
    **_FEED_FORWARD,
}
_DECODER_LAYER = {
    **{f"self_attn.{theirs}": f"self_attention.{ours}" for theirs, ours in _ATTENTION.items()},
    "self_attn_layer_norm": "self_attention_norm",
    **{f"encoder_attn.{theirs}": f"cross_attention.{ours}" for theirs, ours in _ATTENTION.items()},
    "encoder_attn_layer_norm": "cross_attention_norm",
    **_FEED_FORWARD,
}

_SHARED = "model.shared.weight"
_SOURCE = "model.encoder.embed_tokens.weight"
_TARGET = "model.decoder.embed_tokens.weight"
_OUTPUT = "lm_head.weight"
_BIAS = "final_logits_bias"
_POSITIONS = ("model.encoder.embed_positions.weight", "model.decoder.embed_positions.weight")


def marian_config(checkpoint_config: Mapping[str, Any]) -> TransformerConfig:
    """Converts the `config.json` of a Marian checkpoint.

    Args:
        checkpoint_config: The parsed file.

    Returns:
        The configuration of a `Transformer` that computes the same for the same token ids.

    Raises:
        ModelFormatError: If the model is of another kind, or uses something that our
            Transformer does not do.

    Example:
        >>> marian_config({"model_type": "t5"})
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: model_type must be 'marian', got 't5'

    Reference:
        Junczys-Dowmunt et al. 2018, "Marian: Fast Neural Machine Translation in C++",
        https://arxiv.org/abs/1804.00344
    """
    c = checkpoint_config
    if c.get("model_type") != "marian":
        raise ModelFormatError(f"model_type must be 'marian', got {c.get('model_type')!r}")
    if not c.get("is_encoder_decoder", True):
        raise ModelFormatError("a Marian decoder without an encoder cannot be loaded")
    for key in ("normalize_before", "normalize_embedding", "add_final_layer_norm"):
        if c.get(key):
            raise ModelFormatError(f"{key} must be false, got {c[key]!r}")
    activation = c.get("activation_function", "gelu")
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise ModelFormatError(
            f"activation_function must be one of {sorted(ACTIVATIONS)}, got {activation!r}"
        )
    try:
        for part in ("attention_heads", "ffn_dim"):
            if c[f"encoder_{part}"] != c[f"decoder_{part}"]:
                raise ModelFormatError(
                    f"encoder_{part} and decoder_{part} must be the same, got "
                    f"{c[f'encoder_{part}']!r} and {c[f'decoder_{part}']!r}"
                )
        tied = c.get("tie_word_embeddings", True)
        joint = c.get("share_encoder_decoder_embeddings", True)
        separate_size = c.get("decoder_vocab_size") or c["vocab_size"]
        return TransformerConfig(
            source_vocabulary_size=c["vocab_size"],
            target_vocabulary_size=c["vocab_size"] if joint else separate_size,
            num_encoder_layers=c["encoder_layers"],
            num_decoder_layers=c["decoder_layers"],
            model_dim=c["d_model"],
            num_heads=c["encoder_attention_heads"],
            feed_forward_dim=c["encoder_ffn_dim"],
            max_length=c["max_position_embeddings"],
            positions="sinusoidal_halves",
            activation=ACTIVATIONS[activation],
            scale_embeddings=c.get("scale_embedding", False),
            # Without the tie to the projection Hugging Face makes none to the source either.
            shared_embedding=joint and tied,
            tied_projection=tied,
            dropout=float(c.get("dropout", 0.1)),
            attention_dropout=float(c.get("attention_dropout", 0.0)),
            layer_norm_epsilon=1e-5,
        )
    except KeyError as error:
        raise ModelFormatError(f"config.json lacks the key {error.args[0]!r}") from error
    except (InvalidInputError, TypeError, ValueError) as error:
        raise ModelFormatError(f"config.json: {error}") from error


def marian_parameters(
    tensors: Mapping[str, np.ndarray], config: TransformerConfig
) -> dict[str, np.ndarray]:
    """Renames and transposes the tensors of a checkpoint into those of our Transformer.

    Args:
        tensors: Maps Hugging Face's names to arrays. A table that several parts share may be
            there under any of their names, or under several.
        config: What `marian_config` returned.

    Returns:
        Maps the names of `config.parameter_shapes()` to float32 arrays.

    Raises:
        ModelFormatError: If a tensor is missing, unknown or of another shape, the copies of a
            shared table differ, or the stored positions are not Marian's sinusoids.
    """
    tensors = dict(tensors)
    for name in _POSITIONS:
        if name in tensors:
            _check_positions(name, tensors.pop(name), config)
    found = dict(_tables(tensors, config))
    # As Hugging Face does, take no bias for a bias of zero; theirs has an axis for the batch.
    bias = tensors.pop(_BIAS, np.zeros((1, config.target_vocabulary_size)))
    found["output.bias"] = bias[0] if bias.shape[:-1] == (1,) else bias
    layers = dict(_layer_names(config))
    for original, array in tensors.items():
        module, _, leaf = original.rpartition(".")
        if module not in layers or leaf not in ("weight", "bias"):
            raise ModelFormatError(
                f"the checkpoint has {original!r}, which is no weight of a Marian model with "
                f"{config.num_encoder_layers} + {config.num_decoder_layers} layers"
            )
        layer, weight = layers[module], leaf == "weight"
        if layer.endswith("_norm"):
            found[f"{layer}.{'gamma' if weight else 'beta'}"] = array
        else:
            # PyTorch stores a linear layer as (outputs, inputs), Keras as (inputs, outputs).
            found[f"{layer}.{'kernel' if weight else 'bias'}"] = array.T
    expected = config.parameter_shapes()
    check_shapes(expected, {n: a.shape for n, a in found.items()}, source="the checkpoint")
    return {name: found[name].astype(np.float32) for name in expected}


def _layer_names(config: TransformerConfig) -> Iterator[tuple[str, str]]:
    for stack, number, names in (
        ("encoder", config.num_encoder_layers, _ENCODER_LAYER),
        ("decoder", config.num_decoder_layers, _DECODER_LAYER),
    ):
        for i in range(number):
            for theirs, ours in names.items():
                yield f"model.{stack}.layers.{i}.{theirs}", f"{stack}.layers.{i}.{ours}"


def _tables(
    tensors: dict[str, np.ndarray], config: TransformerConfig
) -> Iterator[tuple[str, np.ndarray]]:
    """Takes the tables of the vocabulary out of the tensors."""
    names = [_SOURCE, _TARGET, _OUTPUT]
    if config.shared_embedding or not config.tied_projection:
        names.append(_SHARED)
    given = {name: tensors.pop(name) for name in names if name in tensors}
    if config.shared_embedding:
        tables: dict[str, tuple[str, ...]] = {
            "token_embedding.embeddings": (_SHARED, _SOURCE, _TARGET, _OUTPUT)
        }
    elif config.tied_projection:
        tables = {
            "source_embedding.embeddings": (_SOURCE,),
            "target_embedding.embeddings": (_TARGET, _OUTPUT),
        }
    else:
        # The shared table counts only where a part has none of its own.
        tables = {
            "source_embedding.embeddings": (_SOURCE,) if _SOURCE in given else (_SHARED,),
            "target_embedding.embeddings": (_TARGET,) if _TARGET in given else (_SHARED,),
            "output.kernel": (_OUTPUT,),
        }
    for ours, theirs in tables.items():
        copies = [name for name in theirs if name in given]
        for name in copies[1:]:
            if not np.array_equal(given[name], given[copies[0]]):
                raise ModelFormatError(
                    f"{copies[0]!r} and {name!r} differ, but config.json says they are one table"
                )
        if copies:
            table = given[copies[0]]
            yield ours, table.T if ours.endswith("kernel") else table


def _check_positions(name: str, table: np.ndarray, config: TransformerConfig) -> None:
    expected = sinusoidal_positions(config.max_length, config.model_dim, interleaved=False)
    # Half precision stores numbers up to 1 to about 0.0005, bfloat16 to 0.004.
    if table.shape != expected.shape or np.abs(table - expected).max() > 5e-3:
        raise ModelFormatError(
            f"{name!r} holds other positions than the {config.max_length} sinusoids of Marian"
        )
