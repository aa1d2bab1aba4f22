"""Selection of answers at different places of a text (greedy non-maximum suppression)."""

import functools
import itertools
import re
from collections.abc import Iterable

import numpy as np

from nlp_suite.tasks.question_answering.aggregation import RankedSpan
from nlp_suite.tasks.question_answering.disjoint_spans import DisjointSpans
from nlp_suite.text.sentence_finder import SentenceFinder


def select_places(
    spans: Iterable[RankedSpan], count: int, text: str, sentences: SentenceFinder
) -> list[RankedSpan]:
    r"""Selects the best spans that do not overlap and are each within one sentence.

    Of spans that overlap the best stands. A span that goes over the end of a sentence, or of an
    item of a list, or has no letter or digit, is none unless there are no others.

    Args:
        spans: The spans, the best first.
        count: Most spans to select.
        text: The text.
        sentences: Finds its sentences.

    Returns:
        The selected spans, the best first.

    Example:
        >>> text = "Ann ran. Ben sat."
        >>> spans = [RankedSpan(0, 12, 0.5), RankedSpan(0, 3, 0.2), RankedSpan(9, 12, 0.1)]
        >>> [one.start for one in select_places(spans, 2, text, SentenceFinder(text))]
        [0, 9]

    Reference:
        Neubeck and Van Gool 2006, "Efficient Non-Maximum Suppression",
        https://doi.org/10.1109/ICPR.2006.479
    """
    places = DisjointSpans()
    chosen: list[RankedSpan] = []
    broken: list[RankedSpan] = []
    for span in spans:
        if len(chosen) == count:
            break
        if not places.is_free(span.start, span.end):
            continue
        has_word = _letter_or_digit().search(text, span.start, span.end)
        if not has_word or goes_over_sentences(span.start, span.end, text, sentences):
            broken.append(span)
        else:
            places.add(span.start, span.end)
            chosen.append(span)
    if not chosen:
        alone = (span for span in broken if places.add(span.start, span.end))
        chosen = list(itertools.islice(alone, count))
    return chosen


def goes_over_sentences(start: int, end: int, text: str, sentences: SentenceFinder) -> bool:
    r"""Returns whether a span goes over the end of a sentence or of an item of a list.

    Args:
        start: Offset of the span's first character, which is no white space.
        end: Offset after its last character, which is no white space either.
        text: The text.
        sentences: Finds its sentences.

    Returns:
        Whether it does.

    Example:
        >>> text = "- one\n- two"
        >>> goes_over_sentences(2, 11, text, SentenceFinder(text))
        True
    """
    if _item_start().search(text, start, end):
        return True
    return sentences.find(start, start + 1) != sentences.find(end - 1, end)


def sentence_breaks(text: str, start: int, end: int) -> np.ndarray:
    r"""Finds where sentences or items of a list may end, without splitting the text.

    Args:
        text: The text.
        start: Where to begin, in characters.
        end: Where to end.

    Returns:
        Integer array of shape (B,), sorted: offsets of line breaks, and of the white space behind
        full stops, those of abbreviations too.

    Example:
        >>> sentence_breaks("Mr. Roe sat.\nAnn ran.", 0, 21).tolist()
        [3, 12]
    """
    places = [match.end() - 1 for match in _break().finditer(text, start, end)]
    return np.array(places, dtype=np.int64)


def have_words(text: str, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Finds the tokens that have a letter or a digit.

    Args:
        text: The text.
        starts: Integer array of shape (W,), where they start in it.
        ends: Integer array of shape (W,), where they end.

    Returns:
        Boolean array of shape (W,).

    Example:
        >>> have_words("So?", np.array([0, 2]), np.array([2, 3])).tolist()
        [True, False]
    """
    search = _letter_or_digit().search
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return np.array([search(text, start, end) is not None for start, end in pairs], dtype=bool)


@functools.cache
def _letter_or_digit() -> re.Pattern[str]:
    return re.compile(r"[^\W_]")


@functools.cache
def _break() -> re.Pattern[str]:
    return re.compile(r"[.!?\u2026][\"'\u2019\u201d\u00bb)\]]*\s|[\u3002\uff01\uff1f\n]")


@functools.cache
def _item_start() -> re.Pattern[str]:
    """The start of a line that is an item of a list."""
    return re.compile(r"\n[ \t]{0,20}(?:[-*\u2022\u2013\u00b7+]|\d{1,3}[.)])[ \t]")
