"""Extractive summarization."""

import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal, Unpack, overload

import numpy as np

from nlp_suite.data.texts import Text, Texts, read_texts
from nlp_suite.display import call_repr
from nlp_suite.engines.engine_handle import EngineHandle
from nlp_suite.engines.interfaces import RuntimeSettings, SentenceEmbedder
from nlp_suite.errors import InvalidInputError, IrrelevantQueryWarning
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import track
from nlp_suite.results import Sentence, Summary
from nlp_suite.tasks.loaded_task import LoadedTask
from nlp_suite.tasks.summarization.cohesion import Links, find_links
from nlp_suite.tasks.summarization.composition import compose
from nlp_suite.tasks.summarization.length import LengthLimits
from nlp_suite.tasks.summarization.methods import SelectionInputs
from nlp_suite.tasks.summarization.multi_document import (
    join_links,
    join_structures,
    told_once,
)
from nlp_suite.tasks.summarization.options import (
    DEFAULT_METHOD,
    SummarizationKeywords,
    SummarizationOptions,
)
from nlp_suite.tasks.summarization.query import (
    RELEVANT,
    SCORE_WEIGHT,
    query_relevance,
    select_for_query,
)
from nlp_suite.tasks.summarization.selection import Vectors, select_from, uses_embeddings
from nlp_suite.tasks.summarization.source_document import (
    SourceDocument,
    read_document,
    read_groups,
    read_named_texts,
)
from nlp_suite.tasks.summarization.styles import check_style
from nlp_suite.tasks.summarization.subjects.naming import name_subject
from nlp_suite.tasks.summarization.text_language import (
    is_known,
    warn_of_unknown_language,
)
from nlp_suite.tasks.summarization.word_embedder import WordEmbedder


