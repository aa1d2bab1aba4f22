"""Salience: what the text keeps saying, and where it says it; the default method."""

from collections.abc import Sequence

import numpy as np

from nlp_suite.tasks.summarization.methods.frequency import word_frequency
from nlp_suite.tasks.summarization.methods.lexical import lexical_centrality
from nlp_suite.tasks.summarization.methods.semantic import semantic_centrality
from nlp_suite.tasks.summarization.redundancy import maximal_marginal_relevance
from nlp_suite.tasks.summarization.selection import (
    Scores,
    SelectionInputs,
    SentenceSelection,
    Vectors,
    register_method,
)
from nlp_suite.tasks.summarization.standard_scores import standard_scores

# Summaries score alike in a wide neighbourhood of these; docs/summarization.md says of which texts.
LEXICAL_WEIGHT, SEMANTIC_WEIGHT, FREQUENCY_WEIGHT = 0.25, 0.2, 0.55
OPENING_WEIGHT = 1.8
PARAGRAPH_WEIGHT = 0.2
QUESTION_WEIGHT = 0.2
REDUNDANCY_WEIGHT = 1.1

# The first sentence counts wholly, the third by e^-1, and from the fifth on none.
OPENING_WIDTH = 2.0
OPENING_SENTENCES = 3

_QUESTION_MARKS = ("?", "？", "؟", "՞")  # noqa: RUF001
_CLOSING = "\"'”’»)]}*_ \t\r\n"  # noqa: RUF001


def opening_coverage(embeddings: Vectors) -> float:
    """Computes how well the opening of a text covers the whole of it.

    Args:
        embeddings: Sentence embeddings (n, d), rows of length one or zero.

    Returns:
        Cosine between the sums of the first three embeddings and of all, but at least 0: nearly 1
        for news, which says at the top what it is about; less where a text begins with something
        else. 1 if no embedding is known.

    Example:
        >>> vectors = np.array([[1, 0]] * 3 + [[0, 1]] * 3, np.float32)
        >>> round(opening_coverage(vectors), 2)
        0.71
    """
    opening = embeddings[:OPENING_SENTENCES].sum(axis=0, dtype=np.float64)
    whole = embeddings.sum(axis=0, dtype=np.float64)
    lengths = float(np.linalg.norm(opening) * np.linalg.norm(whole))
    return max(0.0, float(opening @ whole) / lengths) if lengths > 0 else 1.0


@register_method("salience")
def select_salience(inputs: SelectionInputs) -> SentenceSelection:
    """Selects the sentences that say what the text is about, the opening before the rest.

    Three things tell what a text is about: the words that a sentence shares with others
    (`lexical`), its nearness in meaning to the others (`semantic`) and how frequent its words are
    in the text (`frequency`). A long sentence is favoured by the first and a short one by the
    last. Their standard scores are added with the weights 0.25, 0.2 and 0.55. Where it says so
    counts as well: the opening gets up to 1.8, as far as it covers the rest of the text
    (`opening_coverage`) and the text is not a conversation; the first sentence of a paragraph gets
    0.2 more than the others, and a question 0.2 less and nothing as the opening. Sentences are
    taken one by one, and what is said already is not taken again (`maximal_marginal_relevance`).

    Scores are those sums: 0 is an average sentence of this text, about 1 one that stands out.
    What they have in common with the sentences taken is not in them.

    Args:
        inputs: The sentences.

    Returns:
        `inputs.count` sentences.

    Example:
        >>> sentences = ("Cats sleep.", "It rains.", "Cats eat.")
        >>> select_salience(SelectionInputs(np.eye(3, dtype=np.float32), sentences, 2, 0)).indices
        (0, 2)

    Reference:
        Edmundson 1969, "New Methods in Automatic Extracting", JACM 16(2), for adding what is said
        and where. Zheng and Lapata 2019, "Sentence Centrality Revisited for Unsupervised
        Summarization", https://arxiv.org/abs/1906.03508, for centrality and position. Dong,
        Mircea and Cheung 2021, "Discourse-Aware Unsupervised Summarization of Long Scientific
        Documents", https://arxiv.org/abs/2005.00513, for what a beginning is the beginning of.
    """
    sentences, language, words = inputs.sentences, inputs.language, inputs.words
    scores = (
        LEXICAL_WEIGHT
        * standard_scores(lexical_centrality(sentences, language=language, words=words))
        + SEMANTIC_WEIGHT * standard_scores(semantic_centrality(inputs.embeddings))
        + FREQUENCY_WEIGHT * standard_scores(word_frequency(sentences, language, words))
        + OPENING_WEIGHT * _opening(inputs)
        + PARAGRAPH_WEIGHT * _paragraph_starts(inputs)
        - QUESTION_WEIGHT * _questions(sentences)
    )
    chosen = maximal_marginal_relevance(scores, inputs.embeddings, inputs.count, REDUNDANCY_WEIGHT)
    return SentenceSelection.from_scores(chosen, scores)


def _opening(inputs: SelectionInputs) -> Scores:
    """Computes how much each sentence counts as the opening of its document, from 0 to 1."""
    near = np.exp(-((inputs.places / OPENING_WIDTH) ** 2))
    # A question opens a text without saying anything.
    near *= 1 - _questions(inputs.sentences)
    for document in inputs.documents:
        own = slice(document.start, document.stop)
        # Nobody begins a conversation with what will have come of it.
        turns = sum(sentence.kind == "turn" for sentence in inputs.structure[own]) / len(document)
        near[own] *= (1 - turns) * opening_coverage(inputs.embeddings[own])
    return np.asarray(near)


def _paragraph_starts(inputs: SelectionInputs) -> Scores:
    """Marks the first sentences of paragraphs; all count alike if every sentence is one."""
    first = np.array([sentence.position == 0 for sentence in inputs.structure], dtype=np.float64)
    return np.asarray(first - first.mean())


def _questions(sentences: Sequence[str]) -> Scores:
    return np.array(
        [sentence.rstrip(_CLOSING).endswith(_QUESTION_MARKS) for sentence in sentences],
        dtype=np.float64,
    )
