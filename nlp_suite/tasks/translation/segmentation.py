"""Segmentation of texts for translation: sentences, and parts that fit the model."""

import re
from collections.abc import Callable, Iterable, Sequence

from nlp_suite.text import SentenceSpan, split_sentences

# A line break ends a sentence and so does a tab, which parts the cells of a table.
_UNBROKEN = re.compile(r"[^\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CLAUSE_END = re.compile(r"(?<=[;:,\u2013\u2014])\s+(?=\S)")
_WHITE_SPACE = re.compile(r"(?<=\S)\s+(?=\S)")

# No sentence is as long as that; what is longer is cut before its tokens are counted.
_LARGEST_SENTENCE = 10_000


def sentences_of_lines(text: str, language: str = "en") -> list[SentenceSpan]:
    r"""Finds the sentences of a text in which no line break or tab is within a sentence.

    Args:
        text: The text.
        language: Its language, as for `split_sentences`.

    Returns:
        The sentences, in order; outside of them there is nothing but white space.

    Example:
        >>> text = "He ran. She\nslept."
        >>> [text[start:end] for start, end in sentences_of_lines(text)]
        ['He ran.', 'She', 'slept.']
    """
    return [
        SentenceSpan(unbroken.start() + span.start, unbroken.start() + span.end)
        for unbroken in _UNBROKEN.finditer(text)
        for span in split_sentences(unbroken[0], language)
    ]


def cut_to_window(
    sentences: Iterable[str], window: int, count_tokens: Callable[[Sequence[str]], list[int]]
) -> dict[str, list[SentenceSpan]]:
    """Splits sentences that have more tokens than a model can take.

    A sentence is halved until every part fits: at the end of a clause that is not too far from
    its middle, else at the white space nearest to it, else in the middle of a word.

    Args:
        sentences: The sentences.
        window: Largest number of tokens of a part.
        count_tokens: Counts the tokens of each of several sentences.

    Returns:
        For each sentence that does not fit, its parts in order, with nothing but white space
        between them. A single character is never cut, whatever its tokens.

    Example:
        >>> cut_to_window(["one, two three"], 2, lambda parts: [len(p.split()) for p in parts])
        {'one, two three': [SentenceSpan(start=0, end=4), SentenceSpan(start=5, end=14)]}
    """
    fitting: dict[str, list[SentenceSpan]] = {}
    unsure = [(sentence, SentenceSpan(0, len(sentence))) for sentence in sentences]
    while unsure:
        halves: list[tuple[str, SentenceSpan]] = []
        counted: list[tuple[str, SentenceSpan]] = []
        for sentence, span in unsure:
            if span.end - span.start > _LARGEST_SENTENCE:
                halves += ((sentence, half) for half in _halve(sentence, span))
            else:
                counted.append((sentence, span))
        counts = count_tokens([sentence[span.start : span.end] for sentence, span in counted])
        for (sentence, span), count in zip(counted, counts, strict=True):
            if count <= window or span.end - span.start == 1:
                fitting.setdefault(sentence, []).append(span)
            else:
                halves += ((sentence, half) for half in _halve(sentence, span))
        unsure = halves
    return {sentence: sorted(spans) for sentence, spans in fitting.items() if len(spans) > 1}


def _halve(text: str, span: SentenceSpan) -> tuple[SentenceSpan, SentenceSpan]:
    start, end = span
    middle, quarter = (start + end) // 2, (end - start) // 4
    for pattern, first, last in (
        (_CLAUSE_END, middle - quarter, middle + quarter),
        (_WHITE_SPACE, start, end),
    ):
        gaps = pattern.finditer(text, first, last)
        gap = min(gaps, key=lambda gap: abs(gap.start() + gap.end() - 2 * middle), default=None)
        if gap:
            return SentenceSpan(start, gap.start()), SentenceSpan(gap.end(), end)
    return SentenceSpan(start, middle), SentenceSpan(middle, end)
