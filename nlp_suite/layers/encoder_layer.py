"""Transformer encoder layer."""

from typing import Any

import keras
from keras import ops

from nlp_suite.layers.feed_forward import FeedForward
from nlp_suite.layers.masks import attached_mask, check_unseen, read_padding_mask
from nlp_suite.layers.multi_head_attention import MultiHeadAttention
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class EncoderLayer(keras.layers.Layer):
    """Self-attention, then a feed-forward network, each with a residual and a layer norm.

    Post-norm, the paper's way: x = LayerNorm(x + Dropout(Sublayer(x))).
    Pre-norm: x = x + Dropout(Sublayer(LayerNorm(x))), where the stack of layers ends with
    one more norm.

    Args:
        num_heads: Number of attention heads.
        feed_forward_dim: Hidden width of the feed-forward network.
        key_dim: Width of one head; D / num_heads if None.
        activation: The feed-forward network's, see `FeedForward`.
        dropout: Share of each sub-layer's output that is dropped in training.
        attention_dropout: Share of the attention weights that is dropped in training.
        pre_norm: Normalise each sub-layer's input instead of its residual sum.
        layer_norm_epsilon: Added to the variance by the layer norms.

    Call arguments:
        x: Tensor of shape (B, T, D).
        padding_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, T), False at
            padding, which no position sees. A mask that Keras attached to `x` is used as well,
            see `nlp_suite.layers.masks`.
        return_attention_weights: Also return each head's weights.

    Returns:
        Tensor of shape (B, T, D), and weights (B, H, T, T) on request.

    Raises:
        InvalidInputError: If the mask is of another shape, or has other values.

    Example:
        ```python
        layer = EncoderLayer(num_heads=8, feed_forward_dim=2048)
        x = keras.random.normal((2, 5, 512))
        y = layer(x, padding_mask=padding_mask([[7, 4, 9, 0, 0], [3, 8, 1, 2, 5]]))
        ```

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.1,
        https://arxiv.org/abs/1706.03762; pre-norm: Xiong et al. 2020,
        https://arxiv.org/abs/2002.04745
    """

    def __init__(
        self,
        num_heads: int,
        feed_forward_dim: int,
        key_dim: int | None = None,
        activation: str = "relu",
        dropout: float = 0.1,
        attention_dropout: float = 0.0,
        pre_norm: bool = False,
        layer_norm_epsilon: float = 1e-6,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.feed_forward_dim = feed_forward_dim
        self.key_dim = key_dim
        self.activation = activation
        self.dropout = dropout
        self.attention_dropout = attention_dropout
        self.pre_norm = pre_norm
        self.layer_norm_epsilon = layer_norm_epsilon
        self.supports_masking = True

        policy = self.dtype_policy
        self.attention_norm = keras.layers.LayerNormalization(
            epsilon=layer_norm_epsilon, name="attention_norm", dtype=policy
        )
        self.feed_forward = FeedForward(
            feed_forward_dim, activation, name="feed_forward", dtype=policy
        )
        self.feed_forward_norm = keras.layers.LayerNormalization(
            epsilon=layer_norm_epsilon, name="feed_forward_norm", dtype=policy
        )
        self.attention_output_dropout = keras.layers.Dropout(
            dropout, name="attention_output_dropout", dtype=policy
        )
        self.feed_forward_output_dropout = keras.layers.Dropout(
            dropout, name="feed_forward_output_dropout", dtype=policy
        )

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        key_dim = self.key_dim or input_shape[-1] // self.num_heads  # type: ignore[operator]
        self.attention = MultiHeadAttention(
            self.num_heads,
            key_dim,
            dropout=self.attention_dropout,
            name="attention",
            dtype=self.dtype_policy,
        )
        self.attention.build(input_shape)
        self.attention_norm.build(input_shape)
        self.feed_forward.build(input_shape)
        self.feed_forward_norm.build(input_shape)

    def call(
        self,
        x: Tensor,
        padding_mask: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Tensor, Tensor]:
        mask = read_padding_mask(padding_mask, ops.shape(x)[:2], attached_mask(x))
        x = check_unseen(x, padding_mask)

        y = self.attention(
            self.attention_norm(x) if self.pre_norm else x,
            # (B, 1, S): every query sees the same keys.
            attention_mask=None if mask is None else ops.expand_dims(mask, 1),
            training=training,
            return_attention_weights=return_attention_weights,
        )
        if return_attention_weights:
            y, weights = y
        x = ops.add(x, self.attention_output_dropout(y, training=training))
        x = x if self.pre_norm else self.attention_norm(x)

        y = self.feed_forward(self.feed_forward_norm(x) if self.pre_norm else x)
        x = ops.add(x, self.feed_forward_output_dropout(y, training=training))
        x = x if self.pre_norm else self.feed_forward_norm(x)
        return (x, weights) if return_attention_weights else x

    def compute_output_shape(
        self, input_shape: tuple[int | None, ...], *_: Any
    ) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "feed_forward_dim": self.feed_forward_dim,
            "key_dim": self.key_dim,
            "activation": self.activation,
            "dropout": self.dropout,
            "attention_dropout": self.attention_dropout,
            "pre_norm": self.pre_norm,
            "layer_norm_epsilon": self.layer_norm_epsilon,
        }
