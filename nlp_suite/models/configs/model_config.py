"""Base class of the model configurations."""

import abc
import dataclasses

from nlp_suite.config import Config

ACTIVATION_NAMES = ("gelu", "gelu_tanh", "relu", "silu")
POSITION_KINDS = ("learned", "sinusoidal", "sinusoidal_halves")
# Of a table of sinusoids, which no file of weights bounds: 256 MB in float32.
MOST_POSITION_VALUES = 2**26
# Of what counts positions, steps or sequences, and has no parameters of its own.
_MOST_NUMBER = 2**24
# Beyond it an epsilon is no small number any more.
_MOST_EPSILON = 1.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig(Config):
    """Checked constructor arguments of a model, one field per argument.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.
    """

    @abc.abstractmethod
    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """Names every parameter of the model with its shape, in the model's order.

        This is the contract between the Keras model, the model folder and the exporters.

        Returns:
            Maps parameter names to shapes; a kernel is (inputs, outputs).
        """

    @abc.abstractmethod
    def vocabulary_sizes(self) -> dict[str, int]:
        """Returns the number of token ids of each of the model's inputs.

        Returns:
            Maps "source", and if the model has a decoder "target", to sizes; empty if the
            model takes no tokens, and so needs no tokenizer.
        """

    def layer_numbers(self) -> dict[str, int]:
        """Returns the numbers of layers of the model's stacks.

        Returns:
            Maps the fields whose names end in "_layers" to their values.
        """
        names = (field.name for field in dataclasses.fields(self))
        return {name: getattr(self, name) for name in names if name.endswith("_layers")}

    def _require_positions(self, length: int, dim: int) -> None:
        """Checks that the table of sinusoids of positions fits into a memory."""
        self._require(
            "max_length",
            length * dim <= MOST_POSITION_VALUES,
            f"be at most {MOST_POSITION_VALUES // dim} at a width of {dim}: a table of positions "
            f"may have {MOST_POSITION_VALUES:,} numbers",
        )

    def _require_number(self, *fields: str) -> None:
        """Checks that fields are no larger than any tensor could be."""
        for field in fields:
            value = getattr(self, field)
            self._require(
                field, value is None or value <= _MOST_NUMBER, f"be at most {_MOST_NUMBER:,}"
            )

    def _require_epsilon(self) -> None:
        self._require_positive_number("layer_norm_epsilon")
        self._require(
            "layer_norm_epsilon",
            getattr(self, "layer_norm_epsilon") <= _MOST_EPSILON,  # noqa: B009
            f"be at most {_MOST_EPSILON:g}",
        )
