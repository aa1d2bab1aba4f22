"""Aggregation of answer spans over the windows of a text."""

import math

import numpy as np

_Span = tuple[int, int]


class BestAnswers:
    """Aggregates spans by their highest probability, while windows come in any order.

    A span that is in several windows has its highest probability. The text has no answer only if
    no window has one: its null score is the lowest of theirs.

    Args:
        count: Number of spans to keep.

    Example:
        >>> best = BestAnswers(1)
        >>> best.add(np.log([0.5]), np.array([0]), np.array([3]), math.log(0.4))
        >>> best.add(np.log([0.7]), np.array([4]), np.array([8]), math.log(0.2))
        >>> [(start, end, round(score, 2)) for start, end, score in best.ranked()]
        [(4, 8, 0.7)]
        >>> round(best.null_score, 2)
        0.2
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._found: dict[_Span, float] = {}
        self._null = 0.0

    def add(
        self,
        log_probabilities: np.ndarray,
        starts: np.ndarray,
        ends: np.ndarray,
        null: float,
        *,
        window: int = 0,  # noqa: ARG002
    ) -> None:
        """Adds the spans of a window.

        Args:
            log_probabilities: Array of shape (n,): those of the window's `count` best spans,
                or of all of them, in nats.
            starts: Integer array of shape (n,), where they start in the text.
            ends: Integer array of shape (n,), where they end.
            null: Logarithm of the probability that the window has no answer.
            window: Where the window starts, which makes no difference here.
        """
        self._null = min(self._null, null)
        values = zip(starts.tolist(), ends.tolist(), log_probabilities.tolist(), strict=True)
        for start, end, value in values:
            known = self._found.get((start, end), -math.inf)
            self._found[start, end] = max(known, value)
        # A span that is dropped here has better ones before it, whatever comes.
        self._found = dict(sorted(self._found.items(), key=_rank)[: self._count])

    @property
    def null_score(self) -> float:
        """The probability that the text has no answer, from 0 to 1."""
        return math.exp(self._null)

    def ranked(self) -> list[tuple[int, int, float]]:
        """Lists the best spans.

        Returns:
            Start, end and probability of each, the best first, of equal ones the first in the
            text.
        """
        return [(start, end, math.exp(value)) for (start, end), value in self._found.items()]


class SummedAnswers:
    """Aggregates spans with the same words by the sum of their probabilities.

    Spans are the same answer if their characters are, in lower case, wherever they stand;
    its score is the sum of their probabilities, and its place that of the best one in the first
    window that has it. So a score may be above 1, of an answer that is in two windows. The
    text has no answer only if no window has one: its null score is the lowest of theirs.

    This is what the question-answering pipeline of transformers 4 did. Memory grows with the
    number of windows, by the spans that are added.

    Args:
        text: The text.
        count: Number of answers to keep.

    Example:
        >>> best = SummedAnswers("Yes, yes.", 1)
        >>> best.add(np.log([0.5, 0.2]), np.array([0, 5]), np.array([3, 8]), math.log(0.4))
        >>> [(start, end, round(score, 2)) for start, end, score in best.ranked()]
        [(0, 3, 0.7)]
    """

    def __init__(self, text: str, count: int) -> None:
        self._text = text
        self._count = count
        self._found: list[tuple[int, list[tuple[int, int, float]]]] = []
        self._null = 0.0

    def add(
        self,
        log_probabilities: np.ndarray,
        starts: np.ndarray,
        ends: np.ndarray,
        null: float,
        *,
        window: int = 0,
    ) -> None:
        """Adds the spans of a window.

        Args:
            log_probabilities: Array of shape (n,), in nats, the highest first.
            starts: Integer array of shape (n,), where the spans start in the text.
            ends: Integer array of shape (n,), where they end.
            null: Logarithm of the probability that the window has no answer.
            window: Where the window starts.
        """
        self._null = min(self._null, null)
        values = zip(
            starts.tolist(), ends.tolist(), np.exp(log_probabilities).tolist(), strict=True
        )
        self._found.append((window, list(values)))

    @property
    def null_score(self) -> float:
        """The probability that the text has no answer, from 0 to 1."""
        return math.exp(self._null)

    def ranked(self) -> list[tuple[int, int, float]]:
        """Lists the best answers.

        Returns:
            Start, end and score of each, the best first, of equal ones the first that was found.
        """
        merged: dict[str, tuple[int, int, float]] = {}
        for _, spans in sorted(self._found):
            for start, end, score in spans:
                words = self._text[start:end].lower()
                first = merged.get(words, (start, end, 0.0))
                merged[words] = (first[0], first[1], first[2] + score)
        return sorted(merged.values(), key=lambda answer: -answer[2])[: self._count]


def _rank(item: tuple[_Span, float]) -> tuple[float, _Span]:
    span, value = item
    return -value, span
