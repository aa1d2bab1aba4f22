"""Options of summarization: how many sentences, and how they are selected."""

from dataclasses import dataclass
from typing import Literal, TypedDict

from nlp_suite.arguments import check_choice, check_whole
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.languages import check_language

# The methods of this package, for signatures to show; a name that a program registers is as good.
Method = Literal[
    "bert-extractive-summarizer",
    "centrality",
    "kmeans",
    "lead",
    "lexical",
    "mmr",
    "random",
    "semantic",
]

# The best by measurement.
DEFAULT_METHOD: Method = "centrality"


class SummarizationKeywords(TypedDict, total=False):
    """Keyword arguments of whatever summarizes; described at `SummarizationOptions`."""

    sentences: int | None
    ratio: float | None
    method: Method | str | None
    language: str | None
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarizationOptions:
    """Options of a summary.

    Args:
        sentences: How many sentences to keep; all of them if the text has fewer. 3 if neither
            this nor `ratio` is given.
        ratio: The share of the text's sentences to keep, above 0 and up to 1; at least one
            sentence is kept.
        method: How to select them, see `nlp_suite.tasks.summarization.describe_methods`; if
            None, "centrality", the best by measurement.
        language: Language of the texts, a code such as "fr", by whose rules their sentences are
            found; "en" if None.
        seed: Seed of the methods that draw random numbers.

    Raises:
        InvalidInputError: If an option is out of its range, both `sentences` and `ratio` are
            given, or there is no such method.

    Example:
        >>> SummarizationOptions(ratio=0.1, method="mmr").seed
        0
    """

    sentences: int | None = None
    ratio: float | None = None
    method: Method | str | None = None
    language: str | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        sentences, ratio = self.sentences, self.ratio
        if sentences is not None and ratio is not None:
            raise InvalidInputError(
                "give sentences or ratio, not both; "
                f"got sentences={sentences!r} and ratio={ratio!r}"
            )
        if sentences is not None:
            check_whole("sentences", sentences, 1)
        if ratio is not None and (
            not isinstance(ratio, int | float) or isinstance(ratio, bool) or not 0 < ratio <= 1
        ):
            raise InvalidInputError(f"ratio must be above 0 and at most 1, got {ratio!r}")
        if self.method is not None:
            # Deferred: they import NumPy, which a call's signature does not need.
            from nlp_suite.tasks.summarization.methods import available_methods

            check_choice("method", self.method, available_methods())
        if self.language is not None:
            check_language("language", self.language)
        check_whole("seed", self.seed, 0)
