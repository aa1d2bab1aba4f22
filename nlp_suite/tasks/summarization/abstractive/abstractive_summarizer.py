"""Abstractive summarization."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, Unpack, overload

from nlp_suite.data.texts import Text, Texts, read_texts
from nlp_suite.display import call_repr
from nlp_suite.engines.engine_handle import EngineHandle
from nlp_suite.engines.interfaces import SentenceEmbedder, TextGenerator
from nlp_suite.errors import InvalidInputError
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import progress_bar
from nlp_suite.results import SentenceSupport, Summary
from nlp_suite.tasks.loaded_task import LoadedTask
from nlp_suite.tasks.summarization.abstractive.support import WrittenSummary, find_support
from nlp_suite.tasks.summarization.abstractive.writing import Draft, draft, write_together
from nlp_suite.tasks.summarization.options import SummarizationKeywords, SummarizationOptions
from nlp_suite.tasks.summarization.source_document import (
    SourceDocument,
    read_document,
    read_named_texts,
)
from nlp_suite.tasks.summarization.styles import check_style
from nlp_suite.tasks.summarization.subjects.naming import name_subject

# What is written together: that many texts, or so many characters of them.
_GROUP_TEXTS = 256
_GROUP_CHARACTERS = 1 << 20
# From so many characters on it takes so long that one text has a progress bar.
_LONG_TEXT = 50_000


class AbstractiveSummarizer(LoadedTask[TextGenerator]):
    """Summarizes texts by a model that writes.

    A text that is too long for the model is summarized in parts, and so are their summaries, until
    there is one. Each sentence of the summary is then compared with those of the text, so that it
    can be seen what it is based on, and what is not in the text at all.

    Args:
        generator: Writes the summaries, or the handle that loads it.
        embedder: Computes the embeddings by which sentences are compared, or its handle.

    Example:
        ```python
        summarizer = nlp_suite.load("summarize", model="runs/my-bart")
        summary = summarizer(text, max_words=40)
        for sentence in summary.unsupported:
            print(sentence.text, sentence.missing)
        ```
    """

    def __init__(
        self,
        generator: TextGenerator | EngineHandle[TextGenerator],
        embedder: SentenceEmbedder | EngineHandle[SentenceEmbedder],
    ) -> None:
        super().__init__(generator)
        self._embedder_handle = EngineHandle.of(embedder)

    def __repr__(self) -> str:
        if self.closed:
            return call_repr("AbstractiveSummarizer", closed=True)
        generator = self._engine
        return call_repr(
            "AbstractiveSummarizer",
            model=generator.model,
            engine=generator.engine,
            **generator.settings._asdict(),
        )

    def load(self) -> None:
        """Loads the model now, not when the first text is summarized.

        Raises:
            NLPSuiteError: What loading raises.
        """
        self._handle.get()

    def close(self) -> None:
        """Gives the memory of the models back, see `LoadedTask.close`."""
        super().close()
        self._embedder_handle.close()

    @overload
    def __call__(  # type: ignore[overload-overlap]
        self,
        text: Text,
        *,
        together: Literal[False] = False,
        progress: bool | None = None,
        **options: Unpack[SummarizationKeywords],
    ) -> Summary: ...

    @overload
    def __call__(
        self,
        text: Texts,
        *,
        together: Literal[False] = False,
        progress: bool | None = None,
        **options: Unpack[SummarizationKeywords],
    ) -> list[Summary]: ...

    @overload
    def __call__(
        self,
        text: Texts | Mapping[str, Text],
        *,
        together: Literal[True],
        progress: bool | None = None,
        **options: Unpack[SummarizationKeywords],
    ) -> Summary: ...

    @with_options(SummarizationOptions)
    def __call__(
        self,
        text: Text | Texts | Mapping[str, Text],
        *,
        together: bool = False,
        progress: bool | None = None,
        **options: Unpack[SummarizationKeywords],
    ) -> Summary | list[Summary]:
        """Summarizes one text, each of several, or several together.

        Args:
            text: The text, of any length, or the `Path` of a file with it; or a list or another
                iterable of these, such as a pandas Series.
            together: Whether several texts get one summary: each is summarized, and then their
                summaries are. They may have names then: a mapping of names to texts.
            progress: Whether to show a progress bar on standard error; if None, only if that is a
                terminal, for a list or a long text.
            **options: See `nlp_suite.tasks.summarization.options.SummarizationOptions`.

        Returns:
            The summary; for several texts a list of summaries in their order, together one.

        Raises:
            InvalidInputError: If a text is not a str or has no visible character, a file cannot
                be read, or an option is out of its range or of extractive summaries.
            DataFormatError: If a file is damaged or has no text.
            ClosedTaskError: If the task was closed.
            ForkedProcessError: If the model cannot be loaded again in a forked child.
        """
        writing = SummarizationOptions(**options)
        if not isinstance(together, bool):
            raise InvalidInputError(f"together must be True or False, got {together!r}")
        with self._in_use(), self._embedder_handle.in_use(f"this {type(self).__name__}"):
            check_style(writing, "abstractive", self._engine.model)
            if together:
                documents = _read_together(text, writing)
                return self._summarize_one(documents, writing, progress)
            texts = read_texts("text", text, many="summarize_files")
            if isinstance(texts, str):
                document = read_document(texts, "text", writing)
                return self._summarize_one([document], writing, progress)
            return self._summarize_list(texts, writing, progress)

    def _summarize_one(
        self,
        documents: Sequence[SourceDocument],
        options: SummarizationOptions,
        progress: bool | None,
    ) -> Summary:
        total = sum(len(one.text) for one in documents)
        show = total >= _LONG_TEXT and sys.stderr.isatty() if progress is None else progress
        with progress_bar("Summarizing", total, show=show) as advance:
            return self._write([documents], options, advance)[0]

    def _summarize_list(
        self, texts: Sequence[str], options: SummarizationOptions, progress: bool | None
    ) -> list[Summary]:
        summaries: list[Summary] = []
        show = len(texts) > 1 and sys.stderr.isatty() if progress is None else progress
        with progress_bar("Summarizing", sum(map(len, texts)), show=show) as advance:
            for group in _groups(texts):
                documents = [[read_document(texts[i], f"text[{i}]", options)] for i in group]
                summaries += self._write(documents, options, advance)
        return summaries

    def _write(
        self,
        sources: Sequence[Sequence[SourceDocument]],
        options: SummarizationOptions,
        advance: Callable[[int], None],
    ) -> list[Summary]:
        generator = self._engine
        drafts = write_together(
            [draft(documents, options, generator) for documents in sources], generator, advance
        )
        written = [
            WrittenSummary(one.text, documents)
            for one, documents in zip(drafts, sources, strict=True)
        ]
        supports = find_support(written, self._embedder_handle.get())
        return [
            _summary(*one, options, generator)
            for one in zip(drafts, sources, supports, strict=True)
        ]


def _summary(
    written: Draft,
    documents: Sequence[SourceDocument],
    support: tuple[SentenceSupport, ...],
    options: SummarizationOptions,
    generator: TextGenerator,
) -> Summary:
    keywords, title = name_subject(documents, options)
    return Summary(
        text=written.text,
        sentences=(),
        total_sentences=sum(len(one.structure) for one in documents),
        method="",
        engine=generator.engine,
        model=generator.model,
        keywords=keywords,
        title=title,
        style="abstractive",
        support=support,
        parts=written.parts,
    )


def _read_together(
    text: Text | Texts | Mapping[str, Text], options: SummarizationOptions
) -> list[SourceDocument]:
    documents = [
        read_document(one, f"text[{name!r}]", options)._replace(name=name)
        for name, one in read_named_texts(text)
    ]
    # Word for word compared, they must be in one language.
    ((language, _),) = Counter(one.language for one in documents).most_common(1)
    return [one._replace(language=language) for one in documents]


def _groups(texts: Sequence[str]) -> Iterator[range]:
    """Yields the places of texts that are written together."""
    first = characters = 0
    for i, text in enumerate(texts):
        characters += len(text)
        if i + 1 - first == _GROUP_TEXTS or characters >= _GROUP_CHARACTERS:
            yield range(first, i + 1)
            first, characters = i + 1, 0
    if first < len(texts):
        yield range(first, len(texts))
