"""k-means clustering of sentence embeddings (Miller, 2019)."""

import warnings

import numpy as np
import numpy.typing as npt

from nlp_suite._lazy import missing_dependency
from nlp_suite.tasks.summarization.selection import (
    Scores,
    SelectionInputs,
    SentenceSelection,
    register_method,
)

# Embeddings are gathered this many rows at a time, to keep the extra memory small.
_CHUNK = 4096

# k-means is restarted to get out of poor local optima, which costs as much time again each
# time; long texts, where that would be minutes, get one run.
_RESTARTS, _RESTARTED = 10, 1000


@register_method("kmeans")
def select_kmeans(inputs: SelectionInputs) -> SentenceSelection:
    """Clusters the sentences with k-means and selects the one nearest to each centre.

    There are as many clusters as sentences wanted. Copies of one sentence can leave
    clusters empty; then the sentences next nearest to their centres make up the number.
    Scores are 1 - half the squared distance to the centre of the sentence's cluster: 1 at
    the centre and never below -1.

    Args:
        inputs: The sentences.

    Returns:
        `inputs.count` sentences, one of each cluster where no cluster is empty.

    Raises:
        MissingDependencyError: If scikit-learn is not installed.

    Example:
        >>> vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> len(select_kmeans(SelectionInputs(vectors, ("A.", "B.", "C."), 2, 0)).indices)
        2

    Reference:
        Miller 2019, "Leveraging BERT for Extractive Text Summarization on Lectures",
        https://arxiv.org/abs/1906.04165
    """
    # Deferred: scikit-learn takes seconds to import, and no other method needs it.
    try:
        from sklearn.cluster import KMeans
        from sklearn.exceptions import ConvergenceWarning
    except ImportError as error:
        raise missing_dependency("The method 'kmeans'", error.name, "clustering") from error

    runs = _RESTARTS if len(inputs.sentences) <= _RESTARTED else 1
    model = KMeans(inputs.count, n_init=runs, random_state=inputs.seed)
    with warnings.catch_warnings():
        # Fewer different points than clusters: handled below.
        warnings.simplefilter("ignore", ConvergenceWarning)
        labels = model.fit_predict(inputs.embeddings)
    scores = _closeness(inputs, labels, model.cluster_centers_)
    by_score = np.lexsort((np.arange(len(labels)), -scores))
    _, first = np.unique(labels[by_score], return_index=True)
    chosen = by_score[first]
    others = by_score[~np.isin(by_score, chosen)]
    missing = inputs.count - len(chosen)
    return SentenceSelection.from_scores(np.concatenate([chosen, others[:missing]]), scores)


def _closeness(
    inputs: SelectionInputs, labels: npt.NDArray[np.int32], centres: npt.NDArray[np.float32]
) -> Scores:
    scores = np.empty(len(labels))
    for start in range(0, len(labels), _CHUNK):
        rows = slice(start, start + _CHUNK)
        gap = inputs.embeddings[rows] - centres[labels[rows]]
        scores[rows] = 1 - np.einsum("ij,ij->i", gap, gap) / 2
    return scores
