"""Stack of Transformer decoder layers, without embeddings and output projection."""

from collections.abc import Sequence
from typing import Any

import keras

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.decoder_layer import (
    DecoderLayer,
    DecoderLayerCache,
    read_encoder_mask,
    read_target_mask,
)
from nlp_suite.layers.layer_stack import LayerStack
from nlp_suite.layers.masks import check_unseen
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class DecoderStack(LayerStack):
    """N decoder layers, one after the other; behind pre-norm layers a final layer norm.

    Args:
        num_layers: Number of layers N, at least 1.
        name: The layer's name.
        dtype: Keras dtype or policy.
        trainable: Whether training changes the weights.
        **layer_arguments: Constructor arguments of each `DecoderLayer`.

    Call arguments:
        x, encoder_output, padding_mask, encoder_padding_mask, start: See `DecoderLayer`.
        cache: Optional list with one `DecoderLayerCache` a layer.
        return_attention_weights: Also return each layer's weights.

    Returns:
        y, of shape (B, T, D), alone or as the first of a tuple, as `DecoderLayer` returns it:
        then the new cache, if there is one; then, on request, two lists with one tensor a layer,
        the weights of the self- and of the cross-attention.

    Raises:
        InvalidInputError: See `DecoderLayer`.

    Example:
        ```python
        stack = DecoderStack(num_layers=6, num_heads=8, feed_forward_dim=2048)
        x, encoder_output = keras.random.normal((2, 5, 512)), keras.random.normal((2, 7, 512))
        y = stack(x, encoder_output)  # (2, 5, 512)
        ```

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.1,
        https://arxiv.org/abs/1706.03762
    """

    def __init__(
        self,
        num_layers: int,
        *,
        name: str | None = None,
        dtype: Any = None,
        trainable: bool = True,
        **layer_arguments: Any,
    ) -> None:
        super().__init__(
            DecoderLayer, num_layers, layer_arguments, name=name, dtype=dtype, trainable=trainable
        )

    def build(
        self,
        x_shape: tuple[int | None, ...],
        encoder_output_shape: tuple[int | None, ...] | None = None,
    ) -> None:
        self._build(x_shape, encoder_output_shape or x_shape)

    def call(
        self,
        x: Tensor,
        encoder_output: Tensor | None = None,
        padding_mask: Tensor | None = None,
        encoder_padding_mask: Tensor | None = None,
        cache: Sequence[DecoderLayerCache] | None = None,
        start: int = 0,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Any, ...]:
        if encoder_output is None and cache is None:
            raise InvalidInputError("a decoder stack needs encoder_output or a cache, got neither")
        first = None if cache is None else cache[0]
        mask = read_target_mask(padding_mask, x, first)
        encoder_mask = read_encoder_mask(encoder_padding_mask, encoder_output, first)
        x = check_unseen(x, padding_mask, encoder_padding_mask)
        new_cache, self_weights, cross_weights = [], [], []
        for i, layer in enumerate(self.layers):
            x, *layer_cache, of_self, of_cross = layer(
                x,
                encoder_output,
                mask,
                encoder_mask,
                cache=None if cache is None else cache[i],
                start=start,
                training=training,
                return_attention_weights=True,
            )
            new_cache += layer_cache
            self_weights.append(of_self)
            cross_weights.append(of_cross)
        x = x if self.final_norm is None else self.final_norm(x)
        outputs = (x,) if cache is None else (x, new_cache)
        if return_attention_weights:
            outputs = (*outputs, self_weights, cross_weights)
        return outputs if len(outputs) > 1 else x

    def make_cache(self, encoder_output: Tensor, length: int) -> list[DecoderLayerCache]:
        """Creates the key/value cache that decoding starts with. The stack must be built.

        Args:
            encoder_output: Tensor of shape (B, S, D').
            length: Number of target positions that the cache has room for.

        Returns:
            One cache a layer.
        """
        return [layer.make_cache(encoder_output, length) for layer in self.layers]
