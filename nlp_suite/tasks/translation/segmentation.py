"""Segmentation of texts for translation: sentences, and parts that fit the model."""

import functools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from nlp_suite.engines.interfaces import Source
from nlp_suite.tasks.translation.line_marks import (
    find_label,
    find_tables,
    is_table_row,
    skip_line_marks,
    table_cells,
    trim_symbols,
)
from nlp_suite.tasks.translation.resource_strings import find_resource_strings
from nlp_suite.tasks.translation.verbatim_blocks import find_verbatim_blocks
from nlp_suite.text import SentenceSpan, split_sentences

# A line break ends a sentence and so does a tab, which parts the cells of a table.
_UNBROKEN = re.compile(r"[^\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CLAUSE_END = re.compile(r"(?<=[;:,\u2013\u2014])\s+(?=\S)")
_WHITE_SPACE = re.compile(r"(?<=\S)\s+(?=\S)")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_BARS = frozenset("|\u2502\u2503\u2551")

# No sentence is as long as that; what is longer is cut before its tokens are counted.
_LARGEST_SENTENCE = 10_000


def sentences_of_lines(text: str, language: str = "en") -> list[SentenceSpan]:
    r"""Finds the sentences of a text that are to be translated.

    No line break, no tab, no bar, no block element of HTML, and no gap between columns is within a
    sentence. Of a line of a resource file (`find_resource_strings`) its strings are sentences. Code
    blocks, comments and front matter (`find_verbatim_blocks`), marks of lists, quotations and
    headings (`skip_line_marks`), names of speakers in capitals (`find_label`), symbols and emoji
    at the ends of a sentence (`trim_symbols`), and rows without letters and digits are outside of
    all sentences.

    Args:
        text: The text.
        language: Its language, as for `split_sentences`.

    Returns:
        The sentences, in order; they do not overlap and have no white space at their ends.

    Example:
        >>> text = "# Rain\n- He ran. She\nslept.\n| Name | Age |\nTOM: Why?"
        >>> [text[start:end] for start, end in sentences_of_lines(text)]
        ['Rain', 'He ran.', 'She', 'slept.', 'Name', 'Age', 'Why?']
    """
    tables = find_tables(text)
    found: list[SentenceSpan] = []
    for first, last in _outside_of_blocks(text):
        for unbroken in _UNBROKEN.finditer(text, first, last):
            found += _sentences_of_line(text, *unbroken.span(), tables, language)
    return found


def _outside_of_blocks(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in find_verbatim_blocks(text):
        yield position, start
        position = end
    yield position, len(text)


def _sentences_of_line(
    text: str, start: int, end: int, tables: Sequence[tuple[int, int]], language: str
) -> Iterator[SentenceSpan]:
    table = bisect_right(tables, (start, len(text))) - 1
    in_table = table >= 0 and start < tables[table][1]
    start, end = _strip(text, skip_line_marks(text, start, end, language), end)
    if start == end:
        return
    cells: Iterable[tuple[int, int]] = ((start, end),)
    if not _BARS.isdisjoint(text[start:end]) and (in_table or is_table_row(text, start, end)):
        cells = table_cells(text, start, end)
    else:
        strings = find_resource_strings(text, start, end)
        cells = _parts_of_layout(text, start, end) if strings is None else strings
    for first, last in cells:
        yield from _sentences_of_cell(text, first, last, language)


def _parts_of_layout(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields what stands between block elements of HTML, bars, and the columns of a line."""
    code = 0
    begin = at = start
    columns = "   " in text[start:end]
    for gap in _layout().finditer(text, start, end):
        code += text.count("`", at, gap.start())
        at = gap.start()
        if code % 2 == 0 and (columns or not gap["spaces"]):
            yield begin, gap.start()
            begin = gap.end()
    yield begin, end


@functools.cache
def _layout() -> re.Pattern[str]:
    names = (
        "address|article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|figcaption|figure"
        "|footer|form|h[1-6]|head|header|hr|html|li|main|nav|ol|option|p|section|select|table"
        "|tbody|td|tfoot|th|thead|title|tr|ul"
    )
    # A bar between small letters may be one of a formula or of code.
    return re.compile(
        rf"</?(?i:{names})(?:\s[^<>]*+)?/?>|(?P<spaces>\ {{2,}}+)"
        r"|(?<=\s)[|\u2502\u2503\u2551](?=\s[A-Z\u00c0-\u00de][^\W_]{2})"
    )


def _sentences_of_cell(text: str, start: int, end: int, language: str) -> Iterator[SentenceSpan]:
    start, end = _strip(text, skip_line_marks(text, start, end, language), end)
    if not _LETTER_OR_DIGIT.search(text, start, end):
        return
    label = find_label(text, start, end)
    if label:
        if label.translated:
            yield SentenceSpan(start, label.end)
        start = skip_line_marks(text, label.content, end, language)
    for span in split_sentences(text[start:end], language):
        first, last = trim_symbols(text, start + span.start, start + span.end)
        if _LETTER_OR_DIGIT.search(text, first, last):
            yield SentenceSpan(first, last)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    bare = stretch.lstrip()
    return end - len(bare), end - len(bare) + len(bare.rstrip())


def cut_to_fit(
    sentences: Iterable[str],
    max_tokens: int,
    prepare: Callable[[Sequence[str]], list[Source]],
    forbidden: Mapping[str, Sequence[tuple[int, int]]] | None = None,
) -> dict[str, dict[SentenceSpan, Source]]:
    """Prepares sentences, and splits those that have more tokens than a model can take.

    A sentence is halved until every part fits: at the end of a clause that is not too far from
    its middle, else at the white space nearest to it, else in the middle of a word. Only what is
    cut is prepared again.

    Args:
        sentences: The sentences.
        max_tokens: Most tokens of a part.
        prepare: Prepares each of several sentences, as `SentenceTranslator.prepare` does.
        forbidden: For sentences the start and end of stretches that are never cut, in order.

    Returns:
        For each sentence its parts in order and their sources; a sentence that fits is its only
        part. Between parts is nothing but white space. A single character is never cut,
        whatever its tokens, nor is a part that is wholly within a stretch that must not be.

    Example:
        >>> class Words(str):
        ...     @property
        ...     def num_tokens(self):
        ...         return len(self.split())
        >>> found = cut_to_fit(["one, two three"], 2, lambda parts: [*map(Words, parts)])
        >>> found["one, two three"]
        {SentenceSpan(start=0, end=4): 'one,', SentenceSpan(start=5, end=14): 'two three'}
    """
    forbidden = forbidden or {}
    fitting: dict[str, dict[SentenceSpan, Source]] = {sentence: {} for sentence in sentences}
    waiting = [(sentence, SentenceSpan(0, len(sentence))) for sentence in fitting]
    while waiting:
        halves: list[tuple[str, SentenceSpan]] = []
        parts: list[tuple[str, SentenceSpan]] = []
        for sentence, span in waiting:
            cut = (
                _halve(sentence, span, forbidden.get(sentence, ()))
                if span.end - span.start > _LARGEST_SENTENCE
                else None
            )
            if cut:
                halves += ((sentence, half) for half in cut)
            else:
                parts.append((sentence, span))
        # Of a line of one letter, say, most parts are the same.
        texts = list(dict.fromkeys(sentence[start:end] for sentence, (start, end) in parts))
        prepared = dict(zip(texts, prepare(texts), strict=True))
        for sentence, span in parts:
            source = prepared[sentence[span.start : span.end]]
            cut = (
                _halve(sentence, span, forbidden.get(sentence, ()))
                if source.num_tokens > max_tokens
                else None
            )
            if cut:
                halves += ((sentence, half) for half in cut)
            else:
                fitting[sentence][span] = source
        waiting = halves
    return {sentence: dict(sorted(parts.items())) for sentence, parts in fitting.items()}


def _halve(
    text: str, span: SentenceSpan, forbidden: Sequence[tuple[int, int]]
) -> tuple[SentenceSpan, SentenceSpan] | None:
    """Cuts a span near its middle, outside of what must not be cut, if it can be cut at all."""
    start, end = span
    middle, quarter = (start + end) // 2, (end - start) // 4
    for pattern, first, last in (
        (_CLAUSE_END, middle - quarter, middle + quarter),
        (_WHITE_SPACE, start, end),
    ):
        gaps = (
            gap
            for gap in pattern.finditer(text, first, last)
            if not _stretch_around(gap.start(), gap.end(), forbidden)
        )
        gap = min(gaps, key=lambda gap: abs(gap.start() + gap.end() - 2 * middle), default=None)
        if gap:
            return SentenceSpan(start, gap.start()), SentenceSpan(gap.end(), end)
    stretch = _stretch_around(middle, middle, forbidden)
    cuts = [at for at in stretch or (middle,) if start < at < end]
    if not cuts:
        return None
    cut = min(cuts, key=lambda at: abs(at - middle))
    return SentenceSpan(start, cut), SentenceSpan(cut, end)


def _stretch_around(
    start: int, end: int, forbidden: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Returns the first stretch that a cut from `start` to `end` would be in, or reach into."""
    # The first that ends behind the start of the cut.
    number = bisect_right(forbidden, start, key=lambda stretch: stretch[1])
    if number < len(forbidden) and forbidden[number][0] < end:
        return forbidden[number]
    return None
