"""Options of summarization: how many sentences, and how they are selected."""

from dataclasses import dataclass
from typing import Literal, TypedDict

from nlp_suite.arguments import (
    LARGEST_SEED,
    LARGEST_WHOLE,
    check_choice,
    check_encodable,
    check_switch,
    check_whole,
    shown,
)
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.languages import check_language

# The methods of this package, for signatures to show; a name that a program registers is as good.
Method = Literal[
    "bert-extractive-summarizer",
    "centrality",
    "frequency",
    "kmeans",
    "lead",
    "lexical",
    "mmr",
    "random",
    "salience",
    "semantic",
]

# The best by measurement.
DEFAULT_METHOD: Method = "salience"

_LONGEST_QUERY = 2000


class SummarizationKeywords(TypedDict, total=False):
    """Keyword arguments of whatever summarizes; described at `SummarizationOptions`."""

    sentences: int | None
    ratio: float | None
    max_words: int | None
    min_words: int | None
    min_length: int | None
    query: str | None
    keywords: int | None
    title: bool
    cohesive: bool
    method: Method | str | None
    language: str | None
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarizationOptions:
    """Options of a summary.

    Args:
        sentences: How many sentences to keep; all of them if the text has fewer. 3 if nothing
            says how long the summary should be.
        ratio: The share of the sentences that a summary may have, above 0 and up to 1; at least
            one sentence is kept.
        max_words: Most words of the summary, counted as what stands between white space. Alone,
            as many of the best sentences are kept as fit; with `sentences` or `ratio`, no more
            than these say. If no sentence fits, the best one is the summary.
        min_words: Fewest words: sentences are added until there are so many, or all are in, also
            beyond `sentences` and `ratio`, but never beyond `max_words`.
        min_length: Fewest characters of a sentence that is kept, unless none has so many.
        query: What the summary should be about: a word, a name, a question. Sentences are chosen
            by their relevance to it, by words and meaning, first of all. If nothing in the text
            is about it, the summary is the one without a query, and a warning says so.
        keywords: How many key phrases of the whole text to find at most; none if None.
        title: Whether the summary has a title: the one that the text has, else a headline of at
            most twelve words.
        cohesive: Whether the summary has to read well by itself: no sentence that begins with a
            pronoun or a connective without the one before it, no question or colon without what
            follows it, no part of a quotation without the rest.
        method: How to select them, see `nlp_suite.tasks.summarization.describe_methods`; if
            None, "salience", the best by measurement.
        language: Language of the texts, a code such as "fr", by whose rules their sentences are
            found and their words compared; if None, the one that each text is clearly in, else
            "en".
        seed: Seed of the methods that draw random numbers.

    Raises:
        InvalidInputError: If an option is out of its range, both `sentences` and `ratio` are
            given, `min_words` is above `max_words`, `query` has no letter or digit or more than
            2,000 characters, or there is no such method.

    Example:
        >>> SummarizationOptions(ratio=0.1, method="mmr").seed
        0
    """

    sentences: int | None = None
    ratio: float | None = None
    max_words: int | None = None
    min_words: int | None = None
    min_length: int | None = None
    query: str | None = None
    keywords: int | None = None
    title: bool = False
    cohesive: bool = True
    method: Method | str | None = None
    language: str | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        sentences, ratio = self.sentences, self.ratio
        if sentences is not None and ratio is not None:
            raise InvalidInputError(
                "give sentences or ratio, not both; "
                f"got sentences={shown(sentences)} and ratio={shown(ratio)}"
            )
        if sentences is not None:
            check_whole("sentences", sentences, 1, LARGEST_WHOLE)
        if ratio is not None and (
            not isinstance(ratio, int | float) or isinstance(ratio, bool) or not 0 < ratio <= 1
        ):
            raise InvalidInputError(f"ratio must be above 0 and at most 1, got {shown(ratio)}")
        for name in ("max_words", "min_words", "min_length"):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), 1, LARGEST_WHOLE)
        if self.max_words is not None and (self.min_words or 0) > self.max_words:
            raise InvalidInputError(
                "min_words must be at most max_words; "
                f"got min_words={self.min_words!r} and max_words={self.max_words!r}"
            )
        if self.query is not None and not isinstance(self.query, str):
            raise InvalidInputError(f"query must be a str, got {type(self.query).__name__}")
        if self.query is not None:
            check_encodable("query", self.query)
        if self.query is not None and not any(map(str.isalnum, self.query)):
            raise InvalidInputError(
                f"query must have a letter or a digit, got {self.query[:60]!r}; "
                "leave it out for a summary of the whole text"
            )
        if self.query is not None and len(self.query) > _LONGEST_QUERY:
            raise InvalidInputError(
                f"query must have at most {_LONGEST_QUERY:,} characters, got {len(self.query):,}"
            )
        if self.keywords is not None:
            check_whole("keywords", self.keywords, 1, LARGEST_WHOLE)
        for name in ("title", "cohesive"):
            check_switch(name, getattr(self, name))
        if self.method is not None:
            # Deferred: they import NumPy, which a call's signature does not need.
            from nlp_suite.tasks.summarization.methods import available_methods

            check_choice("method", self.method, available_methods())
        if self.language is not None:
            check_language("language", self.language)
        check_whole("seed", self.seed, 0, LARGEST_SEED)
