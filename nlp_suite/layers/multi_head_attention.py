"""Multi-head attention."""

from typing import Any

import keras
from keras import ops

from nlp_suite.layers.masks import check_unseen, read_attention_mask
from nlp_suite.layers.scaled_dot_product_attention import ScaledDotProductAttention
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class MultiHeadAttention(keras.layers.Layer):
    """Attends in several learned subspaces at once and projects the results together.

    MultiHead(Q, K, V) = Concat(head_1, …, head_h) W^O with
    head_i = Attention(Q W_i^Q, K W_i^K, V W_i^V). The h projections of one kind are stored
    as one matrix, head after head.

    Args:
        num_heads: Number of heads h.
        key_dim: Width d_k of a query and key *per head*. The paper's base model has
            D = 512, h = 8, d_k = 64.
        value_dim: Width d_v of a value per head; `key_dim` if None.
        output_dim: Width of the output; that of the query if None.
        dropout: Share of the attention weights that is dropped in training.

    Call arguments:
        query: Tensor of shape (B, T, D).
        key: Tensor of shape (B, S, D'); the query if None (self-attention).
        value: Tensor of shape (B, S, D''); the key if None.
        attention_mask: Optional mask, booleans or 0 and 1 of any type, True where a query may
            see a key. Of shape (B, S), which always is a padding mask; of (B, T, S), such as
            `causal_mask(T)[None]`; or, where the heads differ, of (B, H, T, S). A mask that Keras
            attached to the key or the value is used as well, see `nlp_suite.layers.masks`.
        return_attention_weights: Also return each head's weights.
        key_value: What `project_key_value` returned, instead of `key` and `value`: for keys
            and values that several calls attend to.

    Returns:
        Tensor of shape (B, T, output_dim), and weights (B, H, T, S) on request.

    Raises:
        InvalidInputError: If the mask is of another shape, or has other values.

    Example:
        ```python
        attention = MultiHeadAttention(num_heads=8, key_dim=64)
        x = keras.random.normal((2, 5, 512))
        y = attention(x, attention_mask=causal_mask(5)[None])  # (2, 5, 512)
        y = attention(x, attention_mask=np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]))
        ```

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.2.2,
        https://arxiv.org/abs/1706.03762
    """

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        output_dim: int | None = None,
        dropout: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.key_dim = key_dim
        self.value_dim = value_dim or key_dim
        self.output_dim = output_dim
        self.dropout = dropout
        self.supports_masking = True

        policy = self.dtype_policy
        self.query = keras.layers.Dense(num_heads * key_dim, name="query", dtype=policy)
        self.key = keras.layers.Dense(num_heads * key_dim, name="key", dtype=policy)
        self.value = keras.layers.Dense(num_heads * self.value_dim, name="value", dtype=policy)
        self.attention = ScaledDotProductAttention(dropout, name="attention", dtype=policy)

    def build(
        self,
        query_shape: tuple[int | None, ...],
        key_shape: tuple[int | None, ...] | None = None,
        value_shape: tuple[int | None, ...] | None = None,
    ) -> None:
        key_shape = key_shape or query_shape
        value_shape = value_shape or key_shape
        self.query.build(query_shape)
        self.key.build(key_shape)
        self.value.build(value_shape)
        self.output_projection = keras.layers.Dense(
            self.output_dim or query_shape[-1], name="output", dtype=self.dtype_policy
        )
        self.output_projection.build((*query_shape[:-1], self.num_heads * self.value_dim))

    def call(
        self,
        query: Tensor,
        key: Tensor | None = None,
        value: Tensor | None = None,
        attention_mask: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
        key_value: tuple[Tensor, Tensor] | None = None,
    ) -> Tensor | tuple[Tensor, Tensor]:
        q = self._split_heads(self.query(query))  # (B, H, T, d_k)
        attached_to: tuple[Tensor | None, ...] = ()
        if key_value is None:
            key = query if key is None else key
            key_value = self.project_key_value(key, value)
            attached_to = key, value
        k, v = key_value
        scores_shape = (*ops.shape(q)[:3], ops.shape(k)[2])
        mask = read_attention_mask(attention_mask, scores_shape, attached_to)
        heads, weights = self.attention(
            check_unseen(q, attention_mask),
            k,
            v,
            mask,
            training=training,
            return_attention_weights=True,
        )
        output = self.output_projection(self._merge_heads(heads))  # (B, T, D)
        return (output, weights) if return_attention_weights else output

    def project_key_value(self, key: Tensor, value: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Projects keys and values once for several calls, as decoding step by step needs.

        Args:
            key: Tensor of shape (B, S, D').
            value: Tensor of shape (B, S, D''); the key if None.

        Returns:
            Tensors of shape (B, H, S, d_k) and (B, H, S, d_v), for the call argument
            `key_value`.

        Example:
            ```python
            attention = MultiHeadAttention(num_heads=2, key_dim=4)
            query, memory = keras.random.normal((2, 1, 8)), keras.random.normal((2, 5, 8))
            attention.build((2, 1, 8))
            key_value = attention.project_key_value(memory)
            y = attention(query, key_value=key_value)  # the same as attention(query, memory)
            ```
        """
        k = self._split_heads(self.key(key))
        v = self._split_heads(self.value(key if value is None else value))
        return k, v

    def _split_heads(self, x: Tensor) -> Tensor:
        """(B, T, H * d) -> (B, H, T, d)."""
        batch, length = ops.shape(x)[:2]
        x = ops.reshape(x, (batch, length, self.num_heads, x.shape[-1] // self.num_heads))
        return ops.transpose(x, (0, 2, 1, 3))

    def _merge_heads(self, x: Tensor) -> Tensor:
        """(B, H, T, d) -> (B, T, H * d)."""
        batch, heads, length, width = ops.shape(x)
        return ops.reshape(ops.transpose(x, (0, 2, 1, 3)), (batch, length, heads * width))

    def compute_output_shape(
        self, query_shape: tuple[int | None, ...], *_: Any
    ) -> tuple[int | None, ...]:
        return (*query_shape[:-1], self.output_dim or query_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "key_dim": self.key_dim,
            "value_dim": self.value_dim,
            "output_dim": self.output_dim,
            "dropout": self.dropout,
        }
