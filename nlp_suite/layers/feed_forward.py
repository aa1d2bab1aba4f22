"""Position-wise feed-forward network."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.tensor import Tensor

HALF_PRECISION = ("float16", "bfloat16")

# Names that checkpoints use and Keras has no single word for.
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "gelu": lambda x: keras.activations.gelu(x, approximate=False),
    "gelu_tanh": lambda x: keras.activations.gelu(x, approximate=True),
    "relu": keras.activations.relu,
    "silu": keras.activations.silu,
}


@keras.saving.register_keras_serializable(package="nlp_suite")
class FeedForward(keras.layers.Layer):
    """Applies the same two-layer network to every position: act(x W₁ + b₁) W₂ + b₂.

    Args:
        hidden_dim: Width d_ff between the two layers; 2048 in the paper's base model.
        activation: "relu" (the paper), "gelu" (BERT, the exact form), "gelu_tanh" (its
            approximation) or "silu".

    Call arguments:
        x: Tensor of shape (..., D).

    Returns:
        Tensor of shape (..., D).

    Raises:
        InvalidInputError: If the activation is none of the four.

    Example:
        ```python
        feed_forward = FeedForward(2048)
        y = feed_forward(keras.random.normal((2, 5, 512)))  # (2, 5, 512)
        ```

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.3,
        https://arxiv.org/abs/1706.03762
    """

    def __init__(self, hidden_dim: int, activation: str = "relu", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if activation not in ACTIVATIONS:
            raise InvalidInputError(
                f"activation must be one of {sorted(ACTIVATIONS)}, got {activation!r}"
            )
        self.hidden_dim = hidden_dim
        self.activation = activation
        self.supports_masking = True
        self.hidden = keras.layers.Dense(hidden_dim, name="hidden", dtype=self.dtype_policy)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        self.hidden.build(input_shape)
        self.output_projection = keras.layers.Dense(
            input_shape[-1], name="output", dtype=self.dtype_policy
        )
        self.output_projection.build((*input_shape[:-1], self.hidden_dim))

    def call(self, x: Tensor) -> Tensor:
        activate, hidden = ACTIVATIONS[self.activation], self.hidden(x)
        if self.activation == "relu" or self.compute_dtype not in HALF_PRECISION:
            return self.output_projection(activate(hidden))
        # A curve takes many steps: in half precision each would round, and on a CPU be slow.
        activated = ops.cast(activate(ops.cast(hidden, "float32")), self.compute_dtype)
        return self.output_projection(activated)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "hidden_dim": self.hidden_dim,
            "activation": self.activation,
        }
