"""Vision Transformer configuration, and the parameter shapes that follow from it."""

import dataclasses

from nlp_suite.models.configs.model_config import ACTIVATION_NAMES, ModelConfig
from nlp_suite.models.configs.parameter_shapes import ParameterShapes
from nlp_suite.models.interpolation import INTERPOLATIONS

HEADS = ("linear", "mlp")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VisionTransformerConfig(ModelConfig):
    """Constructor arguments of `nlp_suite.models.VisionTransformer`.

    Attributes:
        image_size: Height and width of the images that the positions are made for, in pixels;
            multiples of `patch_size`.
        patch_size: Height and width of a patch, in pixels.
        num_channels: Number of values of a pixel.
        num_classes: Number of logits.
        num_layers: Number of encoder layers.
        model_dim: Model width D.
        num_heads: Number of attention heads; divides D.
        feed_forward_dim: Hidden width of the feed-forward networks.
        head: "mlp", one hidden layer with GELU, as in the paper's pre-training; or "linear",
            zeros before training, as in its fine-tuning.
        head_dim: Hidden width of the head "mlp"; D if None.
        activation: Of the feed-forward networks: "relu", "gelu", "gelu_tanh" or "silu".
        interpolation: How positions are made for images of another size: "bilinear" or
            "bicubic".
        dropout: Share of sub-layer outputs and embeddings dropped in training.
        attention_dropout: Share of attention weights dropped in training.
        layer_norm_epsilon: Added to the variance by the layer norms.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.

    Example:
        >>> config = VisionTransformerConfig(image_size=(32, 24), patch_size=4, num_channels=3,
        ...                                  num_classes=10, num_layers=2, model_dim=64,
        ...                                  num_heads=4, feed_forward_dim=256)
        >>> config.grid
        (8, 6)
        >>> config.parameter_shapes()["position_embedding.embeddings"]
        (49, 64)
    """

    image_size: tuple[int, int]
    patch_size: int
    num_channels: int
    num_classes: int
    num_layers: int
    model_dim: int
    num_heads: int
    feed_forward_dim: int
    head: str = "mlp"
    head_dim: int | None = None
    activation: str = "gelu"
    interpolation: str = "bilinear"
    dropout: float = 0.1
    attention_dropout: float = 0.0
    layer_norm_epsilon: float = 1e-6

    @property
    def grid(self) -> tuple[int, int]:
        """Number of patches from top to bottom, and from left to right."""
        height, width = self.image_size
        return height // self.patch_size, width // self.patch_size

    def _check(self) -> None:
        self._require_positive(
            "patch_size",
            "num_channels",
            "num_classes",
            "num_layers",
            "model_dim",
            "num_heads",
            "feed_forward_dim",
        )
        self._require(
            "image_size",
            all(side > 0 and side % self.patch_size == 0 for side in self.image_size),
            f"be positive multiples of patch_size ({self.patch_size})",
        )
        self._require(
            "model_dim",
            self.model_dim % self.num_heads == 0,
            f"be a multiple of num_heads ({self.num_heads})",
        )
        self._require_one_of("head", HEADS)
        if self.head_dim is not None:
            self._require("head_dim", self.head == "mlp", "be None with head='linear'")
            self._require_positive("head_dim")
        self._require_one_of("activation", ACTIVATION_NAMES)
        self._require_one_of("interpolation", INTERPOLATIONS)
        self._require_share("dropout", "attention_dropout")
        self._require_epsilon()

    def vocabulary_sizes(self) -> dict[str, int]:
        """See `ModelConfig.vocabulary_sizes`; images have no tokens."""
        return {}

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """See `ModelConfig.parameter_shapes`."""
        dim, (rows, columns) = self.model_dim, self.grid
        shapes = ParameterShapes({"class_token": (1, 1, dim)})
        shapes.dense("patch_embedding.projection", self.patch_size**2 * self.num_channels, dim)
        shapes.embedding("position_embedding", 1 + rows * columns, dim)
        for i in range(self.num_layers):
            shapes.encoder_layer(f"layers.{i}", dim, dim, self.feed_forward_dim)
        shapes.norm("final_norm", dim)
        if self.head == "mlp":
            hidden = self.head_dim or dim
            shapes.dense("head_hidden", dim, hidden)
            shapes.dense("head_output", hidden, self.num_classes)
        else:
            shapes.dense("head_output", dim, self.num_classes)
        return dict(shapes)
