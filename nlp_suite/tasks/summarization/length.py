"""Length of a summary: how many sentences it has, and how many words."""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from nlp_suite.tasks.summarization.options import SummarizationOptions

DEFAULT_SENTENCES = 3


class LengthLimits(NamedTuple):
    """How long a summary should be.

    Args:
        sentences: Number of sentences; None if words alone decide.
        max_words: Most words, or None.
        min_words: Fewest words, or None.

    Example:
        >>> LengthLimits.of(SummarizationOptions(ratio=0.5), 9)
        LengthLimits(sentences=5, max_words=None, min_words=None)
        >>> LengthLimits.of(SummarizationOptions(max_words=100), 9).sentences is None
        True
    """

    sentences: int | None
    max_words: int | None
    min_words: int | None

    @classmethod
    def of(cls, options: SummarizationOptions, total: int) -> "LengthLimits":
        """Reads the limits from the options.

        Args:
            options: The options.
            total: n, the number of sentences that the summary may have, at least 1.

        Returns:
            The limits.
        """
        count: int | None = None
        if options.ratio is not None:
            count = max(1, math.floor(options.ratio * total + 0.5))
        elif options.sentences is not None:
            count = min(options.sentences, total)
        elif options.max_words is None and options.min_words is None:
            count = min(DEFAULT_SENTENCES, total)
        return cls(count, options.max_words, options.min_words)

    @property
    def of_words(self) -> bool:
        """Whether words matter."""
        return self.max_words is not None or self.min_words is not None

    def expected_count(self, words: Sequence[int]) -> int:
        """Estimates how many sentences the summary will have: those of mean length that fit.

        Args:
            words: The words of each of the n sentences.

        Returns:
            The number, from 1 to n.

        Example:
            >>> LengthLimits(None, 25, None).expected_count([10, 8, 12, 10])
            2
        """
        mean = max(sum(words) / len(words), 1.0)
        if self.sentences is None:
            number = math.floor((self.max_words or self.min_words or 0) / mean)
        else:
            number = self.sentences
            if self.max_words is not None:
                number = min(number, math.floor(self.max_words / mean))
        if self.min_words is not None:
            number = max(number, math.ceil(self.min_words / mean))
        return min(max(number, 1), len(words))

    def fill(
        self,
        order: Iterable[int],
        words: Sequence[int],
        taken: Collection[int] = (),
        admits: Callable[[int, Collection[int]], bool] | None = None,
    ) -> list[int]:
        """Takes sentences in order, passing over those that do not fit.

        Args:
            order: The sentences, the best first.
            words: The words of each.
            taken: Those that are in already.
            admits: Says whether a sentence may join those taken; if None, each may.

        Returns:
            Those taken, in the order in which they were.

        Example:
            >>> LengthLimits(None, 10, None).fill([2, 0, 1], [5, 3, 7])
            [2, 1]
        """
        kept = list(taken)
        there = set(kept)
        total = sum(words[index] for index in kept)
        for index in order:
            if self._is_reached(len(kept), total):
                break
            if index in there or not self.allows(total + words[index]):
                continue
            if admits is None or admits(index, there):
                kept.append(index)
                there.add(index)
                total += words[index]
        return kept

    def allows(self, total: int) -> bool:
        """Says whether a summary may have so many words.

        Args:
            total: The words.

        Returns:
            True if it may.

        Example:
            >>> LengthLimits(None, 10, None).allows(11)
            False
        """
        return self.max_words is None or total <= self.max_words

    def _is_reached(self, count: int, total: int) -> bool:
        if self.sentences is None and self.max_words is not None:
            return total >= self.max_words
        return count >= (self.sentences or 0) and total >= (self.min_words or 0)
