"""Support of an abstractive summary: which sentences of a text say what it says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nlp_suite.engines.interfaces import SentenceEmbedder
from nlp_suite.results import SentenceSupport, SourceSentence
from nlp_suite.tasks.summarization.abstractive.source_terms import SourceTerms
from nlp_suite.tasks.summarization.candidates import folded
from nlp_suite.tasks.summarization.selection import Vectors
from nlp_suite.tasks.summarization.source_document import SourceDocument
from nlp_suite.tasks.summarization.text_language import is_known
from nlp_suite.tasks.summarization.word_embedder import WordEmbedder
from nlp_suite.text import split_sentences

# From which cosine on two sentences say the same, by what embeds them: of abstracts that people
# wrote, see docs/summarization.md.
SUPPORTING_SIMILARITY: Mapping[str, float] = {"meaning": 0.5, "words": 0.25}

# Sentences of a text that are named for one of the summary.
_MOST_SOURCES = 3
# Rows of similarities that are computed at once.
_BLOCK = 64


class WrittenSummary(NamedTuple):
    """A summary that was written, with what it was written of.

    Args:
        text: The summary.
        documents: The text that it is of, or several; in one language.

    Example:
        >>> WrittenSummary("Tin melts.", []).text
        'Tin melts.'
    """

    text: str
    documents: Sequence[SourceDocument]

    @property
    def language(self) -> str:
        """The code of the language of the texts."""
        return self.documents[0].language


def find_support(
    summaries: Sequence[WrittenSummary], embedder: SentenceEmbedder
) -> list[tuple[SentenceSupport, ...]]:
    """Finds for each sentence of summaries the sentences of their texts that say the same.

    Sentences are compared by the cosine of their embeddings, those of all summaries embedded
    together; in a language that the embedder has not learned, by their words. Beside that, names
    and numbers that a sentence has and its text has nowhere are found.

    Args:
        summaries: The summaries.
        embedder: Computes the embeddings.

    Returns:
        Of each summary the support of its sentences, in order.

    Example:
        >>> from nlp_suite.tasks.summarization.options import SummarizationOptions
        >>> from nlp_suite.tasks.summarization.source_document import read_document
        >>> text = "Tin melts at 232 °C. It was alloyed with copper."
        >>> document = read_document(text, "text", SummarizationOptions())
        >>> written = WrittenSummary("Tin melts at 323 degrees.", [document])
        >>> embedder = nlp_suite.load("summarize")._embedder
        >>> ((support,),) = find_support([written], embedder)
        >>> support.sources[0].index, support.missing, support.supported
        (0, ('323',), False)
    """
    supports: dict[int, tuple[SentenceSupport, ...]] = {}
    for language in dict.fromkeys(one.language for one in summaries):
        own = [i for i, one in enumerate(summaries) if one.language == language]
        known = is_known(language, embedder.model)
        found = _support_of_language(
            [summaries[i] for i in own],
            embedder if known else WordEmbedder(language),
            SUPPORTING_SIMILARITY["meaning" if known else "words"],
            language,
        )
        supports.update(zip(own, found, strict=True))
    return [supports[i] for i in range(len(summaries))]


def _support_of_language(
    summaries: Sequence[WrittenSummary],
    embedder: SentenceEmbedder | WordEmbedder,
    least: float,
    language: str,
) -> Iterable[tuple[SentenceSupport, ...]]:
    spans = [split_sentences(one.text, language) for one in summaries]
    sources = [_source_sentences(one.documents) for one in summaries]
    sentences = [
        sentence
        for one, own, theirs in zip(summaries, spans, sources, strict=True)
        for sentence in (
            *(one.text[place.start : place.end] for place in own),
            *(source.text for source in theirs),
        )
    ]
    vectors = embedder.embed(sentences)
    start = 0
    for one, own, theirs in zip(summaries, spans, sources, strict=True):
        middle, stop = start + len(own), start + len(own) + len(theirs)
        terms = SourceTerms((document.text for document in one.documents), language)
        best = nearest_sentences(vectors[start:middle], vectors[middle:stop])
        yield tuple(
            SentenceSupport(
                text=one.text[place.start : place.end],
                start=place.start,
                end=place.end,
                sources=tuple(
                    SourceSentence(
                        source.text,
                        source.number,
                        source.start,
                        source.end,
                        similarity,
                        source.document,
                    )
                    for source, similarity in ((theirs[i], cosine) for i, cosine in nearest)
                    if similarity >= least
                ),
                similarity=nearest[0][1] if nearest else 0.0,
                missing=terms.missing(one.text[place.start : place.end]),
            )
            for place, nearest in zip(own, best, strict=True)
        )
        start = stop


def nearest_sentences(summary: Vectors, source: Vectors) -> list[list[tuple[int, float]]]:
    """Finds the sentences of a text that are nearest to each of its summary.

    Args:
        summary: Embeddings (m, d) of the summary's sentences, rows of length one or zero.
        source: Embeddings (n, d) of the text's.

    Returns:
        For each of the m sentences up to three indices with their cosines, the highest first, the
        first of equal ones.

    Example:
        >>> nearest_sentences(np.eye(2)[:1], np.eye(2))
        [[(0, 1.0), (1, 0.0)]]
    """
    found: list[list[tuple[int, float]]] = []
    for start in range(0, len(summary), _BLOCK):
        for row in summary[start : start + _BLOCK] @ source.T:
            order = np.argsort(-row, kind="stable")[:_MOST_SOURCES].tolist()
            found.append([(i, min(float(row[i]), 1.0)) for i in order])
    return found


class _Source(NamedTuple):
    text: str
    number: int
    start: int
    end: int
    document: int | str | None


def _source_sentences(documents: Sequence[SourceDocument]) -> list[_Source]:
    """Lists the sentences of documents, of equal ones the first."""
    first: dict[str, _Source] = {}
    for document in documents:
        for index, place in enumerate(document.structure):
            sentence = document.text[place.start : place.end]
            source = _Source(sentence, index, place.start, place.end, document.name)
            first.setdefault(folded(sentence), source)
    return list(first.values())