class Summarizer(LoadedTask[SentenceEmbedder]):
    """Summarizes texts by selecting some of their sentences.

    The text is split into sentences, those that a summary may have are embedded if the method
    needs it, and a method of `nlp_suite.tasks.summarization` chooses among them. Memory grows
    with the text by the sentences and their embeddings alone, about 2 KB a sentence. Sentences
    in a language that the embedder is known not to have learned are embedded by their words.

    Args:
        embedder: Computes the embeddings of sentences, or the handle that loads it.

    Example:
        ```python
        summarizer = nlp_suite.load("summarize")
        summary = summarizer(text, sentences=3)
        ```
    """

    def __init__(self, embedder: SentenceEmbedder | EngineHandle[SentenceEmbedder]) -> None:
        super().__init__(embedder)
        self._model, self._of = self._embedder.model, self._embedder.engine
        self._settings: RuntimeSettings | None = None

    @property
    def _embedder(self) -> SentenceEmbedder:
        return self._engine

    def __repr__(self) -> str:
        if self._settings is None and not self.closed:
            self.load()
        settings = {} if self._settings is None else self._settings._asdict()
        return call_repr(
            "Summarizer",
            model=self._model,
            engine=self._of,
            **settings,
            closed=self.closed or None,
        )

    def load(self) -> None:
        """Loads the model now, not when the first sentence is embedded.

        Raises:
            NLPSuiteError: What loading raises.
        """
        # Whoever knows what computes has loaded it.
        self._settings = self._embedder.settings

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
            together: Whether several texts get one summary, which tells once what more than one
                of them says. They may have names then: a mapping of names to texts.
            progress: Whether to show a progress bar on standard error for a list; if
                None, only if that is a terminal.
            **options: See `nlp_suite.tasks.summarization.options.SummarizationOptions`.

        Returns:
            The summary: exactly min(sentences, different sentences that a summary may have),
            in text order. For several texts a list of summaries in their order; together one
            summary, in the order of the texts, whose sentences say which they are from.

        Raises:
            InvalidInputError: If a text is not a str or has no visible character, a file cannot
                be read, or an option is out of its range.
            DataFormatError: If a file is damaged or has no text.
            ClosedTaskError: If the task was closed.
            ForkedProcessError: If the model cannot be loaded again in a forked child.

        Warns:
            IrrelevantQueryWarning: If nothing in a text is about the query.
            LanguageMismatchWarning: If a text is in a language that the embedder is known not to
                have learned, and the caller has not said so; once a process for each language.
        """
        selecting = SummarizationOptions(**options)
        if not isinstance(together, bool):
            raise InvalidInputError(f"together must be True or False, got {together!r}")
        with self._in_use():
            check_style(selecting, "extractive", self._model)
            if together:
                return self._summarize_together(text, selecting, progress)
            texts = read_texts("text", text, many="summarize_files")
            if isinstance(texts, str):
                summaries = self._summarize([read_document(texts, "text", selecting)], selecting)
                _warn_if_irrelevant(summaries, selecting.query)
                return summaries[0]
            summaries = []
            for group in read_groups(track(texts, "Summarizing", show=progress), selecting):
                summaries += self._summarize(group, selecting)
            _warn_if_irrelevant(summaries, selecting.query)
            return summaries

    def _summarize(
        self, documents: Sequence[SourceDocument], options: SummarizationOptions
    ) -> list[Summary]:
        embeddings: Sequence[Vectors | Callable[[], Vectors]]
        queries: Sequence[Vectors | None] = [None] * len(documents)
        if options.query is not None or uses_embeddings(options.method or DEFAULT_METHOD):
            embeddings, queries = self._embed_together(documents, options)
        else:
            # No method of this package asks for them; one of somebody else's still gets them.
            embeddings = [partial(self._embed, one.sentences, one.language) for one in documents]
        return [
            self._summary([document], own, query, options)
            for document, own, query in zip(documents, embeddings, queries, strict=True)
        ]

    def _summarize_together(
        self,
        text: Text | Texts | Mapping[str, Text],
        options: SummarizationOptions,
        progress: bool | None,
    ) -> Summary:
        documents = [
            read_document(one, f"text[{name!r}]", options)._replace(name=name)
            for name, one in track(read_named_texts(text), "Reading", show=progress)
        ]
        # Word for word compared, they must be in one language.
        ((language, _),) = Counter(document.language for document in documents).most_common(1)
        documents = [document._replace(language=language) for document in documents]
        vectors, (query_embedding, *_) = self._embed_together(documents, options)
        kept = told_once(
            [sentence for document in documents for sentence in document.sentences],
            np.concatenate(vectors),
            [number for number, document in enumerate(documents) for _ in document.sentences],
            language,
        )
        remaining: list[SourceDocument] = []
        rows: list[Vectors] = []
        places: list[int] = []
        start = 0
        for document, own in zip(documents, vectors, strict=True):
            stop = start + len(own)
            left = [index - start for index in kept if start <= index < stop]
            if left:
                remaining.append(document.only(left))
                rows.append(own[left])
                places += left
            start = stop
        summary = self._summary(
            remaining, np.concatenate(rows), query_embedding, options, places, documents
        )
        _warn_if_irrelevant([summary], options.query)
        return summary

    def _embed_together(
        self, documents: Sequence[SourceDocument], options: SummarizationOptions
    ) -> tuple[list[Vectors], list[Vectors | None]]:
        """Embeds the sentences of documents, and for each document the query."""
        query = [] if options.query is None else [options.query]
        embeddings: dict[int, Vectors] = {}
        queries: dict[int, Vectors | None] = {}
        for language in dict.fromkeys(document.language for document in documents):
            if options.language is None and not is_known(language, self._embedder.model):
                warn_of_unknown_language(language, self._embedder.model)
            own = [i for i, document in enumerate(documents) if document.language == language]
            sentences = [sentence for i in own for sentence in documents[i].sentences]
            vectors = self._embed([*sentences, *query], language)
            parts = np.split(vectors, np.cumsum([len(documents[i].sentences) for i in own]))
            embeddings.update(zip(own, parts, strict=False))
            queries.update(dict.fromkeys(own, parts[-1][0] if query else None))
        ordered = range(len(documents))
        return [embeddings[i] for i in ordered], [queries[i] for i in ordered]

    def _embed(self, sentences: Sequence[str], language: str) -> Vectors:
        if is_known(language, self._embedder.model):
            return self._embedder.embed(sentences)
        return WordEmbedder(language).embed(sentences)

    def _summary(
        self,
        documents: Sequence[SourceDocument],
        embeddings: Vectors | Callable[[], Vectors],
        query_embedding: Vectors | None,
        options: SummarizationOptions,
        places: Sequence[int] | None = None,
        sources: Sequence[SourceDocument] | None = None,
    ) -> Summary:
        """Summarizes documents together: one; or several, of which `sources` have repeats, too."""
        method = options.method or DEFAULT_METHOD
        language = documents[0].language
        origins = [(one, index) for one in documents for index in one.candidates]
        sentences = [sentence for one in documents for sentence in one.sentences]
        ends = np.cumsum([len(one.sentences) for one in documents]).tolist()
        words = [len(sentence.split()) for sentence in sentences]
        limits = LengthLimits.of(options, len(sentences))
        inputs = SelectionInputs(
            embeddings,
            sentences,
            limits.expected_count(words),
            options.seed,
            join_structures([[one.structure[i] for i in one.candidates] for one in documents]),
            None if places is None else np.array(places, dtype=np.intp),
            [range(start, stop) for start, stop in zip([0, *ends], ends, strict=False)],
            language,
        )
        selection = select_from(method, inputs)
        relevance = None
        weight = 1.0
        if options.query is not None and query_embedding is not None:
            relevances = query_relevance(
                options.query,
                sentences,
                inputs.embeddings,
                query_embedding,
                language,
            )
            relevance = float(relevances.max())
            if relevance >= RELEVANT:
                selection = select_for_query(selection, inputs, relevances)
                weight = SCORE_WEIGHT
        picked = compose(selection, inputs, limits, words, _links(documents, options), weight)
        chosen = []
        for one, score in zip(picked.indices, picked.scores, strict=True):
            document, index = origins[one]
            place = document.structure[index]
            chosen.append(
                Sentence(sentences[one], index, place.start, place.end, score, document.name)
            )
        keywords, title = name_subject(sources or documents, options)
        return Summary(
            text=" ".join(" ".join(sentence.text.split()) for sentence in chosen),
            sentences=tuple(chosen),
            total_sentences=sum(len(one.structure) for one in sources or documents),
            method=method,
            engine=self._embedder.engine,
            model=self._embedder.model,
            relevance=relevance,
            keywords=keywords,
            title=title,
        )


def _links(documents: Sequence[SourceDocument], options: SummarizationOptions) -> Links | None:
    if not options.cohesive:
        return None
    return join_links(
        [find_links(one.text, one.structure, one.candidates, one.language) for one in documents]
    )


def _warn_if_irrelevant(summaries: Sequence[Summary], query: str | None) -> None:
    if query is None:
        return
    irrelevant = sum((one.relevance or 0.0) < RELEVANT for one in summaries)
    if irrelevant:
        where = f"{irrelevant} of {len(summaries)} texts" if len(summaries) > 1 else "the text"
        summary = "their summaries are those" if irrelevant > 1 else "its summary is the one"
        warnings.warn(
            f"nothing in {where} seems to be about {query[:60]!r}; {summary} without a query",
            IrrelevantQueryWarning,
            # Whoever called nlp_suite.summarize.
            stacklevel=6,
        )
