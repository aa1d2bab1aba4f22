"""Texts of HTML: between the tags of blocks, with those within a line as marks."""

import functools
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nlp_suite.service.libre_translate.html_tokens import HtmlToken, html_tokens
from nlp_suite.service.libre_translate.text_slot import TextSlot

# Within a line; all others end a sentence.
_INLINE_TEXT = """
a abbr acronym b bdi bdo big cite data del dfn em font i img ins label mark q s small span strike
strong sub sup time u wbr code kbd samp tt var
"""
_INLINE = frozenset(_INLINE_TEXT.split())
_VOID_TEXT = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_TEXT.split())
# What they enclose is written for a machine, or is set as it is.
_VERBATIM_TEXT = """
code kbd samp tt var pre svg math template object canvas audio video textarea
"""
_VERBATIM = frozenset(_VERBATIM_TEXT.split())
_LETTER = re.compile(r"[^\W\d_]")
_SPACES = re.compile(r"[ \t\n\r\f]+")


class _Item(NamedTuple):
    """A part of a line.

    Attributes:
        kind: "text"; "open" or "close", a tag; "alone", what has no partner; "hidden", what is
            copied with all that it encloses.
        source: How it is written; of a text, how it reads.
        start: Where it starts.
        end: Where it ends.
        name: The element of a tag.
    """

    kind: str
    source: str
    start: int
    end: int
    name: str = ""


def find_html_slots(text: str) -> list[TextSlot]:
    """Finds the texts of HTML.

    A slot is the text of a block (a paragraph, a heading, a cell of a table), with the tags within
    it as marks, which the translator puts around the words that belong to them. Each tag is there
    again in what is written, nested as before, with its attributes. What code, scripts, style
    sheets and drawings enclose is in no slot, nor what has `translate="no"` or the class
    "notranslate". Of white space a blank is left; a text without any tag keeps its lines.

    Args:
        text: A document, or a part of one.

    Returns:
        The slots, in order.

    Example:
        >>> source = '<p>Read <a href="a.html">this</a>!</p><script>let a = "b";</script>'
        >>> (slot,) = find_html_slots(source)
        >>> slot.text
        'Read <g1>this</g1>!'
        >>> slot.write("Lies <g1>das</g1> & das!")
        'Lies <a href="a.html">das</a> &amp; das!'
    """
    tokens = list(html_tokens(text))
    keeps_lines = all(token.kind == "text" for token in tokens)
    slots: list[TextSlot] = []
    for line in _lines(text, tokens):
        slot = _slot(text, line, keeps_lines)
        if slot is not None:
            slots.append(slot)
    return slots


def _lines(text: str, tokens: Sequence[HtmlToken]) -> Iterator[list[_Item]]:
    """Yields what stands between the tags of blocks."""
    line: list[_Item] = []
    number = 0
    while number < len(tokens):
        token = tokens[number]
        last = number
        if token.kind == "open" and _is_verbatim(token):
            last = _end_of_element(tokens, number)
        start, end = token.start, tokens[last].end
        source = text[start:end]
        if token.kind == "text":
            line.append(_Item("text", html.unescape(source), start, end))
        elif token.kind == "other":
            line.append(_Item("alone", source, start, end))
        elif token.name not in _INLINE and "-" not in token.name:
            yield line
            line = []
        elif last > number:
            line.append(_Item("hidden", source, start, end))
        else:
            kind = "alone" if token.name in _VOID else token.kind
            line.append(_Item(kind, source, start, end, token.name))
        number = last + 1
    yield line


def _is_verbatim(token: HtmlToken) -> bool:
    return (
        token.name in _VERBATIM
        or token.attributes.get("translate", "").lower() == "no"
        or "notranslate" in token.attributes.get("class", "").split()
    )


def _end_of_element(tokens: Sequence[HtmlToken], number: int) -> int:
    """Returns the number of the end tag of an element, or of the last token."""
    name = tokens[number].name
    if name in _VOID:
        return number
    depth = 0
    for last in range(number, len(tokens)):
        if tokens[last].name == name:
            depth += 1 if tokens[last].kind == "open" else -1
            if not depth:
                return last
    return len(tokens) - 1


