"""Base class of the model configurations."""

import abc
import dataclasses

from nlp_suite.config import Config

ACTIVATION_NAMES = ("gelu", "gelu_tanh", "relu", "silu")
POSITION_KINDS = ("learned", "sinusoidal", "sinusoidal_halves")


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
