"""Luong's attentional state: a decoder state combined with its context vector."""

from typing import Any

import keras
from keras import ops

from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class AttentionalState(keras.layers.Layer):
    """Combines a context vector with the state that it was computed for: s̃ = tanh(W_c [c; s]).

    Args:
        units: Width of s̃.

    Call arguments:
        context: Tensor of shape (..., D_c).
        state: Tensor of shape (..., D_s).

    Returns:
        Tensor of shape (..., units).

    Example:
        ```python
        join = AttentionalState(32)
        joined = join(keras.random.normal((2, 5, 48)), keras.random.normal((2, 5, 32)))
        # (2, 5, 32)
        ```

    Reference:
        Luong et al. 2015, "Effective Approaches to Attention-based Neural Machine Translation",
        equation 5, https://arxiv.org/abs/1508.04025
    """

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.supports_masking = True

    def build(
        self, context_shape: tuple[int | None, ...], state_shape: tuple[int | None, ...]
    ) -> None:
        width = int(context_shape[-1] or 0) + int(state_shape[-1] or 0)
        self.kernel = self.add_weight((width, self.units), name="kernel")

    def call(self, context: Tensor, state: Tensor) -> Tensor:
        return ops.tanh(ops.matmul(ops.concatenate([context, state], axis=-1), self.kernel))

    def compute_output_shape(
        self,
        context_shape: tuple[int | None, ...],
        state_shape: tuple[int | None, ...],  # noqa: ARG002
    ) -> tuple[int | None, ...]:
        return (*context_shape[:-1], self.units)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units}
