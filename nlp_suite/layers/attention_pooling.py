"""Attention pooling: a learned weighted sum over the steps of a sequence."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.masked_softmax import masked_softmax
from nlp_suite.layers.masks import attached_mask, check_unseen, read_padding_mask
from nlp_suite.layers.tensor import Tensor

BIASES = ("shared", "positions")


@keras.saving.register_keras_serializable(package="nlp_suite")
class AttentionPooling(keras.layers.Layer):
    """Sums the steps of a sequence by learned weights: α = softmax(tanh(x W + b)), Σ α x.

    Args:
        bias: "shared" for one b, which suits sequences of any length, or "positions" for a b
            of each position, as it is often seen; sequences may then be no longer than the one
            that the layer was built with.

    Call arguments:
        x: Tensor of shape (B, T, F).
        mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, T), True at real steps;
            a sequence without any gives zeros. A mask that Keras attached to `x` is used as well.
        return_attention_weights: Also return α.

    Returns:
        Tensor of shape (B, F), and α of shape (B, T) on request.

    Raises:
        InvalidInputError: If `bias` is none of the two, or needs a length that is not known, or
            the mask is of another shape or has other values, see `nlp_suite.layers.masks`.

    Example:
        ```python
        pool = AttentionPooling()
        pooled = pool(keras.random.normal((2, 20, 8)))  # (2, 8)
        ```

    Reference:
        Raffel and Ellis 2015, "Feed-Forward Networks with Attention Can Solve Some Long-Term
        Memory Problems", https://arxiv.org/abs/1512.08756
    """

    def __init__(self, bias: str = "shared", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if bias not in BIASES:
            raise InvalidInputError(f"bias must be one of {BIASES}, got {bias!r}")
        self.bias = bias
        self.supports_masking = True

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        length, width = input_shape[1], int(input_shape[-1] or 0)
        if self.bias == "positions" and length is None:
            raise InvalidInputError(
                "bias='positions' needs a known length, got None; use bias='shared'"
            )
        self.kernel = self.add_weight((width, 1), name="kernel")
        shape = (1,) if self.bias == "shared" else (int(length or 0), 1)
        self.offset = self.add_weight(shape, "zeros", name="bias")

    def call(
        self, x: Tensor, mask: Tensor | None = None, return_attention_weights: bool = False
    ) -> Tensor | tuple[Tensor, Tensor]:
        x, mask = check_unseen(x, mask), read_padding_mask(mask, ops.shape(x)[:2], attached_mask(x))
        offset = self.offset if self.bias == "shared" else self.offset[: x.shape[1]]
        energies = ops.tanh(ops.add(ops.matmul(x, self.kernel), offset))[..., 0]  # (B, T)
        weights = masked_softmax(ops.cast(energies, "float32"), mask)
        weights = ops.cast(weights, x.dtype)
        pooled = ops.sum(ops.multiply(x, weights[..., None]), axis=1)
        return (pooled, weights) if return_attention_weights else pooled

    def compute_mask(self, *_: Any, **__: Any) -> None:
        return None

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return (input_shape[0], input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "bias": self.bias}
