"""Options of summarization: how long a summary is, and how it is chosen or written."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, TypedDict, get_args

from nlp_suite.arguments import (
    LARGEST_SEED,
    LARGEST_WHOLE,
    check_choice,
    check_encodable,
    check_switch,
    check_whole,
    shown,
)
from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.languages import check_language

# Sentences that are chosen from the text, or a text that a model writes.
Style = Literal["extractive", "abstractive"]
STYLES: tuple[Style, ...] = get_args(Style)

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

# What is of summaries of one style alone.
EXTRACTIVE_OPTIONS = ("sentences", "min_length", "query", "cohesive", "method", "seed")
ABSTRACTIVE_OPTIONS = (
    "max_tokens",
    "min_tokens",
    "beam_size",
    "length_penalty",
    "no_repeat_ngram_size",
)

_LONGEST_QUERY = 2000


class SummarizationKeywords(TypedDict, total=False):
    """Keyword arguments of whatever summarizes; described at `SummarizationOptions`."""

    style: Style | None
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
    max_tokens: int | None
    min_tokens: int | None
    beam_size: int | None
    length_penalty: float | None
    no_repeat_ngram_size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarizationOptions:
    """Options of a summary.

    `sentences`, `min_length`, `query`, `cohesive`, `method` and `seed` are of extractive summaries
    alone; `max_tokens`, `min_tokens`, `beam_size`, `length_penalty` and `no_repeat_ngram_size` of
    abstractive ones.

    Args:
        style: "extractive" for sentences of the text, "abstractive" for what a model writes; if
            None, what the model can do.
        sentences: How many sentences to keep; all of them if the text has fewer. 3 if nothing
            says how long the summary should be.
        ratio: The share of the sentences that a summary may have, above 0 and up to 1; at least
            one sentence is kept. Of an abstractive summary the most words, as a share of those of
            the text; half as many are asked for at least.
        max_words: Most words of the summary, counted as what stands between white space. Alone,
            as many of the best sentences are kept as fit; with `sentences` or `ratio`, no more
            than these say. If no sentence fits, the best one is the summary. An abstractive
            summary ends with a whole sentence if one fits.
        min_words: Fewest words: sentences are added until there are so many, or all are in, also
            beyond `sentences` and `ratio`, but never beyond `max_words`. A model that writes is
            asked for so many.
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
        max_tokens: Most tokens of an abstractive summary, up to 100,000, the end among them; if
            None, what the model's checkpoint says. Not with `max_words`, `min_words` or `ratio`.
        min_tokens: Fewest tokens of an abstractive summary.
        beam_size: Number of hypotheses that each step of a search keeps, up to 1,000; 1 is greedy
            search. For an abstractive summary the checkpoint's if None, for a translation 4.
        length_penalty: Hypotheses compare by their log-probability divided by their length to
            this power, up to 10: 0 favours short ones, larger values longer ones. For an
            abstractive summary the checkpoint's if None, for a translation 1.
        no_repeat_ngram_size: No sequence of that many tokens is written twice; 0 for no limit.
            For an abstractive summary the checkpoint's if None, for a translation 0.

    Raises:
        InvalidInputError: If an option is out of its range, both `sentences` and `ratio` are
            given, `min_words` is above `max_words` or `min_tokens` above `max_tokens`, a length is
            given both in words and in tokens, an option is of another style than the others,
            `query` has no letter or digit or more than 2,000 characters, or there is no such
            method.

    Example:
        >>> SummarizationOptions(ratio=0.1, method="mmr").seed
        0
    """

    style: Style | None = None
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
    max_tokens: int | None = None
    min_tokens: int | None = None
    beam_size: int | None = None
    length_penalty: float | None = None
    no_repeat_ngram_size: int | None = None

    def __post_init__(self) -> None:
        if self.style is not None:
            check_choice("style", self.style, STYLES)
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
        self._check_generation()

    @property
    def generation(self) -> GenerationOptions:
        """The options of what writes an abstractive summary."""
        return GenerationOptions(**{name: getattr(self, name) for name in ABSTRACTIVE_OPTIONS})

    def to_dict(self) -> dict[str, Any]:
        """Returns the options as plain values, those of abstractive summaries only if given.

        So what was computed before there were any is known by the same options.

        Returns:
            Maps names to values.

        Example:
            >>> values = SummarizationOptions(beam_size=2).to_dict()
            >>> values["beam_size"], "max_tokens" in values
            (2, False)
        """
        values = asdict(self)
        added = {"style", *ABSTRACTIVE_OPTIONS}
        return {name: one for name, one in values.items() if one is not None or name not in added}

    def given(self, names: Iterable[str]) -> list[str]:
        """Returns which of some options are not as they are by default.

        Args:
            names: The options.

        Returns:
            Those of them that somebody has set.

        Example:
            >>> SummarizationOptions(seed=1, title=True).given(EXTRACTIVE_OPTIONS)
            ['seed']
        """
        defaults = {one.name: one.default for one in fields(self)}
        return [name for name in names if getattr(self, name) != defaults[name]]

    def _check_generation(self) -> None:
        # It checks them.
        generation = self.generation
        chosen, written = self.given(EXTRACTIVE_OPTIONS), self.given(ABSTRACTIVE_OPTIONS)
        if chosen and (written or self.style == "abstractive"):
            other = f"{written[0]} with abstractive ones" if written else f"style={self.style!r}"
            raise InvalidInputError(
                f"{chosen[0]} goes with extractive summaries, but {other}; leave one out"
            )
        if written and self.style == "extractive":
            raise InvalidInputError(
                f"{written[0]} goes with abstractive summaries, but style={self.style!r}; "
                "leave one out"
            )
        words = self.given(("ratio", "max_words", "min_words"))
        if words and (generation.max_tokens or generation.min_tokens):
            tokens = self.given(("max_tokens", "min_tokens"))
            raise InvalidInputError(
                "give the length of a summary in words or in tokens, not both; "
                f"got {words[0]}={shown(getattr(self, words[0]))} and "
                f"{tokens[0]}={shown(getattr(self, tokens[0]))}"
            )
