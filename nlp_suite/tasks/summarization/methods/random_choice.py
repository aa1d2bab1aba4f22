"""Random baseline: sentences drawn uniformly."""

import numpy as np

from nlp_suite.tasks.summarization.selection import (
    SelectionInputs,
    SentenceSelection,
    ranking,
    register_method,
)


@register_method("random", embeds=False)
def select_random(inputs: SelectionInputs) -> SentenceSelection:
    """Draws sentences uniformly without replacement: the floor that a method must clear.

    A sentence's score is its random number in [0, 1); the highest numbers are chosen, so
    that a longer summary with the same seed holds every shorter one.

    Args:
        inputs: The sentences; their embeddings are not used.

    Returns:
        `inputs.count` sentences.

    Example:
        >>> vectors = np.eye(2, dtype=np.float32)
        >>> len(select_random(SelectionInputs(vectors, ("One.", "Two."), 1, 0)).indices)
        1
    """
    draws = np.random.default_rng(inputs.seed).random(len(inputs.sentences))
    return SentenceSelection.from_scores(ranking(draws)[: inputs.count], draws)
