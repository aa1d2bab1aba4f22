"""Conversion of the configuration and weights of BART, mBART and Pegasus checkpoints."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from nlp_suite.errors import ModelFormatError
from nlp_suite.models.configs.transformer_config import TransformerConfig
from nlp_suite.models.convert.encoder_decoder import (
    POSITIONS,
    encoder_decoder_config,
    encoder_decoder_parameters,
)


class _Family(NamedTuple):
    """What tells a family from the others.

    Attributes:
        name: What messages call it.
        learned_positions: Whether positions are learned, not sinusoids.
        pre_norm: Whether the input of each sub-layer is normalised, not its residual sum.
        embedding_norm: Whether the sum of the embeddings is normalised.
    """

    name: str
    learned_positions: bool
    pre_norm: bool
    embedding_norm: bool


_FAMILIES: Mapping[str, _Family] = {
    "bart": _Family("BART", learned_positions=True, pre_norm=False, embedding_norm=True),
    "mbart": _Family("mBART", learned_positions=True, pre_norm=True, embedding_norm=True),
    "pegasus": _Family("Pegasus", learned_positions=False, pre_norm=True, embedding_norm=False),
}
BART_TYPES = tuple(_FAMILIES)

# The first rows of a table of learned positions, which no position has.
_UNUSED_POSITIONS = 2

# What a checkpoint may hold beside the encoder and the decoder: heads of other tasks, and the
# constants that the first releases stored.
_IGNORABLE = ("classification_head.", "qa_outputs.")
_IGNORABLE_ENDS = (".version",)


def bart_config(checkpoint_config: Mapping[str, Any]) -> TransformerConfig:
    """Converts the `config.json` of a BART, mBART or Pegasus checkpoint.

    Args:
        checkpoint_config: The parsed file.

    Returns:
        The configuration of a `Transformer` that computes the same for the same token ids.

    Raises:
        ModelFormatError: If the model is of another kind, or uses something that our
            Transformer does not do.

    Example:
        >>> bart_config({"model_type": "t5"})
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: model_type must be one of ['bart', ...], got 't5'

    Reference:
        Lewis et al. 2020, "BART", https://arxiv.org/abs/1910.13461; Liu et al. 2020, "mBART",
        https://arxiv.org/abs/2001.08210; Zhang et al. 2020, "PEGASUS",
        https://arxiv.org/abs/1912.08777
    """
    c = checkpoint_config
    kind = c.get("model_type")
    if not isinstance(kind, str) or kind not in _FAMILIES:
        raise ModelFormatError(f"model_type must be one of {sorted(_FAMILIES)}, got {kind!r}")
    family = _FAMILIES[kind]
    if not c.get("is_encoder_decoder", True):
        raise ModelFormatError(f"a {family.name} decoder without an encoder cannot be loaded")
    if not c.get("tie_word_embeddings", True):
        raise ModelFormatError("tie_word_embeddings must be true, got False")
    return encoder_decoder_config(
        c,
        positions="learned" if family.learned_positions else "sinusoidal_halves",
        pre_norm=family.pre_norm,
        embedding_norm=family.embedding_norm,
    )


def bart_parameters(
    tensors: Mapping[str, np.ndarray], kind: str, config: TransformerConfig
) -> dict[str, np.ndarray]:
    """Renames and transposes the tensors of a checkpoint into those of our Transformer.

    Args:
        tensors: Maps Hugging Face's names, with or without the "model." in front, to arrays.
            Heads of other tasks are left out. A table that several parts share may be there under
            any of their names, or under several.
        kind: "bart", "mbart" or "pegasus".
        config: What `bart_config` returned.

    Returns:
        Maps the names of `config.parameter_shapes()` to float32 arrays.

    Raises:
        ModelFormatError: If a tensor is missing, unknown or of another shape, the copies of a
            shared table differ, or stored positions are not the sinusoids of Pegasus.
    """
    family = _FAMILIES[kind]
    found: dict[str, np.ndarray] = {}
    for name, array in tensors.items():
        if name.startswith(_IGNORABLE) or name.endswith(_IGNORABLE_ENDS):
            continue
        bare = name.startswith(("shared.", "encoder.", "decoder."))
        found[f"model.{name}" if bare else name] = array
    if family.learned_positions:
        for name in POSITIONS:
            if name in found and found[name].ndim:
                found[name] = found[name][_UNUSED_POSITIONS:]
    return encoder_decoder_parameters(found, config, family.name)
