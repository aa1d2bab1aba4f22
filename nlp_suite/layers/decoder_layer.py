"""Transformer decoder layer and its key/value cache."""

from numbers import Integral
from typing import Any, NamedTuple

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.feed_forward import FeedForward
from nlp_suite.layers.masks import attached_mask, causal_mask, check_unseen, read_padding_mask
from nlp_suite.layers.multi_head_attention import MultiHeadAttention
from nlp_suite.layers.tensor import Tensor


class DecoderLayerCache(NamedTuple):
    """Key/value cache of a decoder layer, for decoding step by step.

    Attributes:
        self_attention: Keys (B, H, S, d_k) and values (B, H, S, d_v) of S target positions;
            zeros before the first step.
        cross_attention: Keys and values of the encoder's output, whole from the start; and the
            mask (B, S) that Keras had attached to it, if there was one.

    Example:
        ```python
        layer = DecoderLayer(num_heads=2, feed_forward_dim=16)
        layer.build((1, 5, 8), (1, 7, 8))
        cache = layer.make_cache(keras.random.normal((1, 7, 8)), length=5)
        keys, values = cache.self_attention  # (1, 2, 5, 4) each
        ```
    """

    self_attention: tuple[Tensor, Tensor]
    cross_attention: tuple[Tensor, ...]


