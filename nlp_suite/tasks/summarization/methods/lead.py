"""Lead baseline: the first sentences of a text."""

import numpy as np

from nlp_suite.tasks.summarization.selection import (
    SelectionInputs,
    SentenceSelection,
    ranking,
    register_method,
)


@register_method("lead", embeds=False)
def select_lead(inputs: SelectionInputs) -> SentenceSelection:
    """Selects the first sentences: the baseline that is hard to beat on news.

    Scores fall evenly from 1 for the first sentence of the text to 1/n for its last. Of several
    texts the first sentences of all come first, then the second ones.

    Args:
        inputs: The sentences; their embeddings are not used.

    Returns:
        The `inputs.count` first sentences.

    Example:
        >>> vectors = np.eye(2, dtype=np.float32)
        >>> select_lead(SelectionInputs(vectors, ("One.", "Two."), 1, 0)).indices
        (0,)

    Reference:
        Nenkova 2005, "Automatic Text Summarization of Newswire: Lessons Learned from the
        Document Understanding Conference", AAAI.
    """
    scores = 1 - inputs.places / np.max(inputs.places + 1)
    return SentenceSelection.from_scores(ranking(scores)[: inputs.count], scores)
