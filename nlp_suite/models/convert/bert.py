"""Conversion of BERT and DistilBERT checkpoints of Hugging Face."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nlp_suite.errors import InvalidInputError, ModelFormatError
from nlp_suite.models.configs.encoder_config import EncoderConfig
from nlp_suite.models.configs.span_extractor_config import SpanExtractorConfig
from nlp_suite.models.folder.shape_checks import check_shapes

# Each entry: Hugging Face's module, our layer.
_BERT_LAYER = {
    "attention.self.query": "attention.query",
    "attention.self.key": "attention.key",
    "attention.self.value": "attention.value",
    "attention.output.dense": "attention.output",
    "attention.output.LayerNorm": "attention_norm",
    "intermediate.dense": "feed_forward.hidden",
    "output.dense": "feed_forward.output",
    "output.LayerNorm": "feed_forward_norm",
}
_DISTILBERT_LAYER = {
    "attention.q_lin": "attention.query",
    "attention.k_lin": "attention.key",
    "attention.v_lin": "attention.value",
    "attention.out_lin": "attention.output",
    "sa_layer_norm": "attention_norm",
    "ffn.lin1": "feed_forward.hidden",
    "ffn.lin2": "feed_forward.output",
    "output_layer_norm": "feed_forward_norm",
}

# What a checkpoint may hold beside the encoder: heads of other tasks, and the constant
# buffers that older releases of transformers stored.
IGNORABLE_TENSORS: Mapping[str, frozenset[str]] = {
    "bert": frozenset(
        {
            "embeddings.position_ids",
            "embeddings.token_type_ids",
            "pooler.dense.weight",
            "pooler.dense.bias",
            "cls.predictions.bias",
            "cls.predictions.decoder.weight",
            "cls.predictions.decoder.bias",
            "cls.predictions.transform.dense.weight",
            "cls.predictions.transform.dense.bias",
            "cls.predictions.transform.LayerNorm.weight",
            "cls.predictions.transform.LayerNorm.bias",
            "cls.seq_relationship.weight",
            "cls.seq_relationship.bias",
            "qa_outputs.weight",
            "qa_outputs.bias",
            "classifier.weight",
            "classifier.bias",
        }
    ),
    "distilbert": frozenset(
        {
            "embeddings.position_ids",
            "vocab_transform.weight",
            "vocab_transform.bias",
            "vocab_layer_norm.weight",
            "vocab_layer_norm.bias",
            "vocab_projector.weight",
            "vocab_projector.bias",
            "qa_outputs.weight",
            "qa_outputs.bias",
            "pre_classifier.weight",
            "pre_classifier.bias",
            "classifier.weight",
            "classifier.bias",
        }
    ),
}

# Hugging Face's name of an activation, ours.
ACTIVATIONS: Mapping[str, str] = {
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
    "silu": "silu",
    "swish": "silu",
}


def bert_config(checkpoint_config: Mapping[str, Any]) -> EncoderConfig:
    """Converts the `config.json` of a BERT or DistilBERT checkpoint.

    Args:
        checkpoint_config: The parsed file.

    Returns:
        The configuration of an `Encoder` that computes the same.

    Raises:
        ModelFormatError: If the model is of another kind, or uses something that our
            encoder does not do.

    Example:
        >>> bert_config({"model_type": "gpt2"})
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: model_type must be 'bert' or 'distilbert', got 'gpt2'
    """
    c = checkpoint_config
    kind = c.get("model_type")
    if not isinstance(kind, str) or kind not in IGNORABLE_TENSORS:
        raise ModelFormatError(f"model_type must be 'bert' or 'distilbert', got {kind!r}")
    if c.get("position_embedding_type", "absolute") != "absolute":
        raise ModelFormatError(
            f"position_embedding_type must be 'absolute', got {c['position_embedding_type']!r}"
        )
    if c.get("is_decoder") or c.get("add_cross_attention"):
        raise ModelFormatError("a BERT decoder cannot be loaded into an encoder")
    bert = kind == "bert"
    activation = c.get("hidden_act" if bert else "activation", "gelu")
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise ModelFormatError(
            f"the activation must be one of {sorted(ACTIVATIONS)}, got {activation!r}"
        )
    try:
        return EncoderConfig(
            vocabulary_size=c["vocab_size"],
            num_layers=c["num_hidden_layers" if bert else "n_layers"],
            model_dim=c["hidden_size" if bert else "dim"],
            num_heads=c["num_attention_heads" if bert else "n_heads"],
            feed_forward_dim=c["intermediate_size" if bert else "hidden_dim"],
            max_length=c["max_position_embeddings"],
            num_segments=c.get("type_vocab_size", 2) if bert else 0,
            activation=ACTIVATIONS[activation],
            dropout=c.get("hidden_dropout_prob" if bert else "dropout", 0.1),
            attention_dropout=c.get(
                "attention_probs_dropout_prob" if bert else "attention_dropout", 0.1
            ),
            layer_norm_epsilon=c.get("layer_norm_eps", 1e-12) if bert else 1e-12,
        )
    except KeyError as error:
        raise ModelFormatError(f"config.json lacks the key {error.args[0]!r}") from error
    except InvalidInputError as error:
        raise ModelFormatError(f"config.json: {error}") from error


def bert_parameters(
    tensors: Mapping[str, np.ndarray], kind: str, config: EncoderConfig
) -> dict[str, np.ndarray]:
    """Renames and transposes the tensors of a checkpoint into those of one of our models.

    Args:
        tensors: Maps Hugging Face's names, with or without the "bert." or "distilbert."
            that the classes with a head put in front, to arrays.
        kind: "bert" or "distilbert".
        config: The configuration of an `Encoder`, or of a `SpanExtractor`, which takes the
            checkpoint's head for question answering as well.

    Returns:
        Maps the names of `config.parameter_shapes()` to float32 arrays.

    Raises:
        ModelFormatError: If a tensor is neither used nor in `IGNORABLE_TENSORS`, appears
            twice, or is missing.
    """
    ours = dict(_layer_names(kind, config.num_layers))
    if isinstance(config, SpanExtractorConfig):
        ours["qa_outputs"] = "span_head"
    found: dict[str, np.ndarray] = {}
    for original, array in tensors.items():
        module, _, leaf = _canonical_name(original, kind).rpartition(".")
        if module in ours:
            name, array = _our_tensor(ours[module], leaf, array)
            if name in found:
                raise ModelFormatError(f"two tensors of the checkpoint are {name!r}")
            found[name] = array
        elif f"{module}.{leaf}" not in IGNORABLE_TENSORS[kind]:
            raise ModelFormatError(
                f"the checkpoint has {original!r}, which is neither a weight of a {kind} encoder "
                f"with {config.num_layers} layers nor one of the known heads"
            )
    expected = config.parameter_shapes()
    check_shapes(expected, {n: a.shape for n, a in found.items()}, source="the checkpoint")
    return {name: found[name].astype(np.float32) for name in expected}


def _layer_names(kind: str, num_layers: int) -> Iterator[tuple[str, str]]:
    yield "embeddings.word_embeddings", "token_embedding"
    yield "embeddings.position_embeddings", "position_embedding"
    yield "embeddings.LayerNorm", "embedding_norm"
    if kind == "bert":
        yield "embeddings.token_type_embeddings", "segment_embedding"
    stack, names = (
        ("encoder", _BERT_LAYER) if kind == "bert" else ("transformer", _DISTILBERT_LAYER)
    )
    for i in range(num_layers):
        for theirs, ours in names.items():
            yield f"{stack}.layer.{i}.{theirs}", f"layers.{i}.{ours}"


def _canonical_name(name: str, kind: str) -> str:
    name = name.removeprefix(f"{kind}.")
    # Checkpoints converted from TensorFlow keep its words for a layer norm's weights.
    if name.endswith(".LayerNorm.gamma"):
        return name.removesuffix("gamma") + "weight"
    if name.endswith(".LayerNorm.beta"):
        return name.removesuffix("beta") + "bias"
    return name


def _our_tensor(layer: str, leaf: str, array: np.ndarray) -> tuple[str, np.ndarray]:
    if layer.endswith("_embedding"):
        return f"{layer}.embeddings", array
    if layer.endswith("_norm"):
        return f"{layer}.{'gamma' if leaf == 'weight' else 'beta'}", array
    # PyTorch stores a linear layer as (outputs, inputs), Keras as (inputs, outputs).
    return (f"{layer}.kernel", array.T) if leaf == "weight" else (f"{layer}.bias", array)
