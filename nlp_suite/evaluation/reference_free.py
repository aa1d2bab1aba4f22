"""Evaluation of summaries without references: length, support and novel n-grams."""

from collections.abc import Sequence
from statistics import fmean

from nlp_suite.arguments import check_whole, shown
from nlp_suite.errors import InvalidInputError
from nlp_suite.results import Summary
from nlp_suite.text import split_sentences
from nlp_suite.text.indexing.terms import find_words, split_characters

_LONGEST_NGRAM = 10
# Novelty of whole summaries is told for n-grams up to this order.
_ORDERS = (1, 2)


def novel_ngram_share(summary: str, source: str, *, order: int, language: str = "en") -> float:
    """Computes the share of a summary's n-grams that its source does not have.

    It is 0 for sentences of the source, and the higher the more a summary is in words of its own.
    An n-gram is n neighbouring words of one sentence, and counts as often as it stands in the
    summary. Words are letters and digits of any script, case aside and without stemming; where
    words are not separated by spaces, each character is one.

    Args:
        summary: The summary.
        source: The text that it is of.
        order: How many words an n-gram has, n, up to 10.
        language: The code of their language, by whose rules sentences are found.

    Returns:
        The share, from 0 to 1; 0 if no sentence of the summary has so many words.

    Raises:
        InvalidInputError: If an argument is not of that type, or out of its range.

    Example:
        >>> source = "The cat sat on the mat. It slept."
        >>> novel_ngram_share("The cat slept.", source, order=1)
        0.0
        >>> novel_ngram_share("The cat slept.", source, order=2)  # "cat slept" of two
        0.5

    Reference:
        See, Liu and Manning 2017, "Get To The Point: Summarization with Pointer-Generator
        Networks", https://aclanthology.org/P17-1099, figure 6.
    """
    for name, text in (("summary", summary), ("source", source)):
        if not isinstance(text, str):
            raise InvalidInputError(f"{name} must be a str, got {shown(text)}")
    check_whole("order", order, 1, _LONGEST_NGRAM)
    sentences = _sentences(summary, language)
    return _novel_share(sentences, _words(source, language), order) or 0.0


def reference_free_scores(summaries: Sequence[Summary], sources: Sequence[str]) -> dict[str, float]:
    """Computes what can be said of summaries without references, the means over all of them.

    Args:
        summaries: The summaries, at least one.
        sources: The text of each.

    Returns:
        By their names `words`, how long a summary is; `support`, how many of its sentences the
        text supports, in per cent, which of an extractive summary are all; and `novel 1-grams` and
        `novel 2-grams`, how many of these the text does not have, in per cent, see
        `novel_ngram_share`. Summaries without a sentence, or without n-grams, are left out of the
        mean; the mean of none is left out of the result.

    Example:
        >>> import nlp_suite
        >>> text = "Tin melts at 232 °C. It was alloyed with copper. That made bronze."
        >>> reference_free_scores([nlp_suite.summarize(text, sentences=1)], [text])
        {'words': 5.0, 'support': 100.0, 'novel 1-grams': 0.0, 'novel 2-grams': 0.0}
    """
    columns: dict[str, list[float | None]] = {
        "words": [float(summary.words) for summary in summaries],
        "support": [_supported_share(summary) for summary in summaries],
    }
    novel: list[list[float | None]] = [[] for _ in _ORDERS]
    for summary, source in zip(summaries, sources, strict=True):
        written, words = _written_sentences(summary), _words(source)
        for order, column in zip(_ORDERS, novel, strict=True):
            column.append(_novel_share(written, words, order))
    for order, column in zip(_ORDERS, novel, strict=True):
        columns[f"novel {order}-grams"] = [None if one is None else 100 * one for one in column]
    known = {name: [one for one in own if one is not None] for name, own in columns.items()}
    return {name: fmean(own) for name, own in known.items() if own}


def _supported_share(summary: Summary) -> float | None:
    if summary.style == "extractive":
        # Its sentences are the source's own.
        return 100.0 if summary.sentences else None
    if not summary.support:
        return None
    return 100 * fmean(one.supported for one in summary.support)


def _written_sentences(summary: Summary) -> list[list[str]]:
    """Returns the words of each sentence, as it was split when its summary was made."""
    texts = [one.text for one in summary.sentences or summary.support] or [summary.text]
    return [_words(text) for text in texts]


def _sentences(text: str, language: str) -> list[list[str]]:
    spans = split_sentences(text, language)
    return [_words(text[span.start : span.end], language) for span in spans]


def _words(text: str, language: str = "en") -> list[str]:
    words: list[str] = []
    for word, gram in find_words(text, language):
        words += split_characters(word) if gram else (word,)
    return words


def _novel_share(
    sentences: Sequence[Sequence[str]], source: Sequence[str], order: int
) -> float | None:
    """Computes the share of n-grams that are novel; None if there is none."""
    wanted = [ngram for sentence in sentences for ngram in _ngrams(sentence, order)]
    if not wanted:
        return None
    known = set(_ngrams(source, order))
    return sum(ngram not in known for ngram in wanted) / len(wanted)


def _ngrams(words: Sequence[str], order: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[first:] for first in range(order)), strict=False))
