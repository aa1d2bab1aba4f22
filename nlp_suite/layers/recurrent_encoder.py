"""Recurrent encoder, optionally bidirectional."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.masks import attached_mask, check_unseen, read_padding_mask
from nlp_suite.layers.recurrent_cells import CELLS, make_recurrent_layer
from nlp_suite.layers.tensor import Tensor


@keras.saving.register_keras_serializable(package="nlp_suite")
class RecurrentEncoder(keras.layers.Layer):
    """Encodes a sequence with a stack of recurrent layers.

    Each layer reads the outputs of the one before. A bidirectional one also reads them from the
    end, and joins what both directions say of a position.

    Args:
        cell: "gru" or "lstm".
        units: Width of one direction.
        num_layers: Number of layers.
        bidirectional: Whether each layer reads in both directions.
        dropout: Share of each layer's outputs dropped in training.

    Call arguments:
        x: Tensor of shape (B, S, D).
        padding_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, S), False at
            padding, which is stepped over wherever it stands. A mask that Keras attached to `x`
            is used as well, see `nlp_suite.layers.masks`.

    Returns:
        The annotations, of shape (B, S, W), W being `units` or with two directions twice that;
        and the last layer's final state, all its parts side by side, of shape (B, W), for an
        LSTM (B, 2W).

    Raises:
        InvalidInputError: If the cell is none of the two, or the mask is of another shape or has
            other values.

    Example:
        ```python
        encoder = RecurrentEncoder("lstm", 16, num_layers=2)
        annotations, final = encoder(keras.random.normal((2, 7, 8)))  # (2, 7, 32), (2, 64)
        ```

    Reference:
        Bahdanau et al. 2015, section 3.2, https://arxiv.org/abs/1409.0473
    """

    def __init__(
        self,
        cell: str,
        units: int,
        num_layers: int = 1,
        bidirectional: bool = True,
        dropout: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if cell not in CELLS:
            raise InvalidInputError(f"cell must be one of {CELLS}, got {cell!r}")
        self.cell = cell
        self.units = units
        self.num_layers = num_layers
        self.bidirectional = bidirectional
        self.dropout = dropout
        self.supports_masking = True
        policy = self.dtype_policy
        self.forward_layers = [
            make_recurrent_layer(cell, units, name=f"forward_{i}", dtype=policy)
            for i in range(num_layers)
        ]
        self.backward_layers = [
            make_recurrent_layer(cell, units, go_backwards=True, name=f"backward_{i}", dtype=policy)
            for i in range(num_layers if bidirectional else 0)
        ]
        self.output_dropout = keras.layers.Dropout(dropout, dtype=policy)

    def build(self, x_shape: tuple[int | None, ...]) -> None:
        for i in range(self.num_layers):
            self.forward_layers[i].build(x_shape)
            if self.bidirectional:
                self.backward_layers[i].build(x_shape)
            x_shape = (*x_shape[:-1], self.units * (2 if self.bidirectional else 1))

    def call(
        self, x: Tensor, padding_mask: Tensor | None = None, training: bool | None = None
    ) -> tuple[Tensor, Tensor]:
        mask = read_padding_mask(padding_mask, ops.shape(x)[:2], attached_mask(x))
        x = check_unseen(x, padding_mask)
        final: list[Tensor] = []
        for i in range(self.num_layers):
            outputs, *final = self.forward_layers[i](x, mask=mask)
            if self.bidirectional:
                backward, *states = self.backward_layers[i](x, mask=mask)
                outputs = ops.concatenate([outputs, ops.flip(backward, axis=1)], axis=-1)
                final += states
            x = self.output_dropout(outputs, training=training)
        return x, ops.concatenate(final, axis=-1)

    def compute_output_shape(
        self, x_shape: tuple[int | None, ...]
    ) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
        width = self.units * (2 if self.bidirectional else 1)
        return (*x_shape[:-1], width), (x_shape[0], width * (2 if self.cell == "lstm" else 1))

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "cell": self.cell,
            "units": self.units,
            "num_layers": self.num_layers,
            "bidirectional": self.bidirectional,
            "dropout": self.dropout,
        }
