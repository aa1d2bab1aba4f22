"""Segmentation of texts for translation: sentences, and parts that fit the model."""

import re
from collections.abc import Callable, Iterable, Sequence

from nlp_suite.engines.interfaces import Source
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


def cut_to_fit(
    sentences: Iterable[str], max_tokens: int, prepare: Callable[[Sequence[str]], list[Source]]
) -> dict[str, dict[SentenceSpan, Source]]:
    """Prepares sentences, and splits those that have more tokens than a model can take.

    A sentence is halved until every part fits: at the end of a clause that is not too far from
    its middle, else at the white space nearest to it, else in the middle of a word. Only what is
    cut is prepared again.

    Args:
        sentences: The sentences.
        max_tokens: Most tokens of a part.
        prepare: Prepares each of several sentences, as `SentenceTranslator.prepare` does.

    Returns:
        For each sentence its parts in order and their sources; a sentence that fits is its only
        part. Between parts is nothing but white space. A single character is never cut,
        whatever its tokens.

    Example:
        >>> class Words(str):
        ...     @property
        ...     def num_tokens(self):
        ...         return len(self.split())
        >>> found = cut_to_fit(["one, two three"], 2, lambda parts: [*map(Words, parts)])
        >>> found["one, two three"]
        {SentenceSpan(start=0, end=4): 'one,', SentenceSpan(start=5, end=14): 'two three'}
    """
    fitting: dict[str, dict[SentenceSpan, Source]] = {sentence: {} for sentence in sentences}
    waiting = [(sentence, SentenceSpan(0, len(sentence))) for sentence in fitting]
    while waiting:
        halves: list[tuple[str, SentenceSpan]] = []
        parts: list[tuple[str, SentenceSpan]] = []
        for sentence, span in waiting:
            if span.end - span.start > _LARGEST_SENTENCE:
                halves += ((sentence, half) for half in _halve(sentence, span))
            else:
                parts.append((sentence, span))
        # Of a line of one letter, say, most parts are the same.
        texts = list(dict.fromkeys(sentence[start:end] for sentence, (start, end) in parts))
        prepared = dict(zip(texts, prepare(texts), strict=True))
        for sentence, span in parts:
            source = prepared[sentence[span.start : span.end]]
            if source.num_tokens <= max_tokens or span.end - span.start == 1:
                fitting[sentence][span] = source
            else:
                halves += ((sentence, half) for half in _halve(sentence, span))
        waiting = halves
    return {sentence: dict(sorted(parts.items())) for sentence, parts in fitting.items()}


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
