"""Sinusoidal positional embeddings."""

from typing import Any

import keras
import numpy as np
from keras import ops

from nlp_suite.layers.sinusoids import sinusoid_columns
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class SinusoidalPositionalEmbedding(keras.layers.Layer):
    """Marks position k with sines and cosines of geometrically spaced wavelengths.

    P(k, 2i) = sin(k / n^(2i/D)) and P(k, 2i+1) = cos(k / n^(2i/D)): nothing to train, and
    defined for sequences of any length.

    Args:
        base: The number n that sets the longest wavelength, 2πn.
        interleaved: Whether sines and cosines take turns, as above; otherwise all sines come
            before all cosines.

    Call arguments:
        x: Tensor of shape (..., T, D); only its shape matters.
        start: Position of the first element, for decoding step by step.

    Returns:
        Tensor of shape (T, D), to be added to `x`.

    Example:
        ```python
        positions = SinusoidalPositionalEmbedding()
        x = keras.random.normal((2, 5, 64))
        x = x + positions(x)  # (2, 5, 64)
        ```

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.5,
        https://arxiv.org/abs/1706.03762
    """

    def __init__(self, base: float = 10_000.0, interleaved: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.base = base
        self.interleaved = interleaved

    def call(self, x: Tensor, start: int = 0) -> Tensor:
        length, dim = ops.shape(x)[-2], x.shape[-1]
        column = sinusoid_columns(dim, interleaved=self.interleaved)
        frequencies = np.power(float(self.base), -2.0 * (column // 2) / dim)  # (D,)
        positions = ops.cast(ops.add(start, ops.arange(length)), "float32")
        angles = ops.multiply(positions[:, None], ops.cast(frequencies, "float32"))  # (T, D)
        table = ops.where(column % 2 == 0, ops.sin(angles), ops.cos(angles))
        return ops.cast(table, self.compute_dtype)

    def compute_mask(self, *_: Any, **__: Any) -> None:
        # The same positions for all sequences, padded or not.
        return None

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape[-2:]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "base": self.base, "interleaved": self.interleaved}
