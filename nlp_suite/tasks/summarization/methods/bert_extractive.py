"""Sentence selection of bert-extractive-summarizer: k-means of filtered sentences."""

import warnings

import numpy as np

from nlp_suite.tasks.summarization.selection import (
    SelectionInputs,
    SentenceSelection,
    register_method,
)

# The library's own: candidates have more characters than the first and fewer than the second,
# and its seed where the caller passes none.
_SHORT, _LONG = 40, 600
_SEED = 12345


@register_method("bert-extractive-summarizer")
def select_bert_extractive(inputs: SelectionInputs) -> SentenceSelection:
    """Selects sentences by the filter and the clustering of bert-extractive-summarizer.

    Candidates are the sentences of 41 to 599 characters. The first of them is taken, the
    others are clustered by the library's own `ClusterFeatures` (k-means), and the sentence
    nearest to each centre is taken. Where there are fewer candidates than sentences wanted
    the library's summary is shorter; here the other sentences, in the order of the text, make
    up the number. Scores are 1 for what the library takes and 0 for the others.

    Args:
        inputs: The sentences. Seed 0 is the library's own seed.

    Returns:
        `inputs.count` sentences.

    Raises:
        MissingDependencyError: If the library is not installed.

    Example:
        >>> sentences = [f"Sentence {i} has more than forty characters in it." for i in range(3)]
        >>> vectors = np.eye(3, dtype=np.float32)
        >>> select_bert_extractive(SelectionInputs(vectors, ["Short.", *sentences[1:]], 2, 0))
        SentenceSelection(indices=(1, 2), scores=(1.0, 1.0))

    Reference:
        Miller 2019, "Leveraging BERT for Extractive Text Summarization on Lectures",
        https://arxiv.org/abs/1906.04165
    """
    # Deferred: the library imports torch, transformers and spaCy.
    from nlp_suite.compat.importing import import_summarizer

    purpose = "The method 'bert-extractive-summarizer'"
    clustering = import_summarizer("summarizer.cluster_features", purpose)
    from sklearn.exceptions import ConvergenceWarning

    candidates = [i for i, s in enumerate(inputs.sentences) if _SHORT < len(s) < _LONG]
    taken = candidates[:1]
    if len(candidates) > 1 and inputs.count > 1:
        features = clustering.ClusterFeatures(
            inputs.embeddings[candidates[1:]], random_state=_SEED + inputs.seed
        )
        with warnings.catch_warnings():
            # Fewer different points than clusters: the library takes the next nearest.
            warnings.simplefilter("ignore", ConvergenceWarning)
            nearest = features.cluster(num_sentences=inputs.count - 1)
        taken = [candidates[0], *(candidates[1 + i] for i in nearest)]
    scores = np.zeros(len(inputs.sentences))
    scores[taken] = 1.0
    others = np.flatnonzero(scores == 0)
    return SentenceSelection.from_scores([*taken, *others[: inputs.count - len(taken)]], scores)
