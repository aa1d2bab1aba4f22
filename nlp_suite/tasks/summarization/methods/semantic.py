"""Semantic degree centrality: cosines of sentence embeddings."""

import numpy as np

from nlp_suite.tasks.summarization.selection import (
    Scores,
    SelectionInputs,
    SentenceSelection,
    Vectors,
    dot_rows,
    ranking,
    register_method,
)


def semantic_centrality(embeddings: Vectors) -> Scores:
    """Computes the mean cosine similarity of each sentence with the others.

    The mean of all cosines of sentence i is e_i · (Σ_j e_j - e_i) / (n - 1), so that no
    n by n matrix is needed.

    Args:
        embeddings: Sentence embeddings (n, d), rows of length one or zero.

    Returns:
        Mean cosine with the other sentences (n,), between -1 and 1; 0 for a lone sentence.

    Example:
        >>> semantic_centrality(np.array([[1, 0], [1, 0], [0, 1]], np.float32)).tolist()
        [0.5, 0.5, 0.0]
    """
    total = embeddings.sum(axis=0, dtype=np.float64)
    own: Vectors = np.einsum("ij,ij->i", embeddings, embeddings)
    products = dot_rows(embeddings, total).astype(np.float64)
    return (products - own) / max(len(embeddings) - 1, 1)


@register_method("semantic")
def select_semantic(inputs: SelectionInputs) -> SentenceSelection:
    """Selects the sentences whose meaning is nearest to that of all others.

    This is degree centrality in the graph whose edges are cosines of embeddings. Scores
    are mean cosines with the other sentences, between -1 and 1.

    Args:
        inputs: The sentences.

    Returns:
        The `inputs.count` sentences of highest centrality.

    Example:
        >>> vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
        >>> select_semantic(SelectionInputs(vectors, ("A.", "A too.", "B."), 2, 0)).indices
        (0, 1)

    Reference:
        Erkan and Radev 2004, "LexRank: Graph-based Lexical Centrality as Salience in Text
        Summarization", section 3.1, JAIR 22, https://arxiv.org/abs/1109.2128
    """
    scores = semantic_centrality(inputs.embeddings)
    return SentenceSelection.from_scores(ranking(scores)[: inputs.count], scores)
