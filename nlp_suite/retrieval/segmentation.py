"""Segmentation of a text into overlapping passages of whole sentences."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp_suite.text import split_sentences
from nlp_suite.text.tables import find_tables

# What has more characters without white space counts as several words.
_LONG_WORD = 16
# Most characters of a heading row that is said again in each passage of its table.
_MOST_HEADING = 500

_WORD = re.compile(r"\S+")


class _Unit(NamedTuple):
    """What a passage has whole or not at all: a sentence, or a part of a long one."""

    start: int
    end: int
    words: int


def passage_spans(
    text: str, *, words: int = 150, overlap: int = 40, language: str = "en"
) -> list[tuple[int, int]]:
    """Cuts a text into overlapping passages of whole sentences.

    A passage has as many sentences as `words` allow, and the next one begins with its last
    sentences, those that have no more than `overlap` words. A sentence that is longer than a
    passage is cut between words, and a word without end anywhere.

    Args:
        text: The text, of any length; the time is in proportion to that.
        words: Most words of a passage.
        overlap: Most words that two neighbours share, fewer than `words`.
        language: The text's language, as for `split_sentences`.

    Returns:
        Where each passage starts and ends, in characters; none if the text is white space.

    Example:
        >>> text = "Tom sleeps. Ann reads. Eli sings."
        >>> [text[start:end] for start, end in passage_spans(text, words=4, overlap=2)]
        ['Tom sleeps. Ann reads.', 'Ann reads. Eli sings.']
    """
    units = list(_units(text, words, overlap, language))
    spans: list[tuple[int, int]] = []
    first = 0
    while first < len(units):
        end = first + 1
        size = units[first].words
        while end < len(units) and size + units[end].words <= words:
            size += units[end].words
            end += 1
        spans.append((units[first].start, units[end - 1].end))
        if end == len(units):
            break
        following = end
        shared = 0
        # It begins behind the first unit of this one, so there is an end.
        while following - 1 > first and shared + units[following - 1].words <= overlap:
            following -= 1
            shared += units[following].words
        # What is shared must leave room for something new.
        while following < end and shared + units[end].words > words:
            shared -= units[following].words
            following += 1
        first = following
    return spans


def table_headings(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    r"""Finds the heading row of the table that each passage begins within.

    A row of a table says little without it.

    Args:
        text: The text.
        spans: Where each passage starts and ends, in the text's order.

    Returns:
        For each passage where the heading row starts and ends, in characters; twice 0 if the
        passage does not begin within the rows of a table that has one.

    Example:
        >>> text = "| name | age |\n|---|---|\n| Tom | 30 |\n| Ann | 40 |\n"
        >>> (start, end), = table_headings(text, [(text.index("| Ann"), len(text))])
        >>> text[start:end]
        '| name | age |\n|---|---|'
    """
    if len(spans) == 1 and spans[0][0] == 0:
        return [(0, 0)]
    rows: list[tuple[int, int, int]] = []
    for table in find_tables(text):
        first = table.records[0]
        heading = text[table.start : first.start].rstrip()
        # Of key-value lines each has its own.
        above = all(field.heading.end <= first.start for field in first.fields)
        if heading and above and len(heading) <= _MOST_HEADING:
            rows.append((first.start, table.end, table.start))
    found = []
    following = 0
    for start, _ in spans:
        while following < len(rows) and rows[following][1] <= start:
            following += 1
        if following < len(rows) and rows[following][0] <= start:
            first_row, _, heading_start = rows[following]
            heading = text[heading_start:first_row].rstrip()
            found.append((heading_start, heading_start + len(heading)))
        else:
            found.append((0, 0))
    return found


def _units(text: str, words: int, overlap: int, language: str) -> Iterator[_Unit]:
    part = max(1, min(overlap, words))
    for start, end in split_sentences(text, language):
        sentence = _Unit(start, end, _count_words(text, start, end))
        if sentence.words <= words:
            yield sentence
        else:
            yield from _parts(text, sentence, part)


def _count_words(text: str, start: int, end: int) -> int:
    sizes = (match.end() - match.start() for match in _WORD.finditer(text, start, end))
    return sum(-(-size // _LONG_WORD) for size in sizes)


def _parts(text: str, sentence: _Unit, words: int) -> Iterator[_Unit]:
    """Cuts a sentence into parts of so many words."""
    begin = last = count = 0
    for match in _WORD.finditer(text, sentence.start, sentence.end):
        for start in range(match.start(), match.end(), _LONG_WORD):
            if count == words:
                yield _Unit(begin, last, count)
                count = 0
            if count == 0:
                begin = start
            last = min(start + _LONG_WORD, match.end())
            count += 1
    yield _Unit(begin, last, count)
