"""Results of the tasks, as their `to_dict` gives them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from nlp_suite import results
from nlp_suite.option_signatures import descriptions


class Result(BaseModel):
    """A part of a result."""

    model_config = ConfigDict(extra="forbid")


def _described_by(kind: type) -> ConfigDict:
    """Describes the fields that a class of the package has by the words of its docstring."""

    def describe(schema: dict[str, Any]) -> None:
        texts = descriptions(kind)
        for name, own in schema["properties"].items():
            if name in texts:
                own.setdefault("description", " ".join(texts[name].split()))

    return ConfigDict(extra="forbid", json_schema_extra=describe)


class AlternativeResult(Result):
    """One of the n best translations of the same words."""

    text: str = Field(description="The translation.")
    score: float = Field(description="Mean log-probability of its tokens, in nats.")


class SentenceTranslationResult(Result):
    """The translation of a sentence."""

    model_config = _described_by(results.SentenceTranslation)

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

    model_config = _described_by(results.Translation)

    text: str
    source: str
    score: float = Field(description="Mean log-probability of all tokens, in nats.")
    quality: float | None = Field(description="That of the worst sentence, from 0 to 1.")
    tokens: list[str] = Field(description="The tokens of all sentences.")
    source_tokens: list[str] = Field(description="The tokens of the text, as the model read them.")
    n_best: list[AlternativeResult] = Field(description="The whole text in the n best ways.")
    attention: list[list[float]] | None = Field(
        description="What each token was translated from, if it was asked for."
    )
    sentences: list[SentenceTranslationResult]
    engine: str
    model: str
    source_language: str | None
    target_language: str | None


class SummarySentenceResult(Result):
    """A sentence of a text that is in its summary."""

    model_config = _described_by(results.Sentence)

    text: str
    index: int = Field(description="Its number among the sentences of the text, from 0.")
    start: int
    end: int
    score: float
    document: int | str | None = None


class KeywordResult(Result):
    """A key phrase of a text."""

    model_config = _described_by(results.Keyword)

    text: str
    score: float


class SourceSentenceResult(Result):
    """A sentence of the text that says what one of the summary says."""

    model_config = _described_by(results.SourceSentence)

    text: str
    index: int
    start: int
    end: int
    similarity: float
    document: int | str | None = None


class SentenceSupportResult(Result):
    """How the text supports a sentence of an abstractive summary."""

    model_config = _described_by(results.SentenceSupport)

    text: str
    start: int
    end: int
    sources: list[SourceSentenceResult]
    similarity: float
    missing: list[str]
    supported: bool = Field(description="Whether the text says all of it.")


class SummaryPartResult(Result):
    """A part of a text that a model has read at once."""

    model_config = _described_by(results.SummaryPart)

    text: str
    start: int
    end: int
    document: int | str | None = None


class SummaryResult(Result):
    """The summary of a text, see `nlp_suite.results.Summary`."""

    model_config = _described_by(results.Summary)

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
    words: int = Field(description="How many words the summary has.")


class AnswerItemResult(Result):
    """A member of an answer that is an enumeration."""

    model_config = _described_by(results.AnswerItem)

    text: str
    start: int
    end: int


class AnswerPlaceResult(Result):
    """One of the places at which an answer was found."""

    model_config = _described_by(results.AnswerPlace)

    text: str
    start: int
    end: int
    score: float
    document: str | None


class AnswerResult(Result):
    """An answer, see `nlp_suite.results.Answer`."""

    model_config = _described_by(results.Answer)

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
    reason: results.NoAnswerReason
    items: list[AnswerItemResult]
    places: list[AnswerPlaceResult]
    document: str | None


class ComparisonResult(BaseModel):
    """A comparison, see `nlp_suite.comparison.Comparison.to_dict`."""

    model_config = ConfigDict(extra="allow")

    task: Literal["answer", "summarize", "translate"] = Field(description="The task.")
    inputs: list[str] = Field(description="The texts.")
    questions: list[str] | None = Field(description="The questions about them.")
    systems: list[dict[str, Any]] = Field(
        description="Of each system its name, results, times and memory."
    )
    agreement: dict[str, dict[str, float | None]] = Field(
        description="How much the results of each two systems have in common, by measure."
    )


class DocumentResult(Result):
    """What was found in a document."""

    name: str = Field(description="The name of the file, with a row's number if it has rows.")
    text: str = Field(description="Its text.")
    summary: SummaryResult | None = Field(description="Its summary, if one was asked for.")
    answers: list[AnswerResult] = Field(description="An answer to each question.")
    translation: TranslationResult | None = Field(
        description="Its translation, if one was asked for."
    )


class ProblemResult(Result):
    """A document that cannot be read."""

    file: str = Field(description="The name of the file.")
    reason: str = Field(description="Why it cannot be read.")


class DocumentsResult(Result):
    """The documents of a file, and what was wrong with it."""

    documents: list[DocumentResult] = Field(description="What could be read.")
    problems: list[ProblemResult] = Field(description="What could not.")


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
