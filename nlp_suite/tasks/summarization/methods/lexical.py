"""Lexical degree centrality: sentences that share content words with the others."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from nlp_suite.tasks.summarization.content_words import content_terms, content_words
from nlp_suite.tasks.summarization.selection import (
    Scores,
    SelectionInputs,
    SentenceSelection,
    ranking,
    register_method,
)
from nlp_suite.text.indexing.terms import Term

# Singhal et al. found 0.20 best for whole documents. Summaries score alike from 0.2 to 0.5 on
# news; below a third, long articles get summaries of nothing but long sentences.
PIVOT_SLOPE = 1 / 3


def lexical_centrality(
    sentences: Sequence[str],
    slope: float = PIVOT_SLOPE,
    language: str = "en",
    words: Sequence[Sequence[Term]] | None = None,
) -> Scores:
    """Counts the content words that each sentence shares with the others.

    Summed over all other sentences j, |W_i ∩ W_j| equals Σ_{w ∈ W_i} (n_w - 1), where n_w
    is the number of sentences with the word w, so the cost is linear in the text. Longer
    sentences share more words merely by having more; the sum is divided by
    (1 - slope) + slope · |W_i| / mean |W|. A sentence that is repeated counts once, or
    boilerplate would vote for itself.

    Args:
        sentences: The n sentences.
        slope: Strength of the correction for length, from 0 (none) to 1 (a mean over words).
        language: The code of their language.
        words: The words of each, as `find_words` gives them; found here if None.

    Returns:
        Length-normalised numbers of shared words (n,), at least 0.

    Example:
        >>> lexical_centrality(["Cats sleep.", "Cats eat.", "It rains."], 0.0).tolist()
        [1.0, 1.0, 0.0]
    """
    if words is None:
        bags = [content_words(sentence, language) for sentence in sentences]
    else:
        bags = [content_terms(own, language) for own in words]
    distinct = set(bags)
    frequency = Counter(word for bag in distinct for word in bag)
    mean_size = sum(map(len, distinct)) / max(len(distinct), 1)
    if mean_size == 0:
        return np.zeros(len(bags))
    return np.array(
        [
            sum(frequency[word] - 1 for word in bag) / (1 - slope + slope * len(bag) / mean_size)
            for bag in bags
        ]
    )


@register_method("lexical", embeds=False)
def select_lexical(inputs: SelectionInputs) -> SentenceSelection:
    """Selects the sentences that share most content words with the others.

    This is degree centrality in the graph whose edges are numbers of shared words, the
    aggregate similarity of Salton et al., with pivoted length normalization. Scores are
    numbers of shared words as for a sentence of mean length, at least 0.

    Args:
        inputs: The sentences; their embeddings are not used.

    Returns:
        The `inputs.count` sentences of highest centrality.

    Example:
        >>> sentences = ("It rains.", "Cats sleep.", "Cats eat.")
        >>> select_lexical(SelectionInputs(np.eye(3, dtype=np.float32), sentences, 2, 0)).indices
        (1, 2)

    Reference:
        Salton, Singhal, Mitra and Buckley 1997, "Automatic Text Structuring and
        Summarization", Information Processing & Management 33(2). Singhal, Buckley and
        Mitra 1996, "Pivoted Document Length Normalization", SIGIR.
    """
    scores = lexical_centrality(inputs.sentences, language=inputs.language)
    return SentenceSelection.from_scores(ranking(scores)[: inputs.count], scores)
