"""Aggregation of answer spans with the same words by the sum of their probabilities."""

import math

import numpy as np


class SummedAnswers:
    """Aggregates spans with the same words by the sum of their probabilities.

    Spans are the same answer if their characters are, in lower case, wherever they stand;
    its score is the sum of their probabilities, and its place that of the best one in the first
    window that has it. So a score may be above 1, of an answer that is in two windows. The
    text is without an answer only as far as all windows are: the probability of that is the
    lowest of theirs.

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