@keras.saving.register_keras_serializable(package="nlp_suite")
class DecoderLayer(keras.layers.Layer):
    """Causal self-attention, cross-attention to the encoder's output, a feed-forward network.

    Each of the three has a residual and a layer norm, placed as in `EncoderLayer`. With a
    cache the layer takes the next position or positions only and returns what the
    whole sequence would have there.

    Args:
        num_heads: Number of attention heads.
        feed_forward_dim: Hidden width of the feed-forward network.
        key_dim: Width of one head; D / num_heads if None.
        activation: The feed-forward network's, see `FeedForward`.
        dropout: Share of each sub-layer's output that is dropped in training.
        attention_dropout: Share of the attention weights that is dropped in training.
        pre_norm: Normalise each sub-layer's input instead of its residual sum.
        shared_attention_norm: Use one layer norm for both attentions. In the paper each
            sub-layer has its own.
        layer_norm_epsilon: Added to the variance by the layer norms.

    Call arguments:
        x: Tensor of shape (B, T, D).
        encoder_output: Tensor of shape (B, S, D'); not needed with a cache, which has it.
        padding_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, T), False at
            padding, which no position sees; with a cache, of shape (B, cache length). A mask
            that Keras attached to `x` is used as well; with a cache, whose earlier positions it
            says nothing of, the whole one must be given.
        encoder_padding_mask: Optional mask of shape (B, S), the same for the encoder's output.
            A mask that Keras attached to that is used as well, see `nlp_suite.layers.masks`.
        cache: Optional `DecoderLayerCache` of the positions before `x`.
        start: Position of the first element of `x`, which in a compiled function may be an
            integer tensor; 0 without a cache.
        return_attention_weights: Also return each head's weights.

    Returns:
        y, of shape (B, T, D), alone or as the first of a tuple:

        - y, without a cache;
        - (y, cache) with one, the cache then having `x` in it;
        - (y, self_weights, cross_weights) with `return_attention_weights`, of shapes
          (B, H, T, T) and (B, H, T, S);
        - (y, cache, self_weights, cross_weights) with both, self_weights then of shape
          (B, H, T, cache length).

    Raises:
        InvalidInputError: If neither `encoder_output` nor a cache is given, the cache ends before
            `x` does, or a mask is of another shape, has other values, or is missing with a cache.

    Example:
        ```python
        layer = DecoderLayer(num_heads=8, feed_forward_dim=2048)
        x, encoder_output = keras.random.normal((2, 5, 512)), keras.random.normal((2, 7, 512))
        y = layer(x, encoder_output)  # (2, 5, 512)
        cache = layer.make_cache(encoder_output, length=5)
        for i in range(5):
            step, cache = layer(x[:, i : i + 1], cache=cache, start=i)  # y[:, i : i + 1]
        ```

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.1,
        https://arxiv.org/abs/1706.03762
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
        shared_attention_norm: bool = False,
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
        self.shared_attention_norm = shared_attention_norm
        self.layer_norm_epsilon = layer_norm_epsilon
        self.supports_masking = True

        policy = self.dtype_policy
        self.self_attention_norm = self._layer_norm("self_attention_norm")
        self.cross_attention_norm = (
            self.self_attention_norm
            if shared_attention_norm
            else self._layer_norm("cross_attention_norm")
        )
        self.feed_forward = FeedForward(
            feed_forward_dim, activation, name="feed_forward", dtype=policy
        )
        self.feed_forward_norm = self._layer_norm("feed_forward_norm")
        self.self_attention_output_dropout = self._dropout("self_attention_output_dropout")
        self.cross_attention_output_dropout = self._dropout("cross_attention_output_dropout")
        self.feed_forward_output_dropout = self._dropout("feed_forward_output_dropout")

    def _layer_norm(self, name: str) -> Any:
        return keras.layers.LayerNormalization(
            epsilon=self.layer_norm_epsilon, name=name, dtype=self.dtype_policy
        )

    def _dropout(self, name: str) -> Any:
        return keras.layers.Dropout(self.dropout, name=name, dtype=self.dtype_policy)

    def build(
        self,
        x_shape: tuple[int | None, ...],
        encoder_output_shape: tuple[int | None, ...] | None = None,
    ) -> None:
        self.self_attention = self._attention("self_attention", x_shape[-1])
        self.self_attention.build(x_shape)
        self.self_attention_norm.build(x_shape)
        self.cross_attention = self._attention("cross_attention", x_shape[-1])
        self.cross_attention.build(x_shape, encoder_output_shape or x_shape)
        if not self.shared_attention_norm:
            self.cross_attention_norm.build(x_shape)
        self.feed_forward.build(x_shape)
        self.feed_forward_norm.build(x_shape)

    def _attention(self, name: str, dim: Any) -> MultiHeadAttention:
        return MultiHeadAttention(
            self.num_heads,
            self.key_dim or dim // self.num_heads,
            dropout=self.attention_dropout,
            name=name,
            dtype=self.dtype_policy,
        )

    def call(
        self,
        x: Tensor,
        encoder_output: Tensor | None = None,
        padding_mask: Tensor | None = None,
        encoder_padding_mask: Tensor | None = None,
        cache: DecoderLayerCache | None = None,
        start: int = 0,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Any, ...]:
        if encoder_output is None and cache is None:
            raise InvalidInputError("a decoder layer needs encoder_output or a cache, got neither")
        options = {"training": training, "return_attention_weights": return_attention_weights}
        weights = []
        mask = read_target_mask(padding_mask, x, cache)
        encoder_mask = read_encoder_mask(encoder_padding_mask, encoder_output, cache)
        x = check_unseen(x, padding_mask, encoder_padding_mask)

        y = self.self_attention_norm(x) if self.pre_norm else x
        key_value = None
        if cache is not None:
            key_value = _extend(
                cache.self_attention, self.self_attention.project_key_value(y), start
            )
            cache = cache._replace(self_attention=key_value)
        y = self.self_attention(
            y,
            attention_mask=_causal_attention_mask(x, key_value, mask, start),
            key_value=key_value,
            **options,
        )
        if return_attention_weights:
            y, self_weights = y
            weights.append(self_weights)
        x = ops.add(x, self.self_attention_output_dropout(y, training=training))
        x = x if self.pre_norm else self.self_attention_norm(x)

        y = self.cross_attention(
            self.cross_attention_norm(x) if self.pre_norm else x,
            encoder_output,
            # (B, 1, S): every query sees the same keys.
            attention_mask=(None if encoder_mask is None else ops.expand_dims(encoder_mask, 1)),
            key_value=None if cache is None else cache.cross_attention[:2],
            **options,
        )
        if return_attention_weights:
            y, cross_weights = y
            weights.append(cross_weights)
        x = ops.add(x, self.cross_attention_output_dropout(y, training=training))
        x = x if self.pre_norm else self.cross_attention_norm(x)

        y = self.feed_forward(self.feed_forward_norm(x) if self.pre_norm else x)
        x = ops.add(x, self.feed_forward_output_dropout(y, training=training))
        x = x if self.pre_norm else self.feed_forward_norm(x)

        outputs = (x,) if cache is None else (x, cache)
        outputs = (*outputs, *weights)
        return outputs if len(outputs) > 1 else x

    def make_cache(self, encoder_output: Tensor, length: int) -> DecoderLayerCache:
        """Creates the key/value cache that decoding starts with. The layer must be built.

        Args:
            encoder_output: Tensor of shape (B, S, D').
            length: Number of target positions that the cache has room for.

        Returns:
            A cache without target positions, and with the encoder's output projected.
        """
        batch = ops.shape(encoder_output)[0]
        keys, values = (
            ops.zeros((batch, self.num_heads, length, width), dtype=self.compute_dtype)
            for width in (self.self_attention.key_dim, self.self_attention.value_dim)
        )
        mask = attached_mask(encoder_output)
        return DecoderLayerCache(
            (keys, values),
            (
                *self.cross_attention.project_key_value(encoder_output),
                *(() if mask is None else (mask,)),
            ),
        )

    def compute_output_shape(
        self, x_shape: tuple[int | None, ...], *_: Any
    ) -> tuple[int | None, ...]:
        return x_shape

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
            "shared_attention_norm": self.shared_attention_norm,
            "layer_norm_epsilon": self.layer_norm_epsilon,
        }


def read_target_mask(
    mask: Tensor | None, x: Tensor, cache: DecoderLayerCache | None
) -> Tensor | None:
    """Reads the padding mask of a decoder's own sequence.

    Args:
        mask: The mask, or None.
        x: The sequence, of shape (B, T, D).
        cache: The cache of the positions before it, or None.

    Returns:
        Boolean tensor of shape (B, T), or (B, cache length); None if nothing is hidden.

    Raises:
        InvalidInputError: See `DecoderLayer`.
    """
    attached = attached_mask(x)
    if cache is None:
        return read_padding_mask(mask, ops.shape(x)[:2], attached)
    length = cache.self_attention[0].shape[2]
    if mask is None and attached is not None:
        raise InvalidInputError(
            "the mask that Keras attached to x says nothing of the positions before it; give "
            f"padding_mask with the {length} positions of the cache"
        )
    return read_padding_mask(mask, (ops.shape(x)[0], length))


def read_encoder_mask(
    mask: Tensor | None, encoder_output: Tensor | None, cache: DecoderLayerCache | None
) -> Tensor | None:
    """Reads the padding mask of the encoder's output.

    Args:
        mask: The mask, or None.
        encoder_output: The output, of shape (B, S, D'); not needed with a cache.
        cache: The cache, or None.

    Returns:
        Boolean tensor of shape (B, S); None if nothing is hidden.

    Raises:
        InvalidInputError: See `DecoderLayer`.
    """
    if cache is None:
        return read_padding_mask(mask, ops.shape(encoder_output)[:2], attached_mask(encoder_output))
    keys, _, *attached = cache.cross_attention
    batch, _, length, _ = ops.shape(keys)
    return read_padding_mask(mask, (batch, length), *attached)


def _extend(
    cached: tuple[Tensor, Tensor], new: tuple[Tensor, Tensor], start: int
) -> tuple[Tensor, Tensor]:
    """Writes keys and values (B, H, T, d) at the positions from `start` on."""
    room, length = cached[0].shape[2], new[0].shape[2]
    # A position beyond the end would be written over an earlier one without a word.
    if isinstance(start, Integral) and start + length > room:
        raise InvalidInputError(
            f"the cache has room for {room} positions, got {length} from position {start}; "
            "make it with a larger length"
        )
    keys, values = (
        ops.slice_update(old, (0, 0, start, 0), ops.cast(add, old.dtype))
        for old, add in zip(cached, new, strict=True)
    )
    return keys, values


def _causal_attention_mask(
    x: Tensor, key_value: tuple[Tensor, Tensor] | None, padding_mask: Tensor | None, start: int
) -> Tensor:
    """Returns the causal mask: (1, T, S), or (B, T, S) if some positions are padding."""
    length = ops.shape(x)[1]
    key_length = length if key_value is None else key_value[0].shape[2]
    mask = ops.expand_dims(causal_mask(length, key_length, start), 0)
    if padding_mask is None:
        return mask
    return ops.logical_and(mask, ops.expand_dims(padding_mask, 1))
