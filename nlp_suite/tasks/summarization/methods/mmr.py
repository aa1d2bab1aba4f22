"""Maximal marginal relevance (MMR)."""

import numpy as np

from nlp_suite.tasks.summarization.selection import (
    SelectionInputs,
    SentenceSelection,
    dot_rows,
    register_method,
)

RELEVANCE_WEIGHT = 0.7


@register_method("mmr")
def select_mmr(inputs: SelectionInputs) -> SentenceSelection:
    """Selects sentences one by one, each relevant and unlike those selected before.

    The next sentence has the highest λ cos(e_i, centroid) - (1 - λ) max_j cos(e_i, e_j)
    over the sentences j taken so far, with λ = 0.7. Scores are these values at the moment
    of choice, between -1 and 1; of the other sentences, those that they have in the end.

    Args:
        inputs: The sentences; time grows with the number of sentences wanted.

    Returns:
        `inputs.count` sentences.

    Example:
        >>> vectors = np.array([[1, 0], [1, 0], [0.6, 0.8]], np.float32)
        >>> select_mmr(SelectionInputs(vectors, ("A.", "A again.", "B."), 2, 0)).indices
        (0, 2)

    Reference:
        Carbonell and Goldstein 1998, "The Use of MMR, Diversity-Based Reranking for
        Reordering Documents and Producing Summaries", SIGIR.
    """
    centroid = inputs.embeddings.sum(axis=0, dtype=np.float64)
    length = float(np.linalg.norm(centroid))
    centroid = centroid / length if length > 0 else centroid
    relevance = RELEVANCE_WEIGHT * dot_rows(inputs.embeddings, centroid)
    nearest = np.full(len(relevance), -np.inf, dtype=np.float32)
    free = np.ones(len(relevance), dtype=bool)
    scores = np.zeros(len(relevance))
    for step in range(inputs.count):
        penalty = (1 - RELEVANCE_WEIGHT) * nearest if step else np.zeros_like(nearest)
        chosen = int(np.where(free, relevance - penalty, -np.inf).argmax())
        scores[chosen] = relevance[chosen] - penalty[chosen]
        free[chosen] = False
        similarity = dot_rows(inputs.embeddings, inputs.embeddings[chosen])
        nearest = np.maximum(nearest, similarity)
    # What else could be chosen is worth what it would be as the next one.
    scores[free] = (relevance - (1 - RELEVANCE_WEIGHT) * nearest)[free]
    return SentenceSelection.from_scores(np.flatnonzero(~free), scores)
