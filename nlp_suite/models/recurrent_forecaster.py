"""Recurrent neural network for time series forecasting."""

from typing import Any

import keras
from keras import ops

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers import AttentionPooling
from nlp_suite.layers.masks import attached_mask, check_unseen, read_padding_mask
from nlp_suite.layers.recurrent_cells import states_per_cell
from nlp_suite.layers.tensor import Tensor
from nlp_suite.models.configs.recurrent_forecaster_config import RecurrentForecasterConfig
from nlp_suite.models.configured_model import ConfiguredModel

_LAYERS = {
    "gru": keras.layers.GRU,
    "lstm": keras.layers.LSTM,
    "simple_rnn": keras.layers.SimpleRNN,
}


@keras.saving.register_keras_serializable(package="nlp_suite")
class RecurrentForecaster(ConfiguredModel):
    """Forecasts from the last state of a recurrent network, or from attention over all states.

    Args:
        **config: The fields of `RecurrentForecasterConfig`.
        name: The model's name.
        dtype: Keras dtype or policy.

    Call arguments:
        x: Tensor of shape (B, T, F).
        padding_mask: Optional mask, booleans or 0 and 1 of any type, of shape (B, T), False at
            padding, wherever it stands. The state does not change there, and attention does not
            see it. A mask that Keras attached to `x`, such as that of a `Masking`, is used as well.
        return_attention_weights: Also return the weights of the steps; needs attention.

    Returns:
        Forecasts of shape (B, O), or (B, T, O) with `every_step`; and on request the weights, of
        shape (B, T).

    Raises:
        InvalidInputError: If a field is unknown, missing or out of range, or a call's shapes do
            not fit it.

    Example:
        ```python
        forecaster = RecurrentForecaster(units=2, attention="shared")
        forecasts = forecaster(keras.random.normal((8, 20, 1)))  # (8, 1)
        ```

    Reference:
        Elman 1990, "Finding Structure in Time", https://doi.org/10.1207/s15516709cog1402_1
    """

    config: RecurrentForecasterConfig

    def __init__(
        self, *, name: str = "recurrent_forecaster", dtype: Any = None, **config: Any
    ) -> None:
        c = RecurrentForecasterConfig.from_dict(config)
        super().__init__(c, name=name, dtype=dtype)
        policy = self.dtype_policy
        self.supports_masking = True
        self.recurrence = _LAYERS[c.cell](
            c.units,
            activation=c.activation,
            return_sequences=c.every_step or c.attention != "none",
            return_state=True,
            name="recurrence",
            dtype=policy,
        )
        self.pooling = (
            None
            if c.attention == "none"
            else AttentionPooling(c.attention, name="pooling", dtype=policy)
        )
        self.output_layer = keras.layers.Dense(
            c.outputs, activation=c.output_activation, name="output", dtype=policy
        )
        # Every shape is known, so the weights exist as soon as the model does.
        self.build((c.batch_size, c.length, c.features))

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        units = self.config.units
        # Not the layer's own `stateful`: on JAX Keras forgets that state after `predict`.
        self._states = [
            self.add_weight(
                shape=(self.config.batch_size, units),
                initializer="zeros",
                trainable=False,
                name=f"state_{i}",
            )
            for i in range(states_per_cell(self.config.cell) if self.config.stateful else 0)
        ]
        self.recurrence.build(input_shape)
        if self.pooling is not None:
            self.pooling.build((*input_shape[:2], units))
        self.output_layer.build((input_shape[0], units))
        self.built = True

    @property
    def state_variables(self) -> list[Any]:
        return list(self._states)

    def call(
        self,
        x: Tensor,
        padding_mask: Tensor | None = None,
        training: bool | None = None,
        return_attention_weights: bool = False,
    ) -> Tensor | tuple[Tensor, Tensor]:
        self._check_shape(x.shape)
        if return_attention_weights and self.pooling is None:
            raise InvalidInputError(
                "a forecaster with attention='none' has no attention weights; make it with "
                "attention='shared'"
            )
        mask = read_padding_mask(padding_mask, ops.shape(x)[:2], attached_mask(x))
        x = check_unseen(x, padding_mask)
        before = [ops.convert_to_tensor(state) for state in self._states]
        seen, *after = self.recurrence(
            x, mask=mask, training=training, initial_state=before or None
        )
        for state, value in zip(self._states, after, strict=False):
            state.assign(value)
        if self.pooling is None:
            return self.output_layer(seen)
        pooled, weights = self.pooling(seen, mask=mask, return_attention_weights=True)
        forecasts = self.output_layer(pooled)
        return (forecasts, weights) if return_attention_weights else forecasts

    def reset_state(self) -> None:
        """Resets the state of a stateful model to zeros, as it was at first.

        Raises:
            InvalidInputError: If the model is not stateful.
        """
        if not self.config.stateful:
            raise InvalidInputError(
                "a forecaster with stateful=False keeps no state; make it with stateful=True"
            )
        for state in self._states:
            state.assign(ops.zeros(state.shape))

    def compute_mask(self, inputs: Any, previous_mask: Tensor | None) -> Tensor | None:  # noqa: ARG002
        return previous_mask if self.config.every_step else None

    def compute_output_shape(
        self, input_shape: tuple[int | None, ...], *_: Any
    ) -> tuple[int | None, ...]:
        steps = input_shape[:2] if self.config.every_step else input_shape[:1]
        return (*steps, self.config.outputs)

    def _check_shape(self, shape: tuple[int | None, ...]) -> None:
        c = self.config
        longest = c.length if c.attention == "positions" else None
        if len(shape) != 3 or shape[-1] != c.features:
            raise InvalidInputError(f"x must have shape (B, T, {c.features}), got {tuple(shape)}")
        if longest and shape[1] is not None and shape[1] > longest:
            raise InvalidInputError(f"x must have at most {longest} steps, got {shape[1]}")
        if c.stateful and shape[0] not in (None, c.batch_size):
            raise InvalidInputError(
                f"x must have the {c.batch_size} sequences of batch_size, got {shape[0]}"
            )
