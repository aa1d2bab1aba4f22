"""Random baseline: sentences drawn uniformly."""

import numpy as np

from nlp_suite.tasks.summarization.methods import Document, Selection, ranking, register


@register("random")
def select_random(document: Document) -> Selection:
    """Draws sentences uniformly without replacement: the floor that a method must clear.

    A sentence's score is its random number in [0, 1); the highest numbers are chosen, so
    that a longer summary with the same seed holds every shorter one.

    Args:
        document: The text; its embeddings are not used.

    Returns:
        `document.count` sentences.

    Example:
        >>> vectors = np.eye(2, dtype=np.float32)
        >>> len(select_random(Document(vectors, ("One.", "Two."), 1, 0)).indices)
        1
    """
    draws = np.random.default_rng(document.seed).random(len(document.sentences))
    return Selection.from_scores(ranking(draws)[: document.count], draws)
