"""Output projection from hidden states to vocabulary logits."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class TokenProjection(keras.layers.Layer):
    """Computes the logits of the vocabulary: x W + b, where W may be tied to the embedding.

    Args:
        vocabulary_size: Number of tokens V.
        use_bias: Whether there is a b.
        tied: Whether W is an embedding table, transposed, and not a weight of this layer.

    Call arguments:
        x: Tensor of shape (..., D).
        embeddings: The table, of shape (V, D), if tied.

    Returns:
        Logits of shape (..., V).

    Raises:
        InvalidInputError: If a tied projection gets no table, or another one gets one.

    Example:
        ```python
        embedding = keras.layers.Embedding(1000, 64)
        x = embedding(np.array([[5, 8, 2]]))
        project = TokenProjection(1000, tied=True)
        logits = project(x, embedding.embeddings)  # (1, 3, 1000)
        ```

    Reference:
        Press and Wolf 2017, https://arxiv.org/abs/1608.05859
    """

    def __init__(
        self, vocabulary_size: int, use_bias: bool = True, tied: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.vocabulary_size = vocabulary_size
        self.use_bias = use_bias
        self.tied = tied
        self.supports_masking = True

    def build(
        self,
        x_shape: tuple[int | None, ...],
        embeddings_shape: tuple[int | None, ...] | None = None,  # noqa: ARG002
    ) -> None:
        if not self.tied:
            self.kernel = self.add_weight((x_shape[-1], self.vocabulary_size), name="kernel")
        if self.use_bias:
            self.bias = self.add_weight((self.vocabulary_size,), "zeros", name="bias")

    def call(self, x: Tensor, embeddings: Tensor | None = None) -> Tensor:
        if self.tied == (embeddings is None):
            raise InvalidInputError(
                f"embeddings belong to a tied projection and to no other, got tied={self.tied} "
                f"and {'no ' if embeddings is None else ''}embeddings"
            )
        if self.tied:
            logits = ops.matmul(x, ops.transpose(ops.cast(embeddings, x.dtype)))
        else:
            logits = ops.matmul(x, self.kernel)
        return ops.add(logits, self.bias) if self.use_bias else logits

    def compute_output_shape(
        self, x_shape: tuple[int | None, ...], *_: Any
    ) -> tuple[int | None, ...]:
        return (*x_shape[:-1], self.vocabulary_size)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "use_bias": self.use_bias,
            "tied": self.tied,
        }
