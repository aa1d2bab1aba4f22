"""Aggregation of answer spans over the windows of a text."""

import math
from typing import NamedTuple

import numpy as np

_Span = tuple[int, int]


class RankedSpan(NamedTuple):
    """A span that may be an answer.

    Attributes:
        start: Where it starts in the text, in characters.
        end: Where it ends.
        score: Its score.
        window: Where the window starts in which it has that score, in tokens.
    """

    start: int
    end: int
    score: float
    window: int = 0


class BestAnswers:
    """Aggregates spans by their highest probability, while windows come in any order.

    A span that is in several windows has its highest probability. The text has no answer only if
    no window has one: its null score is the lowest of theirs.

    Args:
        count: Number of spans to keep.

    Example:
        >>> best = BestAnswers(1)
        >>> best.add(np.log([0.5]), np.array([0]), np.array([3]), math.log(0.4))
        >>> best.add(np.log([0.7]), np.array([4]), np.array([8]), math.log(0.2), window=96)
        >>> [(one.start, one.end, round(one.score, 2), one.window) for one in best.ranked()]
        [(4, 8, 0.7, 96)]
        >>> round(best.null_score, 2)
        0.2
    """

    def __init__(self, count: int) -> None:
        self._count = count
        # Logarithms of probabilities, the windows that have them, and the scores there.
        self._found: dict[_Span, tuple[float, int, float]] = {}
        self._null = 0.0

    def add(
        self,
        log_probabilities: np.ndarray,
        starts: np.ndarray,
        ends: np.ndarray,
        null: float,
        *,
        window: int = 0,
        log_scores: np.ndarray | None = None,
    ) -> None:
        """Adds the spans of a window.

        Args:
            log_probabilities: Array of shape (n,): those of the window's `count` best spans,
                or of all of them, in nats.
            starts: Integer array of shape (n,), where they start in the text.
            ends: Integer array of shape (n,), where they end.
            null: Logarithm of the probability that the window has no answer.
            window: Where the window starts, in tokens.
            log_scores: Array of shape (n,), logarithms of their scores, where these are others
                than the probabilities, by which spans are ranked all the same.
        """
        self._null = min(self._null, null)
        scores = log_probabilities if log_scores is None else log_scores
        columns = (array.tolist() for array in (starts, ends, log_probabilities, scores))
        for start, end, value, score in zip(*columns, strict=True):
            known = self._found.get((start, end), (-math.inf, 0, 0.0))
            # Of windows with the same probability the first.
            self._found[start, end] = max(known, (value, -window, score))
        # A span that is dropped here has better ones before it, whatever comes.
        self._found = dict(sorted(self._found.items(), key=_rank)[: self._count])

    @property
    def null_score(self) -> float:
        """The probability that the text has no answer, from 0 to 1."""
        return math.exp(self._null)

    def ranked(self) -> list[RankedSpan]:
        """Lists the best spans.

        Returns:
            The spans, the best first, of equal ones the first in the text. None has a score
            above that of a better one.
        """
        least = math.inf
        ranked = []
        for (start, end), (_, window, score) in self._found.items():
            least = min(least, score)
            ranked.append(RankedSpan(start, end, math.exp(least), -window))
        return ranked


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
        >>> [(one.start, one.end, round(one.score, 2)) for one in best.ranked()]
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

    def ranked(self) -> list[RankedSpan]:
        """Lists the best answers.

        Returns:
            The answers, the best first, of equal ones the first that was found.
        """
        merged: dict[str, RankedSpan] = {}
        for window, spans in sorted(self._found):
            for start, end, score in spans:
                words = self._text[start:end].lower()
                first = merged.get(words, RankedSpan(start, end, 0.0, window))
                merged[words] = first._replace(score=first.score + score)
        return sorted(merged.values(), key=lambda answer: -answer.score)[: self._count]


def _rank(item: tuple[_Span, tuple[float, int, float]]) -> tuple[float, _Span]:
    span, (value, *_) = item
    return -value, span
