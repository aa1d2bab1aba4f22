"""Lead baseline: the first sentences of a text."""

import numpy as np

from nlp_suite.tasks.summarization.methods import Document, Selection, register


@register("lead")
def select_lead(document: Document) -> Selection:
    """Selects the first sentences: the baseline that is hard to beat on news.

    Scores fall evenly from 1 for the first sentence of the text to 1/n for its last.

    Args:
        document: The text; its embeddings are not used.

    Returns:
        The first `document.count` sentences.

    Example:
        >>> vectors = np.eye(2, dtype=np.float32)
        >>> select_lead(Document(vectors, ("One.", "Two."), 1, 0)).indices
        (0,)

    Reference:
        Nenkova 2005, "Automatic Text Summarization of Newswire: Lessons Learned from the
        Document Understanding Conference", AAAI.
    """
    n = len(document.sentences)
    return Selection.from_scores(range(document.count), 1 - np.arange(n) / n)
