"""Conversion of the configuration and weights of a Marian checkpoint."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.convert.encoder_decoder import (
    encoder_decoder_config,
    encoder_decoder_parameters,
)


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
    tied = c.get("tie_word_embeddings", True)
    joint = c.get("share_encoder_decoder_embeddings", True)
    separate_size = {} if joint else {"target_vocabulary_size": c.get("decoder_vocab_size")}
    return encoder_decoder_config(
        c,
        positions="sinusoidal_halves",
        # Without the tie to the projection Hugging Face makes none to the source either.
        shared_embedding=joint and tied,
        tied_projection=tied,
        **{name: size for name, size in separate_size.items() if size},
    )


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
    return encoder_decoder_parameters(tensors, config, "Marian")
