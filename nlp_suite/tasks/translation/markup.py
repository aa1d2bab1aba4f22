"""Inline markup: taken out of a source, and put back into its translation by alignment."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from nlp_suite.text.placeables.placeable import Placeable

_TAG_NAME = re.compile(r"[<\[](/?)\s*([A-Za-z][\w:.-]*)")
# Of a word of the target: what stands before and behind it and may be outside of its markup.
_PUNCTUATION = ".,;:!?…()[]\"'„“”\u201a\u2018\u2019«»"
_WORD = re.compile(r"\S+")
# How many characters of a text may stand between two tokens.
_FEW = 20


class Mark(NamedTuple):
    """A mark that was taken out of a text.

    Attributes:
        text: The mark, and the white space that went with it.
        at: Where it stood, in characters of the text without marks.
        partner: The number of the mark that closes or opens it, among the marks of the text; None
            for one that stands alone.
    """

    text: str
    at: int
    partner: int | None


class UnmarkedText(NamedTuple):
    """A text without its marks.

    Attributes:
        text: The text.
        marks: Its marks, in order.
        placeables: The placeables that it still has.
    """

    text: str
    marks: tuple[Mark, ...]
    placeables: tuple[Placeable, ...]


def take_out_marks(
    text: str, placeables: Sequence[Placeable], kinds: frozenset[str]
) -> UnmarkedText:
    """Takes inline markup out of a text.

    Args:
        text: The text.
        placeables: Its placeables, in order.
        kinds: Which of them are markup.

    Returns:
        The text without markup, what was taken out, and the other placeables at their places.

    Example:
        >>> bold = [Placeable(6, 9, "tag", "<b>"), Placeable(13, 17, "tag", "</b>")]
        >>> found = take_out_marks("Click <b>Save</b> now.", bold, frozenset({"tag"}))
        >>> found.text, [(mark.text, mark.at) for mark in found.marks]
        ('Click Save now.', [('<b>', 6), ('</b>', 10)])
    """
    pieces: list[str] = []
    marks: list[Mark] = []
    others: list[Placeable] = []
    partners = _partners([text[p.start : p.end] for p in placeables if p.kind in kinds])
    at = length = 0
    spaced = True
    for one in placeables:
        if one.kind not in kinds:
            shift = length - at
            others.append(
                Placeable(one.start + shift, one.end + shift, one.kind, one.target, one.hidden)
            )
            continue
        piece = text[at : one.start]
        pieces.append(piece)
        length += len(piece)
        # Of the white space on both sides one is left.
        spaced = piece[-1:].isspace() or (spaced and not piece)
        at = one.end
        while spaced and at < len(text) and text[at].isspace():
            at += 1
        marks.append(Mark(text[one.start : at], length, partners[len(marks)]))
    unmarked = "".join((*pieces, text[at:]))
    bare = unmarked.rstrip() if at == len(text) else unmarked
    for number, mark in enumerate(marks):
        if mark.at > len(bare) or (mark.at == len(unmarked) > len(bare)):
            # At the end the white space before it goes with it.
            marks[number] = Mark(unmarked[len(bare) :] + mark.text, len(bare), mark.partner)
            break
    marks = [mark._replace(at=min(mark.at, len(bare))) for mark in marks]
    return UnmarkedText(bare, tuple(marks), tuple(others))


def put_back_marks(
    marks: Sequence[Mark],
    source: str,
    target: str,
    source_tokens: Sequence[str],
    tokens: Sequence[str],
    attention: np.ndarray,
    finished: str | None = None,
    whole: Sequence[str] = (),
) -> str:
    """Puts inline markup back, around the words of a translation that attend to what it marked.

    Markup around the whole source goes around the whole translation.

    Args:
        marks: What was taken out of the source.
        source: The source without marks.
        target: Its translation.
        source_tokens: The source's tokens.
        tokens: The translation's tokens.
        attention: What each token of the translation attended to, of shape (len(tokens),
            len(source_tokens)).
        finished: The translation to put them into, if its end was changed after it was found.
        whole: Stretches of the translation in which no mark may stand.

    Returns:
        The translation with all marks, each that opens before the one that closes it.

    Example:
        >>> marks = [Mark("<b>", 3, 1), Mark("</b>", 8, 0)]
        >>> looked = np.array([[0, 1], [1, 0]])
        >>> put_back_marks(marks, "go there", "dort hin!", ["go", "there"], ["dort", "hin"], looked)
        '<b>dort</b> hin!'
    """
    aligner = _Aligner(source, target, source_tokens, tokens, attention)
    # Who comes first at one place: what closes, what stands alone, what opens.
    places: list[tuple[int, int, int]] = []
    spans: dict[int, tuple[int, int]] = {}
    # Those inside before those around them.
    for number in sorted(range(len(marks)), key=lambda n: _width(marks, n)):
        mark = marks[number]
        if mark.partner is None:
            # A footnote belongs to the word before it.
            attached = source[mark.at - 1 : mark.at].strip() and not mark.text[:1].isspace()
            place = aligner.behind(mark.at) if attached else aligner.before(mark.at)
            places.append((place, 1, number))
        elif mark.partner > number:
            begin, end = aligner.around(mark.at, marks[mark.partner].at)
            inner = number + 1
            while inner < mark.partner:
                if inner in spans:
                    begin, end = min(begin, spans[inner][0]), max(end, spans[inner][1])
                    inner = marks[inner].partner or inner
                inner += 1
            spans[number] = begin, end
            places += [(begin, 2, number), (end, 3 if begin == end else 0, mark.partner)]
    text = target if finished is None else finished
    # A quotation mark may have been added at the start.
    added = max(text.find(target[:5], 0, 7), 0)
    uncut = _spans_of(whole, text)
    pieces: list[str] = []
    position = 0
    for place, order, number in sorted(places):
        # What stood before the source's final mark stands before one that was added.
        at_end = place == len(target) and marks[number].at == len(source)
        at = (
            len(text)
            if at_end
            else min(place + added if place or marks[number].at else 0, len(text))
        )
        for start, end in uncut:
            if start < at < end:
                at = start if order else end
        at = max(at, position)
        written = marks[number].text
        # The white space of a mark parts it from what it stands beside.
        if at == len(text) and written[-1].isspace():
            written = f" {written.strip()}"
        elif not at and written[0].isspace():
            written = f"{written.strip()} "
        pieces += (text[position:at], written)
        position = at
    return "".join((*pieces, text[position:]))


def _spans_of(stretches: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Finds stretches that can be cut at white space."""
    spans: list[tuple[int, int]] = []
    for stretch in dict.fromkeys(stretches):
        if any(map(str.isspace, stretch)):
            spans += (match.span() for match in re.finditer(re.escape(stretch), text))
    return spans


