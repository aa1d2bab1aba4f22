"""Result classes of the tasks: frozen dataclasses with `to_dict()` for JSON."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from nlp_suite.display import escaped, html_block, marked, short_repr
from nlp_suite.text.spans import replace_spans

if TYPE_CHECKING:
    import numpy as np

# Sentences of a summary that a notebook shows.
_SHOWN_SENTENCES = 50


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a summary, with its place in the caller's text.

    Attributes:
        text: The sentence as it stands in the text: `text[start:end]`.
        index: Its number among the text's sentences, from 0.
        start: Where it starts in the text, in characters.
        end: Where it ends, the character after its last.
        score: How important the method finds it; higher is more. Scores compare the
            sentences of one text under one method, nothing else.
        document: Which of several texts it is from: its number, from 0, or its name in a
            mapping; None in a summary of one text.
    """

    text: str
    index: int
    start: int
    end: int
    score: float
    document: int | str | None = None

    def __repr__(self) -> str:
        return short_repr(
            "Sentence",
            self.text,
            index=self.index,
            start=self.start,
            end=self.end,
            score=self.score,
            document=self.document,
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values, `document` only of one of several texts."""
        return _without_document(dataclasses.asdict(self))


@dataclasses.dataclass(frozen=True, slots=True)
class Keyword:
    """A key phrase of a text.

    Attributes:
        text: The phrase as the text spells it, white space made single spaces.
        score: How telling it is: 1 for the best one, less for the others.
    """

    text: str
    score: float

    def __repr__(self) -> str:
        return short_repr("Keyword", self.text, score=self.score)

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a text that says what a sentence of its abstractive summary says.

    Attributes:
        text: The sentence as it stands in the text: `text[start:end]`.
        index: Its number among the text's sentences, from 0.
        start: Where it starts in the text, in characters.
        end: Where it ends, the character after its last.
        similarity: The cosine of the embeddings of the two sentences, up to 1.
        document: Which of several texts it is from, as for `Sentence`.
    """

    text: str
    index: int
    start: int
    end: int
    similarity: float
    document: int | str | None = None

    def __repr__(self) -> str:
        return short_repr(
            "SourceSentence",
            self.text,
            index=self.index,
            start=self.start,
            end=self.end,
            similarity=self.similarity,
            document=self.document,
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values, `document` only of one of several texts."""
        return _without_document(dataclasses.asdict(self))


@dataclasses.dataclass(frozen=True, slots=True)
class SentenceSupport:
    """What of a text supports a sentence of its abstractive summary.

    Attributes:
        text: The sentence of the summary: `summary.text[start:end]`.
        start: Where it starts in the summary, in characters.
        end: Where it ends, the character after its last.
        sources: The sentences of the text that say the same, the most similar first, at most
            three; none if none is similar enough.
        similarity: The similarity of the most similar sentence of the text, also where that is
            not enough.
        missing: The names and numbers of the sentence that the text has nowhere.
    """

    text: str
    start: int
    end: int
    sources: tuple[SourceSentence, ...]
    similarity: float
    missing: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return short_repr(
            "SentenceSupport",
            self.text,
            supported=self.supported,
            similarity=self.similarity,
            sources=len(self.sources),
            missing=self.missing or None,
        )

    @property
    def supported(self) -> bool:
        """Whether a sentence of the text says the same, and no name or number is missing there."""
        return bool(self.sources) and not self.missing

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields and `supported` as plain values, source sentences as well."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {
            **values,
            "sources": [source.to_dict() for source in self.sources],
            "missing": list(self.missing),
            "supported": self.supported,
        }


@dataclasses.dataclass(frozen=True, slots=True)
class SummaryPart:
    """The summary of one part of a text that is too long for a model to read at once.

    Attributes:
        text: The summary of the part.
        start: Where the part starts in the text, in characters.
        end: Where it ends, the character after its last.
        document: Which of several texts it is a part of, as for `Sentence`.
    """

    text: str
    start: int
    end: int
    document: int | str | None = None

    def __repr__(self) -> str:
        return short_repr(
            "SummaryPart", self.text, start=self.start, end=self.end, document=self.document
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values, `document` only of one of several texts."""
        return _without_document(dataclasses.asdict(self))


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """A summary of a text, or of several: sentences chosen from it, or a text of its own.

    An extractive summary has sentences of the text, in the text's order; an abstractive one was
    written by a model, and says which sentences of the text support it. `str(summary)` is
    `summary.text`.

    Attributes:
        text: The chosen sentences, line breaks and runs of white space inside them made
            single spaces, joined by spaces; or what the model wrote.
        sentences: The chosen sentences; none in an abstractive summary.
        total_sentences: How many sentences the text has, or all texts together.
        method: How they were chosen; "" in an abstractive summary.
        engine: The engine that embedded them, or wrote the summary.
        model: The model that embedded them, or wrote the summary.
        relevance: How much the text has to do with the query, from 0 to 1: the relevance of its
            most relevant sentence. Below 0.15 nothing in it is about the query, and this is the
            summary without one. None if there was no query.
        keywords: The key phrases of the whole text, the best first; none unless asked for.
        title: A headline of the text, or the title that it has; "" unless asked for.
        style: "extractive" or "abstractive".
        support: Of each sentence of an abstractive summary, in order, what of the text supports
            it; none in an extractive one.
        parts: The summaries of the parts of a text, in its order, of which an abstractive summary
            was made; none if the model has read the text at once.
    """

    text: str
    sentences: tuple[Sentence, ...]
    total_sentences: int
    method: str
    engine: str
    model: str
    relevance: float | None = None
    keywords: tuple[Keyword, ...] = ()
    title: str = ""
    style: Literal["extractive", "abstractive"] = "extractive"
    support: tuple[SentenceSupport, ...] = ()
    parts: tuple[SummaryPart, ...] = ()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        chosen = self.style == "extractive"
        return short_repr(
            "Summary",
            self.text,
            style=None if chosen else self.style,
            sentences=len(self.sentences) if chosen else None,
            total_sentences=self.total_sentences,
            words=self.words,
            method=self.method if chosen else None,
            unsupported=len(self.unsupported) or None,
            parts=len(self.parts) or None,
            relevance=self.relevance,
            keywords=len(self.keywords) or None,
            title=self.title or None,
        )

    @property
    def words(self) -> int:
        """How many words the summary has: what stands between white space."""
        return len(self.text.split())

    @property
    def unsupported(self) -> tuple[SentenceSupport, ...]:
        """The sentences of an abstractive summary that nothing in the text supports wholly."""
        return tuple(one for one in self.support if not one.supported)

    def _repr_html_(self) -> str:
        """Renders the sentences with their numbers in their text, from 1 on, for a notebook.

        Behind a sentence of an abstractive summary stand those of the text that support it, or
        what is missing there.
        """
        if self.style == "extractive":
            rows = [
                f"<b>[{_place(sentence)}]</b> {escaped(sentence.text)}"
                for sentence in self.sentences[:_SHOWN_SENTENCES]
            ]
            total, note = len(self.sentences), f"{len(self.sentences)} of "
        else:
            rows = [_supported_row(one) for one in self.support[:_SHOWN_SENTENCES]]
            rows = rows or [escaped(self.text)]
            total, note = max(len(self.support), 1), "abstractive, of "
        more = total - len(rows)
        phrases = " · ".join(escaped(keyword.text) for keyword in self.keywords)
        method = f" · {self.method}" if self.method else ""
        return html_block(
            f"<b>{escaped(self.title)}</b>" if self.title else "",
            *rows,
            f"… ({more:,} more sentences)" if more else "",
            f"<i>{phrases}</i>" if phrases else "",
            note=f"{note}{self.total_sentences} sentences · {self.words:,} words{method} · "
            f"{self.model}",
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields and `words` as plain values, what they hold as well."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {
            **values,
            **{
                name: [one.to_dict() for one in getattr(self, name)]
                for name in ("sentences", "keywords", "support", "parts")
            },
            "words": self.words,
        }


def _without_document(values: dict[str, Any]) -> dict[str, Any]:
    if values["document"] is None:
        del values["document"]
    return values


def _supported_row(one: SentenceSupport) -> str:
    row = escaped(one.text)
    if one.sources:
        row += f" <small>[{', '.join(_place(source) for source in one.sources)}]</small>"
    if not one.supported:
        lacking = ", ".join(one.missing)
        reason = f"not in the text: {lacking}" if lacking else "no sentence of the text says so"
        row += f" <mark>{escaped(reason)}</mark>"
    return row


def _place(sentence: Sentence | SourceSentence) -> str:
    if sentence.document is None:
        return str(sentence.index + 1)
    return f"{escaped(str(sentence.document))}: {sentence.index + 1}"


class Alternative(NamedTuple):
    """One of the n best translations of the same words.

    Attributes:
        text: The translation.
        score: Mean log-probability of its tokens, in nats.
    """

    text: str
    score: float

    def __repr__(self) -> str:
        return short_repr("Alternative", self.text, score=self.score)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SentenceTranslation:
    """The translation of one sentence, or of one part of a sentence that is too long.

    A sentence of nothing but placeables and marks, such as "***" or "12:30", is not given to the
    model: its score is 0 and it has no tokens.

    Attributes:
        text: The translation.
        start: Where the sentence starts in the caller's text, in characters.
        end: Where it ends, the character after its last.
        score: Mean log-probability of the translation's tokens, the end among them, in nats.
        tokens: The translation's tokens.
        source_tokens: The sentence's tokens.
        n_best: The best translations, the best first; the first is `text`.
        attention: Attention weights of each token of the translation over the tokens of the
            sentence, float32 of shape (len(tokens), len(source_tokens)), the mean over the
            heads of the last layer; None unless asked for.
        quality: How likely the translation is good, from 0 to 1, without a look at any other
            translation; None from a model whose confidence nobody has calibrated.
    """

    text: str
    start: int
    end: int
    score: float
    tokens: tuple[str, ...]
    source_tokens: tuple[str, ...]
    n_best: tuple[Alternative, ...]
    attention: "np.ndarray | None" = dataclasses.field(default=None, compare=False)
    quality: float | None = None

    def __repr__(self) -> str:
        return short_repr(
            "SentenceTranslation",
            self.text,
            start=self.start,
            end=self.end,
            score=self.score,
            quality=self.quality,
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values, the attention as a list of rows."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "score": self.score,
            "tokens": list(self.tokens),
            "source_tokens": list(self.source_tokens),
            "n_best": [alternative._asdict() for alternative in self.n_best],
            "attention": None if self.attention is None else self.attention.tolist(),
            "quality": self.quality,
        }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A translated text, with the white space and the lines of the original.

    `str(translation)` is `translation.text`. Values of the whole text are put together from
    those of its sentences.

    Attributes:
        text: The translation.
        source: The caller's text.
        sentences: The translation of each sentence, in the order of the text; none if the
            text has no visible character.
        engine: The engine that translated.
        model: The model that translated.
        source_language: The language that the model reads, its code of ISO 639; None if a
            pretrained checkpoint does not say.
        target_language: The language that it writes.
    """

    text: str
    source: str
    sentences: tuple[SentenceTranslation, ...]
    engine: str
    model: str
    source_language: str | None = None
    target_language: str | None = None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return short_repr(
            "Translation",
            self.text,
            source=self.source,
            score=self.score,
            quality=self.quality,
            source_language=self.source_language,
            target_language=self.target_language,
        )

    def _repr_html_(self) -> str:
        """Renders the source and, below it, the translation, for a notebook."""
        languages = [self.source_language or "?", self.target_language or "?"]
        quality = "" if self.quality is None else f" · quality {self.quality:.2f}"
        return html_block(
            _in_language(self.source, self.source_language),
            _in_language(self.text, self.target_language),
            note=" → ".join(languages) + quality + (f" · {self.model}" if self.model else ""),
        )

    @property
    def score(self) -> float:
        """Mean log-probability of all tokens, each sentence's end among them, in nats.

        0 if nothing was given to the model. Scores compare translations by one model.
        """
        return _mean_score(self.sentences, [sentence.score for sentence in self.sentences])

    @property
    def quality(self) -> float | None:
        """The quality of the worst sentence, from 0 to 1; None without a calibrated confidence.

        1 if nothing was given to the model.
        """
        qualities = [sentence.quality for sentence in self.sentences]
        known = [quality for quality in qualities if quality is not None]
        if len(known) < len(qualities):
            return None
        return min(known, default=1.0)

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens of all sentences' translations, one after the other."""
        return tuple(token for sentence in self.sentences for token in sentence.tokens)

    @property
    def source_tokens(self) -> tuple[str, ...]:
        """The tokens of all sentences, one after the other."""
        return tuple(token for sentence in self.sentences for token in sentence.source_tokens)

    @property
    def n_best(self) -> tuple[Alternative, ...]:
        """The best translations of the whole, the best first.

        The second has the second best translation of every sentence, and so on; a sentence
        that has fewer keeps its last.
        """
        if not self.sentences:
            return (Alternative(self.text, 0.0),)
        alternatives = []
        for rank in range(max(len(sentence.n_best) for sentence in self.sentences)):
            chosen = [s.n_best[min(rank, len(s.n_best) - 1)] for s in self.sentences]
            texts, scores = zip(*chosen, strict=True)
            text = replace_spans(self.source, self.sentences, texts)
            alternatives.append(Alternative(text, _mean_score(self.sentences, scores)))
        return tuple(alternatives)

    @property
    def attention(self) -> "np.ndarray | None":
        """The attention of `tokens` (rows) to `source_tokens`; None unless asked for.

        float32 of shape (len(tokens), len(source_tokens)). It is zero between sentences, as
        the model sees one at a time; for long texts take that of each of `sentences`.
        """
        if not self.sentences or self.sentences[0].attention is None:
            return None
        import numpy as np

        whole = np.zeros((len(self.tokens), len(self.source_tokens)), dtype=np.float32)
        row = column = 0
        for sentence in self.sentences:
            height, width = len(sentence.tokens), len(sentence.source_tokens)
            whole[row : row + height, column : column + width] = sentence.attention
            row, column = row + height, column + width
        return whole

    def to_dict(self) -> dict[str, Any]:
        """Returns everything as plain values, the sentences as a list of dictionaries.

        Attention is a list of rows. That of the whole is given for one sentence only: of many,
        nearly all would be zeros.
        """
        one = len(self.sentences) == 1
        return {
            "text": self.text,
            "source": self.source,
            "score": self.score,
            "quality": self.quality,
            "tokens": list(self.tokens),
            "source_tokens": list(self.source_tokens),
            "n_best": [alternative._asdict() for alternative in self.n_best],
            "attention": self.sentences[0].to_dict()["attention"] if one else None,
            "sentences": [sentence.to_dict() for sentence in self.sentences],
            "engine": self.engine,
            "model": self.model,
            "source_language": self.source_language,
            "target_language": self.target_language,
        }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerItem:
    """A member of an answer that is an enumeration.

    Attributes:
        text: The member as it stands in the text: `text[start:end]`.
        start: Where it starts in the text, in characters.
        end: Where it ends, the character after its last.
    """

    text: str
    start: int
    end: int

    def __repr__(self) -> str:
        return short_repr("AnswerItem", self.text, start=self.start, end=self.end)

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPlace:
    """One of the places at which an answer was found.

    Attributes:
        text: The answer as it stands there: `text[start:end]`.
        start: Where it starts in the text, in characters.
        end: Where it ends, the character after its last.
        score: How probable it is that this is the answer, from 0 to 1.
        document: Which of several documents has it; None if there is one text.
    """

    text: str
    start: int
    end: int
    score: float
    document: str | None = None

    def __repr__(self) -> str:
        return short_repr(
            "AnswerPlace",
            self.text,
            score=self.score,
            start=self.start,
            end=self.end,
            document=self.document,
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values."""
        return dataclasses.asdict(self)


NoAnswerReason = Literal["", "unanswerable", "yes_no", "unreadable"]

_REASONS: Mapping[NoAnswerReason, str] = {
    "": "No answer.",
    "unanswerable": "No answer: most likely the text has none.",
    "yes_no": "No answer: the question wants a yes or a no, which no span of a text is.",
    "unreadable": "No answer: the model sees no token of the text.",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to a question: a span of the caller's text, or none.

    `str(answer)` is `answer.text`; an answer is true if it has a text.

    Attributes:
        text: The answer as it stands in the text, `text[start:end]`; "" for no answer.
        start: Where it starts in the text, in characters; 0 for no answer.
        end: Where it ends, the character after its last; 0 for no answer.
        score: How probable it is that this is the answer, from 0 to 1; for no answer, that the
            text has none. Scores compare between windows, texts and files. With
            `scoring="independent"` neither holds: see
            `nlp_suite.tasks.question_answering.reader.Reader`.
        null_score: How probable it is that the text has no answer, from 0 to 1.
        sentence: The sentence of the text that the answer stands in; all of them if it
            goes over several. For no answer "", but if the reason is "yes_no" the sentence
            that most likely decides.
        sentence_start: Where that starts in the text, in characters.
        question: The question.
        engine: The engine that read the text.
        model: The model that read it.
        reason: Why there is no answer: "unanswerable" if the text most likely has none,
            "yes_no" if the question wants a yes or a no, which no span of a text is,
            "unreadable" if the model sees no token of the text; "" for an answer.
        items: The members of an answer that is an enumeration, in the text's order; none
            for any other.
        places: With `group=True` every place at which this answer was found, the best first;
            else none.
        document: Which of several documents the answer was found in; None if there is one text.
    """

    text: str
    start: int
    end: int
    score: float
    null_score: float
    sentence: str
    sentence_start: int
    question: str
    engine: str
    model: str
    reason: NoAnswerReason = ""
    items: tuple[AnswerItem, ...] = ()
    places: tuple[AnswerPlace, ...] = ()
    document: str | None = None

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __repr__(self) -> str:
        return short_repr(
            "Answer",
            self.text,
            score=self.score,
            start=self.start if self else None,
            document=self.document,
            items=len(self.items) or None,
            places=len(self.places) or None,
            reason=self.reason or None,
        )

    def _repr_html_(self) -> str:
        """Renders the answer, marked in its sentence, or why there is none, for a notebook."""
        if self:
            start = self.start - self.sentence_start
            if self.sentence.startswith(self.text, start):
                shown = [marked(self.sentence, start, start + len(self.text))]
            else:
                shown = [marked(self.text, 0, len(self.text))]
        else:
            shown = [_REASONS.get(self.reason, _REASONS[""]), escaped(self.sentence)]
        notes = [f"score {self.score:.2f}"]
        if self.document is not None:
            notes.append(self.document)
        if len(self.places) > 1:
            notes.append(f"{len(self.places)} places")
        return html_block(f"<b>{escaped(self.question)}</b>", *shown, note=" · ".join(notes))

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields as plain values, items and places as lists of dictionaries."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {
            **values,
            "items": [item.to_dict() for item in self.items],
            "places": [place.to_dict() for place in self.places],
        }


def _mean_score(sentences: Sequence[SentenceTranslation], scores: Sequence[float]) -> float:
    """Averages the scores of translated sentences, weighted by their tokens and one for the end."""
    weights = [len(sentence.tokens) + 1 if sentence.source_tokens else 0 for sentence in sentences]
    total = sum(weight * score for weight, score in zip(weights, scores, strict=True))
    return total / (sum(weights) or 1)


def _in_language(text: str, language: str | None) -> str:
    code = f' lang="{escaped(language)}"' if language else ""
    return f"<span{code}>{escaped(text)}</span>"
