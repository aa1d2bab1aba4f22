"""Extractive summarization."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, Unpack, overload

from nlp_suite.data.texts import Text, Texts, read_texts
from nlp_suite.display import call_repr
from nlp_suite.engines.interfaces import SentenceEmbedder
from nlp_suite.errors import InvalidInputError
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import track
from nlp_suite.results import Sentence, Summary
from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.tasks.summarization.cohesion import find_links
from nlp_suite.tasks.summarization.composition import compose
from nlp_suite.tasks.summarization.length import LengthLimits
from nlp_suite.tasks.summarization.methods import SelectionInputs
from nlp_suite.tasks.summarization.options import (
    DEFAULT_METHOD,
    SummarizationKeywords,
    SummarizationOptions,
)
from nlp_suite.tasks.summarization.selection import Vectors, select_from, uses_embeddings
from nlp_suite.text.structure import StructuredSentence, find_structure

# Sentences of short texts that are embedded together; one long text may have any number.
GROUP_SENTENCES = 1024


class _Document(NamedTuple):
    text: str
    structure: Sequence[StructuredSentence]
    candidates: Sequence[int]
    sentences: Sequence[str]  # the candidates' texts


class Summarizer:
    """Summarizes texts by selecting some of their sentences.

    The text is split into sentences, those that a summary may have are embedded if the method
    needs it, and a method of `nlp_suite.tasks.summarization` chooses among them. Memory grows
    with the text by the sentences and their embeddings alone, about 2 KB a sentence.

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

    def load(self) -> None:
        """Loads the model now, not when the first sentence is embedded.

        Raises:
            NLPSuiteError: What loading raises.
        """
        # Whoever knows what computes has loaded it.
        _ = self._embedder.settings

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
            The summary: exactly min(sentences, different sentences that a summary may have),
            in text order. For several texts a list of summaries in their order.

        Raises:
            InvalidInputError: If a text is not a str or has no visible character, a file cannot
                be read, or an option is out of its range.
            DataFormatError: If a file is damaged or has no text.
        """
        selecting = SummarizationOptions(**options)
        texts = read_texts("text", text, many="summarize_files")
        if isinstance(texts, str):
            return self._summarize([_read(texts, "text", selecting)], selecting)[0]
        summaries: list[Summary] = []
        for group in _groups(track(texts, "Summarizing", show=progress), selecting):
            summaries += self._summarize(group, selecting)
        return summaries

    def _summarize(
        self, documents: Sequence[_Document], options: SummarizationOptions
    ) -> list[Summary]:
        method = options.method or DEFAULT_METHOD
        embeddings: Iterator[Vectors | Callable[[], Vectors]]
        if uses_embeddings(method):
            embeddings = self._embed_together(documents)
        else:
            # No method of this package asks for them; one of somebody else's still gets them.
            embeddings = (partial(self._embedder.embed, one.sentences) for one in documents)
        return [
            self._summary(document, own, method, options)
            for document, own in zip(documents, embeddings, strict=True)
        ]

    def _embed_together(self, documents: Sequence[_Document]) -> Iterator[Vectors]:
        vectors = self._embedder.embed(
            [one for document in documents for one in document.sentences]
        )
        offset = 0
        for document in documents:
            yield vectors[offset : offset + len(document.sentences)]
            offset += len(document.sentences)

    def _summary(
        self,
        document: _Document,
        embeddings: Vectors | Callable[[], Vectors],
        method: str,
        options: SummarizationOptions,
    ) -> Summary:
        sentences = document.sentences
        candidates = [document.structure[index] for index in document.candidates]
        words = [len(sentence.split()) for sentence in sentences]
        limits = LengthLimits.of(options, len(sentences))
        count = limits.expected_count(words)
        inputs = SelectionInputs(embeddings, sentences, count, options.seed, candidates)
        selection = select_from(method, inputs)
        links = None
        if options.cohesive:
            links = find_links(
                document.text, document.structure, document.candidates, options.language
            )
        picked = compose(selection, inputs, limits, words, links)
        chosen = tuple(
            Sentence(
                sentences[one],
                document.candidates[one],
                candidates[one].start,
                candidates[one].end,
                score,
            )
            for one, score in zip(picked.indices, picked.scores, strict=True)
        )
        return Summary(
            text=" ".join(" ".join(sentence.text.split()) for sentence in chosen),
            sentences=chosen,
            total_sentences=len(document.structure),
            method=method,
            engine=self._embedder.engine,
            model=self._embedder.model,
        )


def _read(text: str, name: str, options: SummarizationOptions) -> _Document:
    structure = find_structure(text, options.language or "en")
    if not structure:
        raise InvalidInputError(
            f"{name} has nothing to summarize: got {len(text)} characters, none of them visible"
        )
    candidates = find_candidates(text, structure, options.min_length)
    sentences = [text[structure[i].start : structure[i].end] for i in candidates]
    return _Document(text, structure, candidates, sentences)


def _groups(texts: Iterator[str], options: SummarizationOptions) -> Iterator[list[_Document]]:
    """Gathers texts until they have enough sentences to be embedded together."""
    group: list[_Document] = []
    size = 0
    for i, text in enumerate(texts):
        document = _read(text, f"text[{i}]", options)
        group.append(document)
        size += len(document.sentences)
        if size >= GROUP_SENTENCES:
            yield group
            group, size = [], 0
    if group:
        yield group
