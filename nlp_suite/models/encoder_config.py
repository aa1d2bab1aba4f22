"""Every choice that makes an encoder, and the parameters that follow from them."""

import dataclasses
import difflib
import math
import types
import typing
from collections.abc import Mapping
from typing import Any, Self

from nlp_suite.errors import InvalidInputError

ACTIVATION_NAMES = ("gelu", "gelu_tanh", "relu", "silu")
POSITION_KINDS = ("learned", "sinusoidal")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig:
    """Constructor arguments of `nlp_suite.models.Encoder`.

    Attributes:
        vocabulary_size: Number of token ids.
        num_layers: Number of encoder layers.
        model_dim: Model width D.
        num_heads: Number of attention heads; divides D.
        feed_forward_dim: Hidden width of the feed-forward networks.
        max_length: Longest sequence, in tokens.
        num_segments: Number of segment (token type) ids; 0 for a model without them.
        positions: "learned" or "sinusoidal".
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

    def __post_init__(self) -> None:
        for field, kind in typing.get_type_hints(type(self)).items():
            _check_type(field, getattr(self, field), kind)
        for field in (
            "vocabulary_size",
            "num_layers",
            "model_dim",
            "num_heads",
            "feed_forward_dim",
            "max_length",
        ):
            _require(getattr(self, field) >= 1, f"{field} must be at least 1", self, field)
        _require(self.num_segments >= 0, "num_segments must not be negative", self, "num_segments")
        _require(
            self.model_dim % self.num_heads == 0,
            f"model_dim must be a multiple of num_heads ({self.num_heads})",
            self,
            "model_dim",
        )
        _require(
            self.positions in POSITION_KINDS,
            f"positions must be one of {POSITION_KINDS}",
            self,
            "positions",
        )
        _require(
            self.activation in ACTIVATION_NAMES,
            f"activation must be one of {ACTIVATION_NAMES}",
            self,
            "activation",
        )
        for field in ("dropout", "attention_dropout"):
            _require(0.0 <= getattr(self, field) < 1.0, f"{field} must be in [0, 1)", self, field)
        _require(
            0.0 < self.layer_norm_epsilon < math.inf,
            "layer_norm_epsilon must be positive",
            self,
            "layer_norm_epsilon",
        )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Makes a configuration from a mapping, and accepts nothing that it does not know.

        Args:
            values: Maps field names to values, as `to_dict` gives them.

        Returns:
            The configuration.

        Raises:
            InvalidInputError: If a key is unknown or missing, or a value out of range.
        """
        fields = {field.name: field for field in dataclasses.fields(cls)}
        for key in values:
            if key not in fields:
                close = difflib.get_close_matches(key, fields, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"known keys: {sorted(fields)}"
                raise InvalidInputError(f"unknown key {key!r} in an encoder configuration; {hint}")
        for name, field in fields.items():
            if name not in values and field.default is dataclasses.MISSING:
                raise InvalidInputError(f"an encoder configuration lacks the key {name!r}")
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Gives every field, in order, as plain values for JSON."""
        return dataclasses.asdict(self)

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """Names every parameter of the encoder with its shape, in the model's order.

        This is the contract between the Keras model, the model folder and the exporters.

        Returns:
            Maps parameter names to shapes; a kernel is (inputs, outputs).
        """
        width, hidden = self.model_dim, self.feed_forward_dim
        shapes: dict[str, tuple[int, ...]] = {
            "token_embedding.embeddings": (self.vocabulary_size, width)
        }
        if self.positions == "learned":
            shapes["position_embedding.embeddings"] = (self.max_length, width)
        if self.num_segments:
            shapes["segment_embedding.embeddings"] = (self.num_segments, width)

        def dense(name: str, inputs: int, outputs: int) -> None:
            shapes[f"{name}.kernel"] = (inputs, outputs)
            shapes[f"{name}.bias"] = (outputs,)

        def norm(name: str) -> None:
            shapes[f"{name}.gamma"] = (width,)
            shapes[f"{name}.beta"] = (width,)

        if self.embedding_norm:
            norm("embedding_norm")
        for i in range(self.num_layers):
            for projection in ("query", "key", "value", "output"):
                dense(f"layers.{i}.attention.{projection}", width, width)
            norm(f"layers.{i}.attention_norm")
            dense(f"layers.{i}.feed_forward.hidden", width, hidden)
            dense(f"layers.{i}.feed_forward.output", hidden, width)
            norm(f"layers.{i}.feed_forward_norm")
        if self.pre_norm:
            norm("final_norm")
        return shapes


def _check_type(field: str, value: Any, kind: type | types.UnionType) -> None:
    accepted = (int, float) if kind is float else kind
    # bool is an int to Python, but true is no number of layers.
    wrong_bool = isinstance(value, bool) and kind is not bool
    if wrong_bool or not isinstance(value, accepted):
        name = getattr(kind, "__name__", str(kind))
        raise InvalidInputError(f"{field} must be of type {name}, got {value!r}")


def _require(condition: bool, rule: str, config: Any, field: str) -> None:
    if not condition:
        raise InvalidInputError(f"{rule}, got {field}={getattr(config, field)!r}")
