"""Extractive summarization."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, overload

from nlp_suite.arguments import check_whole
from nlp_suite.engines.interfaces import SentenceEmbedder
from nlp_suite.errors import InvalidInputError
from nlp_suite.progress import track
from nlp_suite.results import Sentence, Summary
from nlp_suite.tasks.summarization import DEFAULT_METHOD, available_methods, select
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
        embedder: The engine's part.

    Example:
        ```python
        summarizer = nlp_suite.load("summarize")
        summary = summarizer(text, sentences=3)
        ```
    """

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder

    @overload
    def __call__(
        self,
        text: str,
        *,
        sentences: int | None = None,
        ratio: float | None = None,
        method: str | None = None,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Summary: ...

    @overload
    def __call__(
        self,
        text: list[str] | tuple[str, ...],
        *,
        sentences: int | None = None,
        ratio: float | None = None,
        method: str | None = None,
        seed: int = 0,
        progress: bool | None = None,
    ) -> list[Summary]: ...

    def __call__(
        self,
        text: str | list[str] | tuple[str, ...],
        *,
        sentences: int | None = None,
        ratio: float | None = None,
        method: str | None = None,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Summary | list[Summary]:
        """Summarizes one text, or each of several.

        Args:
            text: The text, of any length, or a list or tuple of texts.
            sentences: How many sentences to keep; all of them if the text has fewer.
                3 if neither this nor `ratio` is given.
            ratio: The share of the text's sentences to keep, above 0 and up to 1; at
                least one sentence is kept.
            method: How to select, see `nlp_suite.tasks.summarization`; the best by measurement
                if None.
            seed: For the methods that draw random numbers.
            progress: Whether to show a progress bar on standard error for a list; if
                None, only if that is a terminal.

        Returns:
            The summary: exactly min(sentences, sentences of the text), in text order. For
            several texts a list of summaries in their order.

        Raises:
            InvalidInputError: If a text is no str or has no visible character, or an
                option is out of its range.
        """
        _check_options(sentences, ratio, method, seed)
        method = method or DEFAULT_METHOD
        if isinstance(text, str):
            spans = _split(text, "text")
            return self._summarize([(text, spans)], sentences, ratio, method, seed)[0]
        if not isinstance(text, list | tuple):
            raise InvalidInputError(
                f"text must be a str, or a list or tuple of str, got {type(text).__name__}"
            )
        summaries: list[Summary] = []
        texts = track(text, "Summarizing", show=progress)
        for group in _groups(texts):
            summaries += self._summarize(group, sentences, ratio, method, seed)
        return summaries

    def _summarize(
        self,
        documents: Sequence[tuple[str, Sequence[SentenceSpan]]],
        sentences: int | None,
        ratio: float | None,
        method: str,
        seed: int,
    ) -> list[Summary]:
        texts = [[text[span.start : span.end] for span in spans] for text, spans in documents]
        embeddings = self._embedder.embed([sentence for one in texts for sentence in one])
        summaries = []
        offset = 0
        for (_, spans), strings in zip(documents, texts, strict=True):
            total = len(spans)
            own = embeddings[offset : offset + total]
            offset += total
            selection = select(method, own, strings, _count(total, sentences, ratio), seed=seed)
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


def _check_options(sentences: Any, ratio: Any, method: Any, seed: Any) -> None:
    if sentences is not None and ratio is not None:
        raise InvalidInputError(
            f"give sentences or ratio, not both; got sentences={sentences!r} and ratio={ratio!r}"
        )
    if sentences is not None:
        check_whole("sentences", sentences, 1)
    if ratio is not None and (
        not isinstance(ratio, int | float) or isinstance(ratio, bool) or not 0 < ratio <= 1
    ):
        raise InvalidInputError(f"ratio must be above 0 and at most 1, got {ratio!r}")
    if method is not None and method not in available_methods():
        raise InvalidInputError(
            f"method must be one of {', '.join(available_methods())}; got {method!r}"
        )
    check_whole("seed", seed, 0)


def _split(text: Any, name: str) -> Sequence[SentenceSpan]:
    if not isinstance(text, str):
        raise InvalidInputError(f"{name} must be a str, got {type(text).__name__}")
    spans = split_sentences(text)
    if not spans:
        raise InvalidInputError(
            f"{name} has nothing to summarize: got {len(text)} characters, none of them visible"
        )
    return spans


def _groups(texts: Iterator[str]) -> Iterator[list[tuple[str, Sequence[SentenceSpan]]]]:
    """Gathers texts until they have enough sentences to be embedded together."""
    group: list[tuple[str, Sequence[SentenceSpan]]] = []
    size = 0
    for i, text in enumerate(texts):
        spans = _split(text, f"text[{i}]")
        group.append((text, spans))
        size += len(spans)
        if size >= GROUP_SENTENCES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _count(total: int, sentences: int | None, ratio: float | None) -> int:
    if ratio is not None:
        return max(1, math.floor(ratio * total + 0.5))
    return min(sentences or DEFAULT_SENTENCES, total)
