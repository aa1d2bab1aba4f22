"""Scaled dot-product attention."""

import math
from typing import Any

import keras
from keras import ops

from nlp_suite.layers.masked_softmax import masked_softmax
from nlp_suite.layers.masks import check_unseen, read_attention_mask
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class ScaledDotProductAttention(keras.layers.Layer):
    """Weights the values by how well their keys match each query: softmax(QKᵀ / √d_k) V.

    A query that may see nothing at all gets zeros, so that no hidden value reaches the output.

    Args:
        dropout: Share of the attention weights that is dropped in training.

    Call arguments:
        query: Tensor of shape (..., T, d_k).
        key: Tensor of shape (..., S, d_k).
        value: Tensor of shape (..., S, d_v).
        attention_mask: Optional mask, booleans or 0 and 1 of any type, True where a query may
            see a key: of shape (B, S), (B, T, S) or (B, H, T, S), see `nlp_suite.layers.masks`;
            of shape (T, S) if the query has two axes only. A mask that Keras attached to the
            key or the value is used as well.
        return_attention_weights: Also return the weights, before dropout.

    Returns:
        Tensor of shape (..., T, d_v), and the weights of shape (..., T, S) on request.

    Raises:
        InvalidInputError: If the mask is of another shape, or has other values.

    Example:
        ```python
        attention = ScaledDotProductAttention()
        x = keras.random.normal((2, 5, 8))
        y, weights = attention(x, x, x, return_attention_weights=True)  # (2, 5, 8), (2, 5, 5)
        ```

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.2.1,
        https://arxiv.org/abs/1706.03762
    """

    def __init__(self, dropout: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dropout = dropout
        self.supports_masking = True
        self._weights_dropout = keras.layers.Dropout(dropout, dtype=self.dtype_policy)

    def call(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        attention_mask: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Tensor, Tensor]:
        d_k = query.shape[-1]
        query = ops.multiply(check_unseen(query, attention_mask), 1.0 / math.sqrt(d_k))
        scores = ops.matmul(query, ops.swapaxes(key, -1, -2))  # (..., T, S)
        mask = read_attention_mask(attention_mask, ops.shape(scores), (key, value))
        # A float16 softmax over long sequences loses what its sum needs.
        weights = masked_softmax(ops.cast(scores, "float32"), mask)
        weights = ops.cast(weights, scores.dtype)
        output = ops.matmul(self._weights_dropout(weights, training=training), value)
        return (output, weights) if return_attention_weights else output

    def compute_output_shape(
        self, query_shape: tuple[int | None, ...], _: Any, value_shape: tuple[int | None, ...]
    ) -> tuple[int | None, ...]:
        return (*query_shape[:-1], value_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "dropout": self.dropout}