def _slot(text: str, line: Sequence[_Item], keeps_lines: bool) -> TextSlot | None:
    partners = _partners(line)
    first, last = _without_ends(line, partners)
    items = line[first:last]
    visible = "".join(item.source for item in items if item.kind == "text")
    if not _LETTER.search(visible):
        return None
    start, end = items[0].start, items[-1].end
    if items[0].kind == "text":
        written = text[start : items[0].end]
        start += len(written) - len(written.lstrip(" \t\n\r\f"))
    if items[-1].kind == "text":
        end = items[-1].start + len(text[items[-1].start : end].rstrip(" \t\n\r\f"))

    def shown(read: str) -> str:
        return read if keeps_lines else _SPACES.sub(" ", read)

    name = "g"
    while any(f"{before}{name}" in visible for before in ("<", "</", ">")):
        name += "g"
    marks: dict[str, str] = {}
    pieces: list[str] = []
    in_order = False
    for number, item in enumerate(items):
        if item.kind == "text":
            pieces.append(shown(item.source))
            continue
        partner = partners.get(first + number)
        if item.kind == "hidden":
            mark = f"<code>{name}{number}</code>"
        elif partner is None:
            mark = f"<{name}{number}/>"
            # Its partner is elsewhere: nothing may be moved across it.
            in_order |= item.kind in ("open", "close")
        elif item.kind == "open":
            mark = f"<{name}{number}>"
        else:
            mark = f"</{name}{partner - first}>"
        marks[mark] = item.source
        pieces.append(mark)
    plain = shown(visible).strip(" \t\n\r\f")
    if not marks:
        return TextSlot(start, end, plain, _escape)
    writer = _Writer(name, marks, in_order)
    return TextSlot(start, end, "".join(pieces).strip(" \t\n\r\f"), writer, plain)


def _partners(line: Sequence[_Item]) -> dict[int, int]:
    """Returns the numbers of the tags that belong together."""
    partners: dict[int, int] = {}
    waiting: list[int] = []
    names: Counter[str] = Counter()
    for number, item in enumerate(line):
        if item.kind == "open":
            waiting.append(number)
            names[item.name] += 1
        elif item.kind == "close" and names[item.name]:
            opened = waiting.pop()
            while line[opened].name != item.name:
                names[line[opened].name] -= 1
                opened = waiting.pop()
            names[item.name] -= 1
            partners[opened], partners[number] = number, opened
    return partners


def _without_ends(line: Sequence[_Item], partners: Mapping[int, int]) -> tuple[int, int]:
    """Leaves out white space at the ends, and the tags around all of the text."""
    first, last = 0, len(line)

    def is_loose(number: int) -> bool:
        item = line[number]
        if item.kind == "text":
            return not item.source.strip(" \t\n\r\f")
        return item.kind != "hidden" and number not in partners

    while first < last:
        if is_loose(first):
            first += 1
        elif is_loose(last - 1):
            last -= 1
        elif partners.get(first) == last - 1:
            first, last = first + 1, last - 1
        else:
            break
    return first, last


class _Writer:
    """Writes a translation with marks as HTML."""

    def __init__(self, name: str, marks: Mapping[str, str], in_order: bool) -> None:
        self._pattern = re.compile(rf"(<code>{name}\d+</code>|</?{name}\d+/?>)")
        self._marks = marks
        self._in_order = in_order
        self._parents = None if in_order else _parents(list(marks))

    def __call__(self, translation: str) -> str:
        pieces = [one for one in self._pattern.split(translation) if one]
        found = [one for one in pieces if one in self._marks]
        if len(found) == len(self._marks) and self._fits(found):
            return "".join(self._marks.get(one) or _escape(one) for one in pieces)
        return self._put_in_order(pieces)

    def _fits(self, found: Sequence[str]) -> bool:
        if self._in_order:
            return list(found) == list(self._marks)
        return _parents(found) == self._parents

    def _put_in_order(self, pieces: Sequence[str]) -> str:
        """Puts all marks where they are, or are next, in the order of the source."""
        texts: list[str] = []
        places: dict[str, int] = {}
        for one in pieces:
            if one in self._marks:
                places.setdefault(one, len(texts))
            elif not self._pattern.fullmatch(one):
                texts.append(one)
        written: list[str] = []
        at = 0
        for mark, source in self._marks.items():
            place = max(at, places.get(mark, at))
            written += (*map(_escape, texts[at:place]), source)
            at = place
        return "".join((*written, *map(_escape, texts[at:])))


def _parents(marks: Sequence[str]) -> dict[str, str] | None:
    """Returns within which mark each stands; None if they are not nested."""
    parents: dict[str, str] = {}
    opened = [""]
    for mark in marks:
        if mark.startswith("</") and opened.pop() != f"<{mark[2:]}":
            return None
        parents[mark] = opened[-1]
        if not mark.startswith(("</", "<code>")) and not mark.endswith("/>"):
            opened.append(mark)
    return parents if len(opened) == 1 else None


@functools.cache
def _escapes() -> dict[int, str]:
    return str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;"})


def _escape(text: str) -> str:
    return text.translate(_escapes())
