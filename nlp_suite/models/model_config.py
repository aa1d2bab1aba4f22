"""What the configurations of all models have in common."""

import abc
import dataclasses
import difflib
import math
import types
import typing
from collections.abc import Collection, Mapping
from typing import Any, Self

from nlp_suite.errors import InvalidInputError

ACTIVATION_NAMES = ("gelu", "gelu_tanh", "relu", "silu")
POSITION_KINDS = ("learned", "sinusoidal")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig(abc.ABC):
    """Checked constructor arguments of a model.

    A subclass is a frozen dataclass with a field an argument; types are checked here, ranges
    in its `_check`.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.
    """

    def __post_init__(self) -> None:
        kinds = typing.get_type_hints(type(self))
        for field in dataclasses.fields(self):
            _check_type(field.name, getattr(self, field.name), kinds[field.name])
        self._check()

    @abc.abstractmethod
    def _check(self) -> None:
        """Raises InvalidInputError at the first value that is out of its range."""

    @abc.abstractmethod
    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """Names every parameter of the model with its shape, in the model's order.

        This is the contract between the Keras model, the model folder and the exporters.

        Returns:
            Maps parameter names to shapes; a kernel is (inputs, outputs).
        """

    @abc.abstractmethod
    def vocabulary_sizes(self) -> dict[str, int]:
        """Gives the number of token ids of each of the model's inputs.

        Returns:
            Maps "source", and where the model has a decoder "target", to sizes.
        """

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Makes a configuration from a mapping, and accepts nothing that it does not know.

        Args:
            values: Maps field names to values, as `to_dict` gives them.

        Returns:
            The configuration.

        Raises:
            InvalidInputError: If a key is unknown or missing, or a value out of range.
        """
        fields = {field.name: field for field in dataclasses.fields(cls)}
        for key in values:
            if key not in fields:
                close = difflib.get_close_matches(key, fields, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"known keys: {sorted(fields)}"
                raise InvalidInputError(f"unknown key {key!r} in {cls.__name__}; {hint}")
        for name, field in fields.items():
            if name not in values and field.default is dataclasses.MISSING:
                raise InvalidInputError(f"{cls.__name__} lacks the key {name!r}")
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Gives every field, in order, as plain values for JSON."""
        return dataclasses.asdict(self)

    def _require(self, field: str, condition: bool, rule: str) -> None:
        if not condition:
            raise InvalidInputError(f"{field} must {rule}, got {field}={getattr(self, field)!r}")

    def _require_positive(self, *fields: str) -> None:
        for field in fields:
            self._require(field, getattr(self, field) >= 1, "be at least 1")

    def _require_one_of(self, field: str, choices: Collection[str]) -> None:
        self._require(field, getattr(self, field) in choices, f"be one of {choices}")

    def _require_share(self, *fields: str) -> None:
        for field in fields:
            self._require(field, 0.0 <= getattr(self, field) < 1.0, "be in [0, 1)")

    def _require_positive_number(self, field: str) -> None:
        self._require(field, 0.0 < getattr(self, field) < math.inf, "be positive")


def _check_type(field: str, value: Any, kind: type | types.UnionType) -> None:
    accepted = (int, float) if kind is float else kind
    # bool is an int to Python, but true is no number of layers.
    wrong_bool = isinstance(value, bool) and kind is not bool
    if wrong_bool or not isinstance(value, accepted):
        name = getattr(kind, "__name__", str(kind))
        raise InvalidInputError(f"{field} must be of type {name}, got {value!r}")
