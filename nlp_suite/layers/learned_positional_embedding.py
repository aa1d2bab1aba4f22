"""Learned positional embeddings."""

from numbers import Integral
from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class LearnedPositionalEmbedding(keras.layers.Layer):
    """Looks up a vector for every position, learned with the model.

    Args:
        max_length: Number of positions that have a vector.

    Call arguments:
        x: Tensor of shape (..., T, D); only its shape matters.
        start: Position of the first element, for decoding step by step.

    Returns:
        Tensor of shape (T, D), to be added to `x`.

    Raises:
        InvalidInputError: If the sequence is longer than `max_length`.

    Example:
        ```python
        positions = LearnedPositionalEmbedding(max_length=512)
        x = keras.random.normal((2, 5, 64))
        x = x + positions(x)  # (2, 5, 64)
        ```

    Reference:
        Gehring et al. 2017, https://arxiv.org/abs/1705.03122
    """

    def __init__(self, max_length: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length = max_length

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        self.embeddings = self.add_weight(
            shape=(self.max_length, input_shape[-1]),
            initializer=keras.initializers.RandomNormal(stddev=0.02),
            name="embeddings",
        )

    def call(self, x: Tensor, start: int = 0) -> Tensor:
        length = x.shape[-2]
        # In a compiled function either may be unknown until it runs.
        known = length is not None and isinstance(start, Integral)
        if known and start + length > self.max_length:
            raise InvalidInputError(
                f"a sequence may reach up to position {self.max_length}, got {length} tokens "
                f"from position {start}; shorten it or build the model with a larger max_length"
            )
        positions = ops.add(start, ops.arange(ops.shape(x)[-2]))
        return ops.take(ops.convert_to_tensor(self.embeddings), positions, axis=0)

    def compute_mask(self, *_: Any, **__: Any) -> None:
        # The same positions for all sequences, padded or not.
        return None

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape[-2:]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "max_length": self.max_length}
