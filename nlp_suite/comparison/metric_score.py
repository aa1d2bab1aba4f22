"""A metric's score of a contender."""

from typing import Any, NamedTuple


class MetricScore(NamedTuple):
    """A score against references, from 0 to 100, with its bootstrap confidence interval.

    Attributes:
        score: The score.
        low: Lower end of the 95 % bootstrap interval.
        high: Upper end of it.

    Example:
        >>> MetricScore(27.3, 26.1, 28.4).to_dict()
        {'score': 27.3, 'low': 26.1, 'high': 28.4}
    """

    score: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values."""
        return self._asdict()
