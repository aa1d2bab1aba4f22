"""Min-max scaling to the range from 0 to 1."""

import dataclasses
from typing import Self

import numpy as np

from nlp_suite.errors import InvalidInputError


@dataclasses.dataclass(frozen=True, slots=True)
class MinMaxScale:
    """Min-max scaling: maps the values from `low` to `high` to those from 0 to 1, and back.

    Attributes:
        low: What becomes 0.
        high: What becomes 1.

    Raises:
        InvalidInputError: If `high` is not above `low`, or one of them or the distance between
            them is not finite.

    Example:
        >>> scale = MinMaxScale.of(np.array([10.0, 20.0, 30.0]))
        >>> scale.apply(np.array([20.0, 40.0]))
        array([0.5, 1.5])
        >>> scale.invert(np.array([0.5]))
        array([20.])
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (self.high > self.low and np.isfinite(self.high - self.low)):
            raise InvalidInputError(
                f"a scale needs finite values of which not all are the same, got values from "
                f"{self.low} to {self.high}"
            )

    @classmethod
    def of(cls, values: np.ndarray) -> Self:
        """Fits the scale to the smallest and the largest value of an array.

        Args:
            values: Array of any shape, not empty.

        Returns:
            The scale.

        Raises:
            InvalidInputError: If there is no value, all are the same, or one is not finite.
        """
        if not np.size(values):
            raise InvalidInputError("a scale needs values, got none")
        return cls(float(np.min(values)), float(np.max(values)))

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Scales values; those outside of `low` to `high` fall outside of 0 to 1.

        Args:
            values: Array of any shape.

        Returns:
            Array of the same shape.
        """
        return (np.asarray(values, float) - self.low) / (self.high - self.low)

    def invert(self, values: np.ndarray) -> np.ndarray:
        """Inverts the scaling of values.

        Args:
            values: Array of any shape.

        Returns:
            Array of the same shape.
        """
        return np.asarray(values, float) * (self.high - self.low) + self.low
