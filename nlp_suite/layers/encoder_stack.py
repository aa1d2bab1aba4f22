"""Stack of Transformer encoder layers, without embeddings."""

from typing import Any

import keras
from keras import ops

from nlp_suite.layers.encoder_layer import EncoderLayer
from nlp_suite.layers.layer_stack import LayerStack
from nlp_suite.layers.masks import attached_mask, check_unseen, read_padding_mask
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class EncoderStack(LayerStack):
    """N encoder layers, one after the other; behind pre-norm layers a final layer norm.

    Args:
        num_layers: Number of layers N, at least 1.
        name: The layer's name.
        dtype: Keras dtype or policy.
        trainable: Whether training changes the weights.
        **layer_arguments: Constructor arguments of each `EncoderLayer`.

    Call arguments:
        x: Tensor of shape (B, T, D).
        padding_mask: Optional mask of shape (B, T), see `EncoderLayer`.
        return_attention_weights: Also return each layer's weights.

    Returns:
        Tensor of shape (B, T, D), and on request a list with one tensor (B, H, T, T) a layer.

    Raises:
        InvalidInputError: See `EncoderLayer`.

    Example:
        ```python
        stack = EncoderStack(num_layers=6, num_heads=8, feed_forward_dim=2048)
        y = stack(keras.random.normal((2, 5, 512)))  # (2, 5, 512)
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
            EncoderLayer, num_layers, layer_arguments, name=name, dtype=dtype, trainable=trainable
        )

    def build(self, x_shape: tuple[int | None, ...]) -> None:
        self._build(x_shape)

    def call(
        self,
        x: Tensor,
        padding_mask: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Tensor, list[Tensor]]:
        mask = read_padding_mask(padding_mask, ops.shape(x)[:2], attached_mask(x))
        x, all_weights = check_unseen(x, padding_mask), []
        for layer in self.layers:
            x, weights = layer(x, mask, training=training, return_attention_weights=True)
            all_weights.append(weights)
        x = x if self.final_norm is None else self.final_norm(x)
        return (x, all_weights) if return_attention_weights else x
