"""Transformer configuration, and the parameter shapes that follow from it."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

from nlp_suite.arguments import shown
from nlp_suite.errors import InvalidInputError
from nlp_suite.models.configs.model_config import ACTIVATION_NAMES, POSITION_KINDS, ModelConfig
from nlp_suite.models.configs.parameter_shapes import ParameterShapes

# What each preset changes of the defaults, which are the paper's base model.
PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "base": {},
        "small": {
            "num_encoder_layers": 4,
            "num_decoder_layers": 4,
            "model_dim": 256,
            "num_heads": 4,
            "feed_forward_dim": 1024,
        },
        "tiny": {
            "num_encoder_layers": 2,
            "num_decoder_layers": 2,
            "model_dim": 32,
            "num_heads": 2,
            "feed_forward_dim": 64,
        },
        # 64 as the width of all eight heads together, not of each, and one layer norm for
        # both attentions of a decoder layer.
        "listing": {"key_dim": 8, "shared_attention_norm": True},
    }
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TransformerConfig(ModelConfig):
    """Constructor arguments of `nlp_suite.models.Transformer`.

    Attributes:
        source_vocabulary_size: Number of token ids of the source.
        target_vocabulary_size: Number of token ids of the target.
        num_encoder_layers: Number of encoder layers N.
        num_decoder_layers: Number of decoder layers M.
        model_dim: Model width D.
        num_heads: Number of attention heads; divides D unless `key_dim` is given.
        feed_forward_dim: Hidden width of the feed-forward networks.
        key_dim: Width of one head; D / num_heads if None.
        max_length: Longest source and target, in tokens, that learned positions, and the
            tables of exported models, reach.
        positions: "sinusoidal", "learned", or "sinusoidal_halves" for the same sinusoids with
            all sines before all cosines, as Marian has them.
        activation: "relu", "gelu", "gelu_tanh" or "silu".
        pre_norm: Normalise each sub-layer's input instead of its residual sum.
        scale_embeddings: Multiply the token embeddings by √D, as the paper does.
        embedding_norm: Normalise the sum of token and positional embeddings, as BART does.
        shared_embedding: One token embedding for source and target, for a joint vocabulary.
        tied_projection: Project to the vocabulary with the target embedding's own table.
        projection_bias: Whether that projection has a bias.
        shared_attention_norm: One layer norm for both attentions of a decoder layer.
        dropout: Share of sub-layer outputs and embeddings dropped in training.
        attention_dropout: Share of attention weights dropped in training.
        layer_norm_epsilon: Added to the variance by the layer norms.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.

    Example:
        >>> config = TransformerConfig.preset(
        ...     "base", source_vocabulary_size=8000, target_vocabulary_size=9000
        ... )
        >>> config.parameter_shapes()["decoder.layers.0.cross_attention.query.kernel"]
        (512, 512)
    """

    source_vocabulary_size: int
    target_vocabulary_size: int
    num_encoder_layers: int = 6
    num_decoder_layers: int = 6
    model_dim: int = 512
    num_heads: int = 8
    feed_forward_dim: int = 2048
    key_dim: int | None = None
    max_length: int = 512
    positions: str = "sinusoidal"
    activation: str = "relu"
    pre_norm: bool = False
    scale_embeddings: bool = True
    embedding_norm: bool = False
    shared_embedding: bool = False
    tied_projection: bool = False
    projection_bias: bool = True
    shared_attention_norm: bool = False
    dropout: float = 0.1
    attention_dropout: float = 0.0
    layer_norm_epsilon: float = 1e-6

    @classmethod
    def preset(
        cls,
        name: str,
        /,
        *,
        source_vocabulary_size: int,
        target_vocabulary_size: int,
        **overrides: Any,
    ) -> Self:
        """Returns the configuration of a named size.

        Args:
            name: "base" (the paper's), "small", "tiny", or "listing" (the base model with
                heads of width 8 and one norm for both attentions of a decoder layer).
            source_vocabulary_size: Number of token ids of the source.
            target_vocabulary_size: Number of token ids of the target.
            **overrides: Fields that shall differ from the preset's.

        Returns:
            The configuration.

        Raises:
            InvalidInputError: If there is no such preset, or a field is unknown or out of
                its range.

        Example:
            >>> TransformerConfig.preset(
            ...     "small", source_vocabulary_size=99, target_vocabulary_size=99, dropout=0.3
            ... ).model_dim
            256
        """
        if name not in PRESETS:
            raise InvalidInputError(f"preset must be one of {sorted(PRESETS)}, got {shown(name)}")
        return cls.from_dict(
            {
                **PRESETS[name],
                "source_vocabulary_size": source_vocabulary_size,
                "target_vocabulary_size": target_vocabulary_size,
                **overrides,
            }
        )

    @property
    def head_dim(self) -> int:
        """The width of one attention head, d_k."""
        return self.key_dim or self.model_dim // self.num_heads

    def _check(self) -> None:
        self._require_positive(
            "source_vocabulary_size",
            "target_vocabulary_size",
            "num_encoder_layers",
            "num_decoder_layers",
            "model_dim",
            "num_heads",
            "feed_forward_dim",
            "max_length",
        )
        if self.key_dim is None:
            self._require(
                "model_dim",
                self.model_dim % self.num_heads == 0,
                f"be a multiple of num_heads ({self.num_heads}) where key_dim is not given",
            )
        else:
            self._require_positive("key_dim")
        self._require_one_of("positions", POSITION_KINDS)
        self._require_one_of("activation", ACTIVATION_NAMES)
        if self.shared_embedding:
            self._require(
                "target_vocabulary_size",
                self.target_vocabulary_size == self.source_vocabulary_size,
                f"equal source_vocabulary_size ({self.source_vocabulary_size}) with "
                "shared_embedding",
            )
        self._require_share("dropout", "attention_dropout")
        self._require_epsilon()
        if self.positions != "learned":
            self._require_positions(self.max_length, self.model_dim)

    def vocabulary_sizes(self) -> dict[str, int]:
        """See `ModelConfig.vocabulary_sizes`."""
        return {"source": self.source_vocabulary_size, "target": self.target_vocabulary_size}

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """See `ModelConfig.parameter_shapes`."""
        dim, hidden_dim = self.model_dim, self.feed_forward_dim
        inner_dim = self.num_heads * self.head_dim
        shapes = ParameterShapes()
        if self.shared_embedding:
            shapes.embedding("token_embedding", self.source_vocabulary_size, dim)
        else:
            shapes.embedding("source_embedding", self.source_vocabulary_size, dim)
            shapes.embedding("target_embedding", self.target_vocabulary_size, dim)
        if self.positions == "learned":
            shapes.embedding("source_position_embedding", self.max_length, dim)
            shapes.embedding("target_position_embedding", self.max_length, dim)
        if self.embedding_norm:
            shapes.norm("source_embedding_norm", dim)
            shapes.norm("target_embedding_norm", dim)
        for i in range(self.num_encoder_layers):
            shapes.encoder_layer(f"encoder.layers.{i}", dim, inner_dim, hidden_dim)
        if self.pre_norm:
            shapes.norm("encoder.final_norm", dim)
        for i in range(self.num_decoder_layers):
            shapes.decoder_layer(
                f"decoder.layers.{i}",
                dim,
                inner_dim,
                hidden_dim,
                shared_attention_norm=self.shared_attention_norm,
            )
        if self.pre_norm:
            shapes.norm("decoder.final_norm", dim)
        if not self.tied_projection:
            shapes["output.kernel"] = (dim, self.target_vocabulary_size)
        if self.projection_bias:
            shapes["output.bias"] = (self.target_vocabulary_size,)
        return dict(shapes)