def _partners(texts: Sequence[str]) -> list[int | None]:
    """Returns the number of the mark that belongs to each."""
    partners: list[int | None] = [None] * len(texts)
    waiting: list[tuple[int, str]] = []
    names: Counter[str] = Counter()
    for number, text in enumerate(texts):
        tag = _TAG_NAME.match(text)
        if tag:
            name, closes = text[0] + tag[2].casefold(), tag[1] == "/"
        elif text in ("[", "![") or text[0] == "]":
            name, closes = "[", text[0] == "]"
        else:
            name, closes = text, names[text] > 0
        if closes and names[name]:
            # What was opened between and never closed stands alone.
            first, opened = waiting.pop()
            names[opened] -= 1
            while opened != name:
                first, opened = waiting.pop()
                names[opened] -= 1
            partners[first], partners[number] = number, first
        elif not (closes or text.endswith("/>") or text.startswith("[^")):
            waiting.append((number, name))
            names[name] += 1
    return partners


def _width(marks: Sequence[Mark], number: int) -> int:
    partner = marks[number].partner
    return 0 if partner is None else abs(partner - number)


class _TokenPlaces(NamedTuple):
    """Where the tokens of a text are, counted in characters that are no white space."""

    places: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str, tokens: Sequence[str]) -> "_TokenPlaces":
        places = tuple(i for i, character in enumerate(text) if not character.isspace())
        solid = "".join(text[i] for i in places)
        ends: list[int] = []
        at = 0
        for token in tokens:
            written = "".join(token.replace("▁", "").split())
            # A tokenizer may read characters as others, or leave some out.
            found = solid.find(written, at, at + len(written) + _FEW)
            at = min((at if found < 0 else found) + len(written), len(solid))
            ends.append(at)
        return cls(places, tuple(ends))

    def tokens_of(self, start: int, end: int) -> Iterator[int]:
        """Yields the numbers of the tokens of a stretch of the text."""
        first, last = bisect_left(self.places, start), bisect_left(self.places, end)
        for number, (left, right) in enumerate(pairwise((0, *self.ends))):
            if left < last and right > first:
                yield number

    def span_of(self, first: int, last: int) -> tuple[int, int]:
        """Returns the stretch of the text that tokens make up."""
        begin = self.ends[first - 1] if first else 0
        stop = max(self.ends[last], begin + 1)
        inside = self.places[begin:stop] or self.places[-1:] or (0,)
        return inside[0], inside[-1] + 1


