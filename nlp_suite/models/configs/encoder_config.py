"""Encoder configuration, and the parameter shapes that follow from it."""

import dataclasses

from nlp_suite.models.configs.model_config import ACTIVATION_NAMES, POSITION_KINDS, ModelConfig
from nlp_suite.models.configs.parameter_shapes import ParameterShapes


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig(ModelConfig):
    """Constructor arguments of `nlp_suite.models.Encoder`.

    Attributes:
        vocabulary_size: Number of token ids.
        num_layers: Number of encoder layers.
        model_dim: Model width D.
        num_heads: Number of attention heads; divides D.
        feed_forward_dim: Hidden width of the feed-forward networks.
        max_length: Longest sequence, in tokens.
        num_segments: Number of segment (token type) ids; 0 for a model without them.
        positions: "learned", "sinusoidal" or "sinusoidal_halves", see `TransformerConfig`.
        activation: "relu", "gelu", "gelu_tanh" or "silu".
        pre_norm: Normalise each sub-layer's input instead of its residual sum.
        embedding_norm: Normalise the sum of the embeddings, as BERT does.
        scale_embeddings: Multiply the token embeddings by √D, as the paper does.
        dropout: Share of sub-layer outputs and embeddings dropped in training.
        attention_dropout: Share of attention weights dropped in training.
        layer_norm_epsilon: Added to the variance by the layer norms.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.

    Example:
        >>> config = EncoderConfig(vocabulary_size=1000, num_layers=2, model_dim=64,
        ...                        num_heads=4, feed_forward_dim=256, max_length=128)
        >>> config.parameter_shapes()["layers.0.attention.query.kernel"]
        (64, 64)
    """

    vocabulary_size: int
    num_layers: int
    model_dim: int
    num_heads: int
    feed_forward_dim: int
    max_length: int
    num_segments: int = 2
    positions: str = "learned"
    activation: str = "gelu"
    pre_norm: bool = False
    embedding_norm: bool = True
    scale_embeddings: bool = False
    dropout: float = 0.1
    attention_dropout: float = 0.1
    layer_norm_epsilon: float = 1e-12

    def _check(self) -> None:
        self._require_positive(
            "vocabulary_size",
            "num_layers",
            "model_dim",
            "num_heads",
            "feed_forward_dim",
            "max_length",
        )
        self._require("num_segments", self.num_segments >= 0, "not be negative")
        self._require(
            "model_dim",
            self.model_dim % self.num_heads == 0,
            f"be a multiple of num_heads ({self.num_heads})",
        )
        self._require_one_of("positions", POSITION_KINDS)
        self._require_one_of("activation", ACTIVATION_NAMES)
        self._require_share("dropout", "attention_dropout")
        self._require_epsilon()
        if self.positions != "learned":
            self._require_positions(self.max_length, self.model_dim)

    def vocabulary_sizes(self) -> dict[str, int]:
        """See `ModelConfig.vocabulary_sizes`."""
        return {"source": self.vocabulary_size}

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """See `ModelConfig.parameter_shapes`."""
        dim = self.model_dim
        shapes = ParameterShapes()
        shapes.embedding("token_embedding", self.vocabulary_size, dim)
        if self.positions == "learned":
            shapes.embedding("position_embedding", self.max_length, dim)
        if self.num_segments:
            shapes.embedding("segment_embedding", self.num_segments, dim)
        if self.embedding_norm:
            shapes.norm("embedding_norm", dim)
        for i in range(self.num_layers):
            shapes.encoder_layer(f"layers.{i}", dim, dim, self.feed_forward_dim)
        if self.pre_norm:
            shapes.norm("final_norm", dim)
        return dict(shapes)
