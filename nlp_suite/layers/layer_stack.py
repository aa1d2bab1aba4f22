"""Base class of the encoder's and the decoder's layer stack."""

from typing import Any

import keras


class LayerStack(keras.layers.Layer):
    """Layers of one kind, one after the other; behind pre-norm layers a final layer norm.

    Args:
        layer_class: The kind.
        num_layers: Number of layers.
        layer_arguments: Constructor arguments of every layer.
        **kwargs: Keras' own `name`, `dtype` and `trainable`.
    """

    def __init__(
        self,
        layer_class: type[Any],
        num_layers: int,
        layer_arguments: dict[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.num_layers = num_layers
        self.layer_arguments = layer_arguments
        self.supports_masking = True
        policy = self.dtype_policy
        self.layers = [
            layer_class(**layer_arguments, name=f"layers_{i}", dtype=policy)
            for i in range(num_layers)
        ]
        # Pre-norm layers hand on a sum that nothing has normalised.
        self.final_norm = (
            keras.layers.LayerNormalization(
                epsilon=self.layers[0].layer_norm_epsilon, name="final_norm", dtype=policy
            )
            if self.layers[0].pre_norm
            else None
        )

    def _build(self, *shapes: tuple[int | None, ...]) -> None:
        for layer in self.layers:
            layer.build(*shapes)
        if self.final_norm is not None:
            self.final_norm.build(shapes[0])

    def compute_output_shape(
        self, x_shape: tuple[int | None, ...], *_: Any
    ) -> tuple[int | None, ...]:
        return x_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "num_layers": self.num_layers, **self.layer_arguments}
