"""Recurrent forecaster configuration, and the parameter shapes that follow from it."""

import dataclasses

from nlp_suite.models.configs.model_config import ModelConfig
from nlp_suite.models.configs.parameter_shapes import ParameterShapes

# Cell name -> how many matrices of the cell's width its kernel has.
CELLS = {"gru": 3, "lstm": 4, "simple_rnn": 1}
RECURRENT_ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh")
POOLING_KINDS = ("none", "positions", "shared")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecurrentForecasterConfig(ModelConfig):
    """Constructor arguments of `nlp_suite.models.RecurrentForecaster`.

    Attributes:
        units: Width U of the recurrent state.
        features: Values F that the series has at each step.
        outputs: Values O to forecast.
        cell: "simple_rnn", "lstm" or "gru".
        activation: What the new state goes through: "linear", "relu", "sigmoid" or "tanh".
        output_activation: What the forecast goes through, one of the same.
        attention: Whether an `AttentionPooling` over the states of all steps stands in place of
            the last state: "none", "shared" with one bias, or "positions" with one a step.
        length: Most steps of a sequence; needed by "positions", and of no matter to the others.
        every_step: Forecast after each step, not only after the last.
        stateful: Whether a call goes on from the state that the last one ended with.
        batch_size: Sequences in a call; needed by a stateful model, and only there.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.

    Example:
        >>> config = RecurrentForecasterConfig(units=2)
        >>> config.parameter_shapes()["recurrence.simple_rnn_cell.recurrent_kernel"]
        (2, 2)
    """

    units: int
    features: int = 1
    outputs: int = 1
    cell: str = "simple_rnn"
    activation: str = "tanh"
    output_activation: str = "linear"
    attention: str = "none"
    length: int | None = None
    every_step: bool = False
    stateful: bool = False
    batch_size: int | None = None

    def _check(self) -> None:
        self._require_positive("units", "features", "outputs")
        self._require_one_of("cell", tuple(CELLS))
        self._require_one_of("activation", RECURRENT_ACTIVATIONS)
        self._require_one_of("output_activation", RECURRENT_ACTIVATIONS)
        self._require_one_of("attention", POOLING_KINDS)
        positive = "be a whole number from 1 up"
        if self.attention == "positions":
            self._require("length", (self.length or 0) >= 1, f"{positive} for 'positions'")
        if self.stateful:
            self._require("batch_size", (self.batch_size or 0) >= 1, f"{positive} where stateful")
        else:
            self._require("batch_size", self.batch_size is None, "be None where not stateful")
        self._require_number("length", "batch_size")
        self._require(
            "every_step",
            not self.every_step or self.attention == "none",
            "be False with attention, which pools all steps into one",
        )

    def vocabulary_sizes(self) -> dict[str, int]:
        """See `ModelConfig.vocabulary_sizes`: a series has no tokens."""
        return {}

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """See `ModelConfig.parameter_shapes`."""
        shapes = ParameterShapes()
        cell, width = f"recurrence.{self.cell}_cell", CELLS[self.cell] * self.units
        shapes[f"{cell}.kernel"] = (self.features, width)
        shapes[f"{cell}.recurrent_kernel"] = (self.units, width)
        # A GRU of Keras has one bias for the inputs and one for the state.
        shapes[f"{cell}.bias"] = (2, width) if self.cell == "gru" else (width,)
        if self.attention != "none":
            shapes["pooling.kernel"] = (self.units, 1)
            shapes["pooling.bias"] = (1,) if self.attention == "shared" else (self.length or 0, 1)
        shapes.dense("output", self.units, self.outputs)
        return dict(shapes)
