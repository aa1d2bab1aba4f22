"""Results of the tasks, as their `to_dict` gives them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from nlp_suite.results import NoAnswerReason


class Result(BaseModel):
    """A part of a result."""

    model_config = ConfigDict(extra="forbid")


class AlternativeResult(Result):
    """One of the n best translations of the same words."""

    text: str
    score: float = Field(description="Mean log-probability of its tokens, in nats.")


class SentenceTranslationResult(Result):
    """The translation of a sentence."""

    text: str
    start: int = Field(description="Where the sentence starts in the text, in characters.")
    end: int = Field(description="Where it ends.")
    score: float = Field(description="Mean log-probability of its tokens, in nats.")
    tokens: list[str]
    source_tokens: list[str]
    n_best: list[AlternativeResult]
    attention: list[list[float]] | None
    quality: float | None = Field(description="How likely it is right, from 0 to 1.")


class TranslationResult(Result):
    """A translated text, see `nlp_suite.results.Translation`."""

    text: str
    source: str
    score: float
    quality: float | None
    tokens: list[str]
    source_tokens: list[str]
    n_best: list[AlternativeResult]
    attention: list[list[float]] | None
    sentences: list[SentenceTranslationResult]
    engine: str
    model: str
    source_language: str | None
    target_language: str | None


class SummarySentenceResult(Result):
    """A sentence of a text that is in its summary."""

    text: str
    index: int = Field(description="Its number among the sentences of the text, from 0.")
    start: int
    end: int
    score: float
    document: int | str | None = None


class KeywordResult(Result):
    """A key phrase of a text."""

    text: str
    score: float


class SourceSentenceResult(Result):
    """A sentence of the text that says what one of the summary says."""

    text: str
    index: int
    start: int
    end: int
    similarity: float
    document: int | str | None = None


class SentenceSupportResult(Result):
    """How the text supports a sentence of an abstractive summary."""

    text: str
    start: int
    end: int
    sources: list[SourceSentenceResult]
    similarity: float
    missing: list[str]
    supported: bool


class SummaryPartResult(Result):
    """A part of a text that a model has read at once."""

    text: str
    start: int
    end: int
    document: int | str | None = None


class SummaryResult(Result):
    """The summary of a text, see `nlp_suite.results.Summary`."""

    text: str
    sentences: list[SummarySentenceResult]
    total_sentences: int
    method: str
    engine: str
    model: str
    relevance: float | None
    keywords: list[KeywordResult]
    title: str
    style: Literal["extractive", "abstractive"]
    support: list[SentenceSupportResult]
    parts: list[SummaryPartResult]
    words: int


class AnswerItemResult(Result):
    """A member of an answer that is an enumeration."""

    text: str
    start: int
    end: int


class AnswerPlaceResult(Result):
    """One of the places at which an answer was found."""

    text: str
    start: int
    end: int
    score: float
    document: str | None


class AnswerResult(Result):
    """An answer, see `nlp_suite.results.Answer`."""

    text: str = Field(description='The answer as it stands in the text; "" for no answer.')
    start: int
    end: int
    score: float
    null_score: float
    sentence: str
    sentence_start: int
    question: str
    engine: str
    model: str
    reason: NoAnswerReason
    items: list[AnswerItemResult]
    places: list[AnswerPlaceResult]
    document: str | None


class ComparisonResult(BaseModel):
    """A comparison, see `nlp_suite.comparison.Comparison.to_dict`."""

    model_config = ConfigDict(extra="allow")

    task: Literal["answer", "summarize", "translate"]
    inputs: list[str]
    questions: list[str] | None
    systems: list[dict[str, Any]]
    agreement: dict[str, dict[str, float | None]]


class DocumentResult(Result):
    """What was found in a document."""

    name: str
    text: str
    summary: SummaryResult | None
    answers: list[AnswerResult]
    translation: TranslationResult | None


class ProblemResult(Result):
    """A document that cannot be read."""

    file: str
    reason: str


class DocumentsResult(Result):
    """The documents of a file, and what was wrong with it."""

    documents: list[DocumentResult]
    problems: list[ProblemResult]


def one_or_many(kind: type[BaseModel], *, nested: bool = False) -> Any:
    """Returns the type of a result for a text, and of a list for several.

    Args:
        kind: The result of one.
        nested: Whether there may be several for each.

    Returns:
        The type.

    Example:
        >>> one_or_many(KeywordResult) == KeywordResult | list[KeywordResult]
        True
    """
    many = kind | list[kind]  # type: ignore[valid-type]
    return many | list[list[kind]] if nested else many  # type: ignore[valid-type]


def streamed(kind: Any) -> dict[str, Any]:
    """Describes an answer that is JSON, or events where the request accepts these.

    Args:
        kind: The type of the JSON.

    Returns:
        The description, as FastAPI takes it.

    Example:
        >>> sorted(streamed(KeywordResult)["content"])
        ['text/event-stream']
    """
    text = {"type": "string", "description": 'Events "progress", then "result" or "error".'}
    return {
        "model": kind,
        "description": "The result; as events where the request accepts these.",
        "content": {"text/event-stream": {"schema": text}},
    }
