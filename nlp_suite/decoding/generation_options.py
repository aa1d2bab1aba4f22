"""Options of the search for a summary."""

from dataclasses import dataclass
from typing import TypedDict

from nlp_suite.arguments import check_number, check_whole
from nlp_suite.decoding.options import LARGEST_PENALTY, LONGEST, MOST_BEAMS
from nlp_suite.errors import InvalidInputError


class GenerationKeywords(TypedDict, total=False):
    """Keyword arguments of whatever writes a summary; described at `GenerationOptions`."""

    max_tokens: int | None
    min_tokens: int | None
    beam_size: int | None
    length_penalty: float | None
    no_repeat_ngram_size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationOptions:
    """Options of generation; where one is None, the checkpoint's own setting holds.

    Args:
        max_tokens: Most tokens to write, up to 100,000, the end among them.
        min_tokens: Fewest tokens to write before the end, at most `max_tokens`.
        beam_size: Number of hypotheses that each step keeps, up to 1,000; 1 is greedy search.
        length_penalty: Hypotheses compare by their log-probability divided by their length to
            this power, up to 10: 0 favours short ones, larger values longer ones.
        no_repeat_ngram_size: No sequence of that many tokens is written twice; 0 for no limit.

    Raises:
        InvalidInputError: If an option is out of its range.

    Example:
        >>> GenerationOptions(max_tokens=60).beam_size is None
        True
        >>> GenerationOptions(max_tokens=20, min_tokens=30)
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: min_tokens must be at most max_tokens (20), got 30
    """

    max_tokens: int | None = None
    min_tokens: int | None = None
    beam_size: int | None = None
    length_penalty: float | None = None
    no_repeat_ngram_size: int | None = None

    def __post_init__(self) -> None:
        for name, smallest, largest in (
            ("max_tokens", 1, LONGEST),
            ("min_tokens", 0, LONGEST),
            ("beam_size", 1, MOST_BEAMS),
            ("no_repeat_ngram_size", 0, LONGEST),
        ):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), smallest, largest)
        if self.length_penalty is not None:
            check_number("length_penalty", self.length_penalty, 0, LARGEST_PENALTY)
        if self.max_tokens is None or self.min_tokens is None:
            return
        if self.min_tokens > self.max_tokens:
            raise InvalidInputError(
                f"min_tokens must be at most max_tokens ({self.max_tokens}), got {self.min_tokens}"
            )