class _Aligner:
    """Finds the words of a target that attend to a stretch of its source."""

    def __init__(
        self,
        source: str,
        target: str,
        source_tokens: Sequence[str],
        tokens: Sequence[str],
        attention: np.ndarray,
    ) -> None:
        self._source = source
        self._target = target
        self._source_places = _TokenPlaces.of(source, source_tokens)
        self._places = _TokenPlaces.of(target, tokens)
        self._words = [word.span() for word in _WORD.finditer(target)]
        # Which token looks at each most, and at which each looks.
        self._most = attention.argmax(axis=0).tolist() if attention.size else []
        self._looks = attention.argmax(axis=1).tolist() if attention.size else []

    def before(self, at: int) -> int:
        """Returns the place before the word that is aligned with the one behind a place."""
        word = _WORD.search(self._source, at)
        return len(self._target) if word is None else self._aligned(*word.span())[0]

    def behind(self, at: int) -> int:
        """Returns the place behind the word that is aligned with the one before a place."""
        if self._source[at - 1] in _PUNCTUATION and not self._source[at:].strip():
            return len(self._target)
        start = max(self._source.rfind(" ", 0, at) + 1, 0)
        return self._aligned(start, at)[1]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Returns the words that are aligned with a stretch of the source."""
        before, within, behind = (
            text.strip().strip(_PUNCTUATION)
            for text in (self._source[:start], self._source[start:end], self._source[end:])
        )
        if before or behind or not within:
            return self._aligned(start, end)
        return self._trim(0, len(self._target), self._source[end - 1])

    def _aligned(self, start: int, end: int) -> tuple[int, int]:
        wanted = {*self._source_places.tokens_of(start, end)} if self._source[start:end] else set()
        chosen = {self._most[one] for one in wanted if one < len(self._most)}
        if not chosen:
            return len(self._target), len(self._target)
        mutual = {one for one in chosen if self._looks[one] in wanted} or chosen
        begin, stop = self._places.span_of(min(mutual), max(mutual))
        begin = max((left for left, _ in self._words if left <= begin), default=begin)
        stop = min((right for _, right in self._words if right >= stop), default=stop)
        return self._trim(begin, stop, self._source[end - 1])

    def _trim(self, begin: int, stop: int, last: str) -> tuple[int, int]:
        """Leaves punctuation out, but for the last where the source's is inside too."""
        while begin < stop - 1 and self._target[begin] in _PUNCTUATION:
            begin += 1
        while (
            stop > begin + 1 and self._target[stop - 1] in _PUNCTUATION and last not in _PUNCTUATION
        ):
            stop -= 1
        return begin, stop
