"""Several documents in one summary: what more than one of them tells is told once."""

import functools
import re
from collections.abc import Sequence

import numpy as np

from nlp_suite.tasks.summarization.cohesion import Links
from nlp_suite.tasks.summarization.content_words import content_words
from nlp_suite.tasks.summarization.redundancy import NEAR_DUPLICATE
from nlp_suite.tasks.summarization.selection import Vectors
from nlp_suite.text.structure import StructuredSentence

# The same news in other words: so near in meaning, and so large a share of the shorter one's
# content words in the longer one.
_ALIKE = 0.8
_SHARED = 0.6

# Sentences that are compared at a time, and most whose words are compared with those of one.
_BLOCK = 256
_NEAREST = 16


def told_once(
    sentences: Sequence[str],
    embeddings: Vectors,
    documents: Sequence[int],
    language: str = "en",
) -> list[int]:
    """Leaves out sentences that repeat what a sentence of another document says.

    Two sentences say the same if their cosine is 0.9 or more, or 0.8 or more and the shorter one
    shares at least 60 % of its content words. They do not if each has a number that the other
    has not: three dead and five dead are two reports. The fullest, which has most content words,
    stays; of equally full ones the first.

    Memory is linear in n; time is that of the products of all embeddings.

    Args:
        sentences: The n sentences, document by document.
        embeddings: Their embeddings (n, d), rows of length one or zero.
        documents: The number of the document of each.
        language: The code of their language.

    Returns:
        The positions of those that stay, ascending.

    Example:
        >>> sentences = ["Tin melts.", "It rains.", "Tin melts early."]
        >>> vectors = np.array([[1, 0], [0, 1], [1, 0]], np.float32)
        >>> told_once(sentences, vectors, [0, 0, 1])
        [1, 2]

    Reference:
        Radev, Jing, Styś and Tam 2004, "Centroid-based summarization of multiple documents",
        https://arxiv.org/abs/cs/0005020, for subsumption: a sentence is left out if another one
        says as much and more.
    """
    words = [content_words(sentence, language) for sentence in sentences]
    figures = [frozenset(_figure().findall(sentence)) for sentence in sentences]
    order = np.array(sorted(range(len(words)), key=lambda i: (-len(words[i]), i)), dtype=np.intp)
    source = np.asarray(documents, dtype=np.intp)
    kept: list[int] = []

    def repeats(index: int, others: Sequence[int], cosines: Vectors) -> bool:
        near = np.flatnonzero((cosines >= _ALIKE) & (source[list(others)] != source[index]))
        near = near[np.argsort(-cosines[near], kind="stable")][:_NEAREST]
        for place in near.tolist():
            other = others[place]
            if figures[index] - figures[other] and figures[other] - figures[index]:
                continue
            shared = len(words[index] & words[other])
            if cosines[place] >= NEAR_DUPLICATE or shared >= _SHARED * max(len(words[index]), 1):
                return True
        return False

    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        vectors = embeddings[block]
        earlier = list(kept)
        fresh: list[int] = []
        rows: list[int] = []
        within = vectors @ vectors.T
        runs = (earlier[first : first + 8 * _BLOCK] for first in range(0, len(kept), 8 * _BLOCK))
        before = [(run, vectors @ embeddings[run].T) for run in runs]
        for row, index in enumerate(block.tolist()):
            if any(repeats(index, others, cosines[row]) for others, cosines in before):
                continue
            if fresh and repeats(index, fresh, within[row, rows]):
                continue
            fresh.append(index)
            rows.append(row)
        kept += fresh
    return sorted(kept)


@functools.cache
def _figure() -> re.Pattern[str]:
    return re.compile(r"\d+(?:[.,]\d+)*")


def join_structures(
    structures: Sequence[Sequence[StructuredSentence]],
) -> tuple[StructuredSentence, ...]:
    """Joins the structures of several documents, whose paragraphs remain different ones.

    Args:
        structures: Sentences of each document.

    Returns:
        All, one document after the other, the paragraphs and headings of later ones numbered on.
        Characters are counted in each by itself.

    Example:
        >>> from nlp_suite.text.structure import find_structure
        >>> joined = join_structures([find_structure("One."), find_structure("Two.")])
        >>> [(sentence.start, sentence.paragraph) for sentence in joined]
        [(0, 0), (0, 1)]
    """
    if len(structures) == 1:
        return tuple(structures[0])
    joined: list[StructuredSentence] = []
    paragraphs = headings = 0
    for structure in structures:
        joined += [
            one._replace(
                paragraph=one.paragraph + paragraphs,
                heading=None if one.heading is None else one.heading + headings,
            )
            for one in structure
        ]
        paragraphs += 1 + max((one.paragraph for one in structure), default=-1)
        headings += 1 + max((one.heading or 0 for one in structure), default=-1)
    return tuple(joined)


def join_links(links: Sequence[Links]) -> Links:
    """Joins what the sentences of several documents need beside them.

    Args:
        links: The links of each document's sentences.

    Returns:
        Those of all; the last sentence of one and the first of the next are no neighbours.

    Example:
        >>> from nlp_suite.tasks.summarization.cohesion import find_links
        >>> from nlp_suite.text.structure import find_structure
        >>> texts = ["One is. Two is.", "Three is."]
        >>> structures = [find_structure(text) for text in texts]
        >>> ranges = [range(2), range(1)]
        >>> join_links(list(map(find_links, texts, structures, ranges))).joined.tolist()
        [True, False, False]
    """
    return Links(*(np.concatenate(flags) for flags in zip(*links, strict=True)))
