"""Renaming of the tensors of Hugging Face's encoder-decoders: Marian, BART, mBART, Pegasus."""

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
# Each entry: Hugging Face's name of a stack, ours, and that of its embeddings.
_STACKS = (("encoder", "source"), ("decoder", "target"))

_SHARED = "model.shared.weight"
_SOURCE = "model.encoder.embed_tokens.weight"
_TARGET = "model.decoder.embed_tokens.weight"
_OUTPUT = "lm_head.weight"
_BIAS = "final_logits_bias"
POSITIONS: Mapping[str, str] = {
    f"model.{stack}.embed_positions.weight": f"{side}_position_embedding.embeddings"
    for stack, side in _STACKS
}


def encoder_decoder_config(values: Mapping[str, Any], **choices: Any) -> TransformerConfig:
    """Converts what the configurations of these families have in common.

    Args:
        values: The parsed `config.json`.
        **choices: The fields of `TransformerConfig` in which the families differ.

    Returns:
        The configuration.

    Raises:
        ModelFormatError: If a key is missing, or a value is one that our Transformer does not do.
    """
    activation = values.get("activation_function", "gelu")
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise ModelFormatError(
            f"activation_function must be one of {sorted(ACTIVATIONS)}, got {activation!r}"
        )
    try:
        for part in ("attention_heads", "ffn_dim"):
            if values[f"encoder_{part}"] != values[f"decoder_{part}"]:
                raise ModelFormatError(
                    f"encoder_{part} and decoder_{part} must be the same, got "
                    f"{values[f'encoder_{part}']!r} and {values[f'decoder_{part}']!r}"
                )
        fields: dict[str, Any] = {
            "source_vocabulary_size": values["vocab_size"],
            "target_vocabulary_size": values["vocab_size"],
            "num_encoder_layers": values["encoder_layers"],
            "num_decoder_layers": values["decoder_layers"],
            "model_dim": values["d_model"],
            "num_heads": values["encoder_attention_heads"],
            "feed_forward_dim": values["encoder_ffn_dim"],
            "max_length": values["max_position_embeddings"],
            "activation": ACTIVATIONS[activation],
            "scale_embeddings": values.get("scale_embedding", False),
            "shared_embedding": True,
            "tied_projection": True,
            "dropout": float(values.get("dropout", 0.1)),
            "attention_dropout": float(values.get("attention_dropout", 0.0)),
            "layer_norm_epsilon": 1e-5,
        }
        return TransformerConfig(**fields | choices)
    except KeyError as error:
        raise ModelFormatError(f"config.json lacks the key {error.args[0]!r}") from error
    except (InvalidInputError, TypeError, ValueError) as error:
        raise ModelFormatError(f"config.json: {error}") from error


def encoder_decoder_parameters(
    tensors: Mapping[str, np.ndarray], config: TransformerConfig, family: str
) -> dict[str, np.ndarray]:
    """Renames and transposes the tensors of a checkpoint into those of our Transformer.

    Args:
        tensors: Maps Hugging Face's names to arrays, learned positions without rows that no
            position has. A table that several parts share may be there under any of their names,
            or under several.
        config: The configuration of the same checkpoint.
        family: What messages call it, such as "Marian".

    Returns:
        Maps the names of `config.parameter_shapes()` to float32 arrays.

    Raises:
        ModelFormatError: If a tensor is missing, unknown or of another shape, the copies of a
            shared table differ, or stored positions are not the family's sinusoids.
    """
    tensors = dict(tensors)
    found: dict[str, np.ndarray] = {}
    for name, ours in POSITIONS.items():
        if name not in tensors:
            continue
        if config.positions == "learned":
            found[ours] = tensors.pop(name)
        else:
            _check_positions(name, tensors.pop(name), config, family)
    found |= _tables(tensors, config)
    # As Hugging Face does, take no bias for a bias of zero; theirs has an axis for the batch.
    bias = tensors.pop(_BIAS, np.zeros((1, config.target_vocabulary_size)))
    found["output.bias"] = bias[0] if bias.shape[:-1] == (1,) else bias
    layers = dict(_layer_names(config))
    for original, array in tensors.items():
        module, _, leaf = original.rpartition(".")
        if module not in layers or leaf not in ("weight", "bias"):
            raise ModelFormatError(
                f"the checkpoint has {original!r}, which is no weight of a {family} model with "
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
    numbers = (config.num_encoder_layers, config.num_decoder_layers)
    for (stack, side), number, names in zip(
        _STACKS, numbers, (_ENCODER_LAYER, _DECODER_LAYER), strict=True
    ):
        if config.embedding_norm:
            yield f"model.{stack}.layernorm_embedding", f"{side}_embedding_norm"
        for i in range(number):
            for theirs, ours in names.items():
                yield f"model.{stack}.layers.{i}.{theirs}", f"{stack}.layers.{i}.{ours}"
        if config.pre_norm:
            yield f"model.{stack}.layer_norm", f"{stack}.final_norm"


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


def _check_positions(name: str, table: np.ndarray, config: TransformerConfig, family: str) -> None:
    expected = sinusoidal_positions(config.max_length, config.model_dim, interleaved=False)
    # Half precision stores numbers up to 1 to about 0.0005, bfloat16 to 0.004.
    if table.shape != expected.shape or np.abs(table - expected).max() > 5e-3:
        raise ModelFormatError(
            f"{name!r} holds other positions than the {config.max_length} sinusoids of {family}"
        )
