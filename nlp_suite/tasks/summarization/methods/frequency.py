"""Word frequency: sentences whose words are the frequent words of the text."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from nlp_suite.tasks.summarization.selection import (
    Scores,
    SelectionInputs,
    SentenceSelection,
    ranking,
    register_method,
)
from nlp_suite.text.indexing.terms import Term, find_terms, terms_of

# A mean over fewer words says little: "So it is." has nothing but frequent words.
SHORTEST_MEAN = 10


def word_frequency(
    sentences: Sequence[str],
    language: str = "en",
    words: Sequence[Sequence[Term]] | None = None,
) -> Scores:
    """Computes how frequent in the text the words of each sentence are, on average.

    This is the mean of log(1 + n_w) over the different words w of a sentence, where n_w is
    how often w occurs in the text; a sentence of fewer than ten words is taken to have ten. The
    logarithm keeps the commonest words from deciding. A sentence that is repeated counts once.

    Args:
        sentences: The n sentences.
        language: The code of their language; where words are not separated by spaces, character
            n-grams are counted.
        words: The words of each, as `find_words` gives them; found here if None.

    Returns:
        Mean logarithms of frequencies (n,), at least 0.

    Example:
        >>> scores = word_frequency(["Cats sleep.", "Cats eat.", "It rains."])
        >>> bool(scores[0] == scores[1] > scores[2])
        True
    """
    if words is None:
        terms = [find_terms(sentence, language) for sentence in sentences]
    else:
        terms = [terms_of(own) for own in words]
    distinct = dict(zip(sentences, terms, strict=True))
    number = Counter(word for own in distinct.values() for word in own)
    weight = dict(zip(number, np.log1p(list(number.values())).tolist(), strict=True))
    return np.array(
        [
            # Sorted: the order of a set, and with it the rounding of the sum, varies by process.
            sum(sorted(weight[word] for word in own)) / max(len(own), SHORTEST_MEAN)
            for own in map(set, terms)
        ],
        dtype=np.float64,
    )


@register_method("frequency", embeds=False)
def select_frequency(inputs: SelectionInputs) -> SentenceSelection:
    """Selects the sentences whose words are the frequent words of the text.

    People put into a summary what the text keeps coming back to. A mean over words, unlike a sum,
    takes short and plain sentences as readily as long ones. Scores are means of log(1 + n) over
    the different words of a sentence, which occur n times in the text.

    Args:
        inputs: The sentences; their embeddings are not used.

    Returns:
        The `inputs.count` sentences of highest frequency.

    Example:
        >>> sentences = ("It rains.", "Cats sleep.", "Cats eat.")
        >>> select_frequency(SelectionInputs(np.eye(3, dtype=np.float32), sentences, 2, 0)).indices
        (1, 2)

    Reference:
        Nenkova and Vanderwende 2005, "The Impact of Frequency on Summarization", Microsoft
        Research, MSR-TR-2005-101, for the mean over words.
    """
    scores = word_frequency(inputs.sentences, inputs.language)
    return SentenceSelection.from_scores(ranking(scores)[: inputs.count], scores)
