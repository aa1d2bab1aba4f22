"""Extractive summarization."""

import math
from collections.abc import Iterator, Sequence
from typing import Unpack, overload

from nlp_suite.data.texts import Text, Texts, read_texts
from nlp_suite.display import call_repr
from nlp_suite.engines.interfaces import SentenceEmbedder
from nlp_suite.errors import InvalidInputError
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import track
from nlp_suite.results import Sentence, Summary
from nlp_suite.tasks.summarization.methods import select
from nlp_suite.tasks.summarization.options import (
    DEFAULT_METHOD,
    SummarizationKeywords,
    SummarizationOptions,
)
from nlp_suite.text import SentenceSpan, split_sentences

DEFAULT_SENTENCES = 3

# Sentences of short texts that are embedded together; one long text may have any number.
GROUP_SENTENCES = 1024


class Summarizer:
    """Summarizes texts by selecting some of their sentences.

    The text is split into sentences, each is embedded, and a method of
    `nlp_suite.tasks.summarization` chooses among them. Memory grows with the text by the
    sentences and their embeddings alone, about 2 KB a sentence.

    Args:
        embedder: Computes the embeddings of sentences.

    Example:
        ```python
        summarizer = nlp_suite.load("summarize")
        summary = summarizer(text, sentences=3)
        ```
    """

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder

    def __repr__(self) -> str:
        engine = self._embedder
        return call_repr(
            "Summarizer", model=engine.model, engine=engine.engine, **engine.settings._asdict()
        )

    @overload
    def __call__(  # type: ignore[overload-overlap]
        self,
        text: Text,
        *,
        progress: bool | None = None,
        **options: Unpack[SummarizationKeywords],
    ) -> Summary: ...

    @overload
    def __call__(
        self,
        text: Texts,
        *,
        progress: bool | None = None,
        **options: Unpack[SummarizationKeywords],
    ) -> list[Summary]: ...

    @with_options(SummarizationOptions)
    def __call__(
        self,
        text: Text | Texts,
        *,
        progress: bool | None = None,
        **options: Unpack[SummarizationKeywords],
    ) -> Summary | list[Summary]:
        """Summarizes one text, or each of several.

        Args:
            text: The text, of any length, or the `Path` of a file with it; or a list or another
                iterable of these, such as a pandas Series.
            progress: Whether to show a progress bar on standard error for a list; if
                None, only if that is a terminal.
            **options: See `nlp_suite.tasks.summarization.options.SummarizationOptions`.

        Returns:
            The summary: exactly min(sentences, sentences of the text), in text order. For
            several texts a list of summaries in their order.

        Raises:
            InvalidInputError: If a text is not a str or has no visible character, a file cannot
                be read, or an option is out of its range.
            DataFormatError: If a file is damaged or has no text.
        """
        selecting = SummarizationOptions(**options)
        texts = read_texts("text", text, many="summarize_files")
        if isinstance(texts, str):
            spans = _split(texts, "text", selecting)
            return self._summarize([(texts, spans)], selecting)[0]
        summaries: list[Summary] = []
        for group in _groups(track(texts, "Summarizing", show=progress), selecting):
            summaries += self._summarize(group, selecting)
        return summaries

    def _summarize(
        self,
        documents: Sequence[tuple[str, Sequence[SentenceSpan]]],
        options: SummarizationOptions,
    ) -> list[Summary]:
        method = options.method or DEFAULT_METHOD
        texts = [[text[span.start : span.end] for span in spans] for text, spans in documents]
        embeddings = self._embedder.embed([sentence for one in texts for sentence in one])
        summaries = []
        offset = 0
        for (_, spans), strings in zip(documents, texts, strict=True):
            total = len(spans)
            own = embeddings[offset : offset + total]
            offset += total
            selection = select(method, own, strings, _count(total, options), seed=options.seed)
            chosen = tuple(
                Sentence(strings[index], index, spans[index].start, spans[index].end, score)
                for index, score in zip(selection.indices, selection.scores, strict=True)
            )
            summaries.append(
                Summary(
                    text=" ".join(" ".join(sentence.text.split()) for sentence in chosen),
                    sentences=chosen,
                    total_sentences=total,
                    method=method,
                    engine=self._embedder.engine,
                    model=self._embedder.model,
                )
            )
        return summaries


def _split(text: str, name: str, options: SummarizationOptions) -> Sequence[SentenceSpan]:
    spans = split_sentences(text, options.language or "en")
    if not spans:
        raise InvalidInputError(
            f"{name} has nothing to summarize: got {len(text)} characters, none of them visible"
        )
    return spans


def _groups(
    texts: Iterator[str], options: SummarizationOptions
) -> Iterator[list[tuple[str, Sequence[SentenceSpan]]]]:
    """Gathers texts until they have enough sentences to be embedded together."""
    group: list[tuple[str, Sequence[SentenceSpan]]] = []
    size = 0
    for i, text in enumerate(texts):
        spans = _split(text, f"text[{i}]", options)
        group.append((text, spans))
        size += len(spans)
        if size >= GROUP_SENTENCES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _count(total: int, options: SummarizationOptions) -> int:
    if options.ratio is not None:
        return max(1, math.floor(options.ratio * total + 0.5))
    return min(options.sentences or DEFAULT_SENTENCES, total)
