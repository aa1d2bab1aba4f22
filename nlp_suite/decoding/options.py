"""Options of the search for a target sequence."""

from dataclasses import dataclass
from typing import TypedDict

from nlp_suite.arguments import check_number, check_switch, check_whole
from nlp_suite.errors import InvalidInputError

# The beam size of a call that sets none, unless it wants more hypotheses than that.
DEFAULT_BEAM_SIZE = 4

# What a machine has memory for, and numbers of 32 bits: a length of a thousand to the power of ten.
MOST_BEAMS = 1000
LARGEST_PENALTY = 10
LONGEST = 100_000


class SearchKeywords(TypedDict, total=False):
    """Keyword arguments that decide which target is found; described at `DecodingOptions`."""

    beam_size: int | None
    length_penalty: float
    no_repeat_ngram_size: int
    max_length: int | None


class DecodingKeywords(SearchKeywords, total=False):
    """Keyword arguments of whatever translates; described at `DecodingOptions`."""

    n_best: int
    attention: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingOptions:
    """Options of beam search, the same for every engine and on every way to it.

    Args:
        beam_size: Number of hypotheses that each step keeps, up to 1,000; 1 is greedy search. If
            None, 4, or `n_best` if that is more.
        n_best: Number of hypotheses to return for each sentence, at most `beam_size`.
        length_penalty: Hypotheses compare by their log-probability divided by their length to
            this power, up to 10: 0 favours short ones, larger values longer ones.
        no_repeat_ngram_size: No sequence of that many tokens is written twice in a sentence; 0
            for no limit.
        max_length: Largest number of tokens to write for a sentence; the engine's choice if
            None.
        attention: Whether to return the cross-attention of the target to the source.

    Raises:
        InvalidInputError: If an option is out of its range.

    Example:
        >>> DecodingOptions(n_best=6).beams
        6
        >>> DecodingOptions(beam_size=2, n_best=3)
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: n_best must be at most beam_size (2), got 3
    """

    beam_size: int | None = None
    n_best: int = 1
    length_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    max_length: int | None = None
    attention: bool = False

    def __post_init__(self) -> None:
        check_whole("n_best", self.n_best, 1, MOST_BEAMS)
        if self.beam_size is not None:
            check_whole("beam_size", self.beam_size, 1, MOST_BEAMS)
        if self.n_best > self.beams:
            raise InvalidInputError(
                f"n_best must be at most beam_size ({self.beams}), got {self.n_best}"
            )
        check_number("length_penalty", self.length_penalty, 0, LARGEST_PENALTY)
        check_whole("no_repeat_ngram_size", self.no_repeat_ngram_size, 0, LONGEST)
        if self.max_length is not None:
            check_whole("max_length", self.max_length, 1, LONGEST)
        check_switch("attention", self.attention)

    @property
    def beams(self) -> int:
        """The beam size, also of a call that sets none."""
        if self.beam_size is None:
            return max(DEFAULT_BEAM_SIZE, self.n_best)
        return self.beam_size
