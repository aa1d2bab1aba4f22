"""Parts of a text that is too long for a model to read at once."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nlp_suite.text import split_sentences
from nlp_suite.text.graphemes import is_grapheme_boundary
from nlp_suite.text.structure import StructuredSentence

CountTokens = Callable[[Sequence[str]], list[int]]

# What it costs to cut at a place, in the measure of how far from equal the parts become.
_BEFORE_HEADING = 0.0
_BETWEEN_PARAGRAPHS = 0.3
_BETWEEN_SENTENCES = 0.6
_BEHIND_HEADING = 2.0
_WITHIN_SENTENCE = 2.0
# Parts are at least so large a share of what equal ones would be; so they get fewer with every
# level of summaries.
_SMALLEST = 0.75
# How far back a grapheme may begin.
_LONGEST_GRAPHEME = 64


class Unit(NamedTuple):
    """A piece of a text that parts are made of: a sentence with what stands before it.

    Args:
        start: Where it starts in the text.
        end: Where it ends.
        cost: What it costs to begin a part with it.

    Example:
        >>> Unit(0, 12, 0.6).end
        12
    """

    start: int
    end: int
    cost: float


def document_units(text: str, structure: Sequence[StructuredSentence]) -> list[Unit]:
    r"""Makes units of the sentences of a text, which cover all of it.

    Args:
        text: The text.
        structure: Its sentences, at least one.

    Returns:
        The units. A part begins best with a heading, then with a paragraph, and never behind a
        heading if that can be avoided.

    Example:
        >>> from nlp_suite.text.structure import find_structure
        >>> text = "# Tin\n\nTin melts. It is soft."
        >>> [unit.cost for unit in document_units(text, find_structure(text))]
        [0.0, 2.0, 0.6]
    """
    ends = [*(one.end for one in structure[:-1]), len(text)]
    starts = [0, *ends[:-1]]
    before: StructuredSentence | None = None
    units = []
    for one, start, end in zip(structure, starts, ends, strict=True):
        if before is not None and before.kind == "heading":
            cost = _BEHIND_HEADING
        elif one.kind == "heading":
            cost = _BEFORE_HEADING
        elif before is None or before.paragraph != one.paragraph:
            cost = _BETWEEN_PARAGRAPHS
        else:
            cost = _BETWEEN_SENTENCES
        units.append(Unit(start, end, cost if before is not None else _BEFORE_HEADING))
        before = one
    return units


def joined_units(texts: Sequence[str], language: str) -> tuple[str, list[Unit]]:
    """Joins texts by spaces, and makes units of their sentences.

    Args:
        texts: The texts, such as summaries of parts.
        language: The code of their language.

    Returns:
        The joined text and its units.

    Example:
        >>> joined, units = joined_units(["One. Two.", "Three."], "en")
        >>> joined, [(unit.start, unit.end) for unit in units]
        ('One. Two. Three.', [(0, 4), (4, 9), (9, 16)])
    """
    units: list[Unit] = []
    length = 0
    for text in texts:
        first = len(units)
        for sentence in split_sentences(text, language):
            cost = _BETWEEN_PARAGRAPHS if len(units) == first else _BETWEEN_SENTENCES
            start = units[-1].end if units else 0
            units.append(Unit(start, length + sentence.end, cost))
        length += len(text) + 1
    joined = " ".join(texts)
    if units:
        units[-1] = units[-1]._replace(end=len(joined))
    return joined, units


def split_into_parts(
    text: str, units: Sequence[Unit], count_tokens: CountTokens, limit: int
) -> list[tuple[int, int]]:
    """Splits a text into parts of about equal size that a model can read.

    Parts begin where a section, a paragraph or at least a sentence does. A sentence that is too
    long by itself is cut between words, and a word between characters. Time is linear in the
    text.

    Args:
        text: The text.
        units: Its units, which cover it.
        count_tokens: Counts the tokens of texts.
        limit: Most tokens of a part, at least 1.

    Returns:
        Where each part starts and ends in the text, in order, white space around them left out;
        at least one if the text has a visible character.

    Example:
        >>> text = "One two. Three four. Five six."
        >>> _, units = joined_units([text], "en")
        >>> count = lambda texts: [len(one.split()) for one in texts]
        >>> [text[start:end] for start, end in split_into_parts(text, units, count, 4)]
        ['One two. Three four.', 'Five six.']
    """
    spans = [_stripped(text, unit.start, unit.end) for unit in units]
    kept = [
        Unit(start, end, unit.cost)
        for (start, end), unit in zip(spans, units, strict=True)
        if start < end
    ]
    sizes = count_tokens([text[unit.start : unit.end] for unit in kept])
    pieces: list[Unit] = []
    piece_sizes: list[int] = []
    for unit, size in zip(kept, sizes, strict=True):
        if size <= limit:
            pieces.append(unit)
            piece_sizes.append(size)
            continue
        for piece, own in _cut(text, unit, size, count_tokens, limit):
            pieces.append(piece)
            piece_sizes.append(own)
    return _checked(text, pieces, piece_sizes, count_tokens, limit)


def _checked(
    text: str,
    units: Sequence[Unit],
    sizes: Sequence[int],
    count_tokens: CountTokens,
    limit: int,
) -> list[tuple[int, int]]:
    """Groups units; groups with more tokens than their units have together are split again."""
    groups = _grouped(units, sizes, limit)
    spans = [(units[first].start, units[stop - 1].end) for first, stop in groups]
    found: list[tuple[int, int]] = []
    counted = count_tokens([text[start:end] for start, end in spans])
    for (first, stop), span, count in zip(groups, spans, counted, strict=True):
        if count <= limit or stop - first == 1:
            found.append(span)
            continue
        smaller = min(limit * limit // count, sum(sizes[first:stop]) - 1)
        found += _checked(text, units[first:stop], sizes[first:stop], count_tokens, max(smaller, 1))
    return found


def _grouped(units: Sequence[Unit], sizes: Sequence[int], limit: int) -> list[tuple[int, int]]:
    """Groups units to parts within a limit: the place of the first, and behind the last."""
    sizes = [max(size, 1) for size in sizes]
    left = sum(sizes)
    groups: list[tuple[int, int]] = []
    first = 0
    while first < len(units):
        ideal = left / math.ceil(left / limit)
        best, lowest = first + 1, math.inf
        size = 0
        for stop in range(first + 1, len(units) + 1):
            size += sizes[stop - 1]
            if size > limit and stop > first + 1:
                break
            if size < _SMALLEST * ideal and stop < len(units):
                best = stop
                continue
            cost = units[stop].cost if stop < len(units) else _BEFORE_HEADING
            cost += abs(size - ideal) / ideal
            if cost < lowest:
                best, lowest = stop, cost
        groups.append((first, best))
        left -= sum(sizes[first:best])
        first = best
    return groups


def _cut(
    text: str, unit: Unit, size: int, count_tokens: CountTokens, limit: int
) -> list[tuple[Unit, int]]:
    """Cuts a unit that is too long between words, or else between characters."""
    open_units, found = [(unit, size)], []
    while open_units:
        one, tokens = open_units.pop()
        length = one.end - one.start
        if tokens <= limit or length < 2:
            found.append((one, tokens))
            continue
        # Some more than would be needed of equal ones.
        number = min(math.ceil(1.1 * tokens / limit), length)
        places = [one.start]
        for i in range(1, number):
            place = _cut_place(text, places[-1], one.start + i * length // number)
            if place > places[-1]:
                places.append(place)
        if len(places) == 1:
            places.append(one.start + length // 2)
        spans = [
            _stripped(text, start, end)
            for start, end in zip(places, [*places[1:], one.end], strict=True)
        ]
        cut = [
            Unit(*span, one.cost if span[0] <= one.start else _WITHIN_SENTENCE)
            for span in spans
            if span[0] < span[1]
        ]
        counts = count_tokens([text[piece.start : piece.end] for piece in cut])
        open_units += reversed(list(zip(cut, counts, strict=True)))
    return found


def _cut_place(text: str, start: int, place: int) -> int:
    """Finds the end of a word before a place, not too far from it, or of a grapheme."""
    for position in range(place, (start + place) // 2, -1):
        if text[position].isspace():
            return position
    for position in range(place, max(start, place - _LONGEST_GRAPHEME), -1):
        if is_grapheme_boundary(text, position):
            return position
    return place


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
