"""Enumerations in texts: "A, B and C", "A; B; C", and lists of lines."""

import functools
import re
from typing import NamedTuple

from nlp_suite.results import AnswerItem
from nlp_suite.text.sentence_finder import SentenceFinder

# How far from a span its enumeration may reach, in characters, and the most items of a list.
_REACH, _MOST_ITEMS = 2_000, 200
# Most words of an item: of a name or one between semicolons or in an unmarked line, of others, and
# of one that the model has found.
_ITEM_WORDS, _PLAIN_WORDS, _LONG_ITEM_WORDS = 8, 4, 25
_VERBS = frozenset(
    """
    is are was were be been has have had do does did will would can could may might must shall
    should said says includes include included including contains contain contained sells sell sold
    namely ist sind war waren hat haben hatte wird werden wurde wurden sagte
    """.split()  # noqa: SIM905
)
_CLAUSES = frozenset(
    """
    who whom whose which that when while where because but although though however then so if he
    she it they we you i there wer der die das den dem welche welcher aber weil obwohl wo
    wenn er sie
    """.split()  # noqa: SIM905
)
_PREPOSITIONS = frozenset(
    """
    in on at to for from by with without about against during under over into through after before
    since until between among near like as both either für von mit bei nach aus zu bis seit
    """.split()  # noqa: SIM905
)
_ARTICLES = frozenset(("the", "a", "an", "das", "der", "die", "ein", "eine"))
# Small words within names.
_PARTICLES = frozenset(
    """
    of de del della van von der den la le the du dos da di & 's
    """.split()  # noqa: SIM905
)
_ABBREVIATIONS = frozenset(
    """
    inc ltd co corp jr sr st dr mr mrs ms prof plc llc etc bros
    """.split()  # noqa: SIM905
)


class _Part(NamedTuple):
    """A part of a sentence between two separators.

    Attributes:
        start: Where it starts in the text.
        end: Where it ends.
        joined: Whether "and" or its like stands before it.
    """

    start: int
    end: int
    joined: bool


def find_enumeration(
    text: str, start: int, end: int, sentences: SentenceFinder
) -> tuple[AnswerItem, ...]:
    r"""Finds the enumeration in a text that a span is, or is a part of.

    That is a list of lines that begin with the same mark, or lines below one that ends with a
    colon; or parts of a sentence between semicolons, or between commas with "and" or "or" before
    the last, that are alike: names, numbers, or a few other words.

    Args:
        text: The text.
        start: Offset of the span's first character, which is no white space.
        end: Offset after its last character, which is no white space either.
        sentences: Finds the sentences of the text.

    Returns:
        At least two items, in the order of the text; none if there is no such enumeration.

    Example:
        >>> text = "It has three members: Anna Roe, Ben Orr and Cid Poe."
        >>> [item.text for item in find_enumeration(text, 32, 39, SentenceFinder(text))]
        ['Anna Roe', 'Ben Orr', 'Cid Poe']
        >>> text = "Members:\n- Anna\n- Ben\n\nAll came."
        >>> [item.text for item in find_enumeration(text, 11, 15, SentenceFinder(text))]
        ['Anna', 'Ben']
    """
    spans = _list_of_lines(text, start, end) or _list_in_sentence(text, start, end, sentences)
    if len(spans) < 2:
        return ()
    return tuple(AnswerItem(text=text[left:right], start=left, end=right) for left, right in spans)


class _Line(NamedTuple):
    """A line of text; `mark` is the kind of its mark, "" for none."""

    start: int
    end: int
    mark: str
    content: int


def _list_of_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = _lines(text, max(start - _REACH, 0), min(end + _REACH, len(text)))
    own = next((i for i, line in enumerate(lines) if line.end >= start), len(lines) - 1)
    if text[lines[own].start : lines[own].end].rstrip().endswith(":"):
        # What announces the list.
        own = next((i for i in range(own + 1, len(lines)) if _has_text(text, lines[i])), own)
        if lines[own].end <= start:
            return []
    if lines[own].mark:
        return _marked_lines(text, lines, own)
    return _lines_below_colon(text, lines, own)


def _lines(text: str, first: int, last: int) -> list[_Line]:
    lines: list[_Line] = []
    start = text.rfind("\n", max(first - _REACH, 0), first) + 1 or first
    while start <= last and len(lines) < 4 * _MOST_ITEMS:
        end = text.find("\n", start, last)
        end = last if end < 0 else end
        mark = _mark().match(text, start, end)
        kind = (mark[1] or "1") if mark else ""
        lines.append(_Line(start, end, kind, mark.end() if mark else start))
        start = end + 1
    return lines


def _has_text(text: str, line: _Line) -> bool:
    return not (text[line.start : line.end].isspace() or line.start == line.end)


def _marked_lines(text: str, lines: list[_Line], own: int) -> list[tuple[int, int]]:
    kind = lines[own].mark

    def walk(step: int) -> list[int]:
        found: list[int] = []
        blank, i = 0, own + step
        while 0 <= i < len(lines) and len(found) < _MOST_ITEMS:
            if lines[i].mark == kind:
                found.append(i)
                blank = 0
            elif _has_text(text, lines[i]):
                break
            else:
                blank += 1
                if blank > 1:
                    break
            i += step
        return found

    numbers = [*reversed(walk(-1)), own, *walk(1)]
    spans = (_trimmed(text, lines[i].content, lines[i].end) for i in numbers)
    return [span for span in spans if span[0] < span[1]]


def _lines_below_colon(text: str, lines: list[_Line], own: int) -> list[tuple[int, int]]:
    first = own
    while first > 0 and _is_short(text, lines[first]):
        first -= 1
    above = text[lines[first].start : lines[first].end].rstrip()
    if first == own or not above.endswith(":"):
        return []
    last = first + 1
    while last < len(lines) and last - first <= _MOST_ITEMS and _is_short(text, lines[last]):
        last += 1
    if last < len(lines) and _has_text(text, lines[last]):
        # The lines go on as prose.
        return []
    return [_trimmed(text, line.start, line.end) for line in lines[first + 1 : last]]


def _is_short(text: str, line: _Line) -> bool:
    content = text[line.start : line.end].strip()
    few = 0 < len(content) <= 80 and len(content.split()) <= _ITEM_WORDS
    return few and not content.endswith((".", ":", "!", "?")) and ": " not in content


def _list_in_sentence(
    text: str, start: int, end: int, sentences: SentenceFinder
) -> list[tuple[int, int]]:
    left, right = _region(text, start, end, sentences)
    announced = left > 0 and text[left - 1] in "|\t"
    begin = _announced(text, left, start, end, right)
    if begin is not None:
        # What announces the enumeration is no part of it.
        left, announced = begin, True
        start = min(max(start, left), right)
        while start < right and text[start].isspace():
            start += 1
        end = max(end, start + 1)
    semicolons = _parts(text, left, right, _semicolon())
    own = [part for part in semicolons if part.end > start and part.start < end]
    short = all(len(text[one.start : one.end].split()) <= _ITEM_WORDS for one in semicolons)
    if own and len(semicolons) > 2 and (announced or short):
        begin = semicolons[0].start
        if not announced:
            lead = list(_item_word().finditer(text, *semicolons[0][:2]))
            known = [word.end() for word in lead[:-1] if word[0].lower() in _VERBS]
            begin = max(start, begin) if own[0] == semicolons[0] else max([begin, *known])
        spans = [(begin, semicolons[0].end), *((one.start, one.end) for one in semicolons[1:])]
        return [_trimmed(text, *span) for span in spans]
    if own:
        left, right = own[0].start, own[-1].end
        announced = announced and own[0] == semicolons[0]
    parts = _parts(text, left, right, _comma_or_word())
    touched = [i for i, part in enumerate(parts) if part.end > start and part.start < end]
    if len(parts) < 2 or not touched:
        return []
    return _Growth(text, parts, (start, end), announced=announced).items(touched)


def _region(text: str, start: int, end: int, sentences: SentenceFinder) -> tuple[int, int]:
    """Returns the part of the sentence that may be the enumeration."""
    sentence = sentences.find(start, end)
    left, right = max(sentence.start, start - _REACH), min(sentence.end, end + _REACH)
    before = list(_border().finditer(text, left, start))
    left = before[-1].end() if before else left
    after = _border().search(text, end, right)
    right = after.start() if after else right
    opened = _open_bracket(text, left, start)
    if opened is not None:
        closed = text.find(")", end, right)
        left, right = opened + 1, closed if closed >= 0 else right
    colon = text.find(": ", end + 1, right)
    right = colon if colon >= 0 else right
    while right > end and text[right - 1] in ".!?\u2026 \n":
        if text[right - 1] == "." and _is_abbreviated(text, left, right):
            break
        right -= 1
    return left, right


def _open_bracket(text: str, left: int, start: int) -> int | None:
    depth = 0
    for i in range(start - 1, left - 1, -1):
        depth += (text[i] == ")") - (text[i] == "(")
        if depth < 0:
            return i
    return None


def _announced(text: str, left: int, start: int, end: int, right: int) -> int | None:
    """Returns where what is announced near a span begins: behind "such as" or a colon."""
    found = list(_announcement().finditer(text, left, min(end + 2, right)))
    # One within the span, or at its end, leads in; so does the last one before it.
    return found[-1].end() if found and found[-1].start() <= max(start, end) else None


def _parts(text: str, left: int, right: int, separator: re.Pattern[str]) -> list[_Part]:
    parts: list[_Part] = []
    start, joined, depth, done = left, False, 0, left
    for match in separator.finditer(text, left, right):
        between = text[done : match.start()]
        depth = max(depth + between.count("(") - between.count(")"), 0)
        done = match.start()
        if depth or _is_year(text, match, left):
            continue
        parts.append(_Part(*_trimmed(text, start, match.start()), joined))
        start, joined = match.end(), match.lastgroup is not None
    parts.append(_Part(*_trimmed(text, start, right), joined))
    return [part for part in parts if part.start < part.end]


def _is_year(text: str, match: re.Match[str], left: int) -> bool:
    """Returns whether a comma stands between a day and its year: "May 3, 2020"."""
    year = match.lastgroup is None and re.match(r"\d{4}\b", text[match.end() : match.end() + 5])
    return bool(year and _day().search(text, max(left, match.start() - 14), match.start()))


class _Growth:
    """Growth of an enumeration from the parts of a sentence that a span touches."""

    def __init__(
        self, text: str, parts: list[_Part], span: tuple[int, int], *, announced: bool
    ) -> None:
        self._text, self._parts, self._span = text, parts, span
        self._announced = announced
        self._kind = ""

    def items(self, touched: list[int]) -> list[tuple[int, int]]:
        """Returns the items, none if the parts are not alike."""
        parts = self._parts
        first, last = touched[0], touched[-1]
        self._kind = self._kind_of((max(parts[first].start, self._span[0]), parts[first].end))
        inner = [(parts[i].start, parts[i].end) for i in touched]
        inner[0] = self._begin(parts[first]), inner[0][1]
        inner[-1] = inner[-1][0], self._end(parts[last], inner[-1][0])
        if not self._kind or not all(self._is_item(span) for span in inner):
            return []
        begins, closes = inner[0][0] == parts[first].start, inner[-1][1] == parts[last].end
        joined = any(parts[i].joined for i in touched[1:])
        # What the model found joined is whole, unless it is as long as answers may be.
        right, trimmed = self._right(last) if closes and not joined else ([], False)
        grows = begins and (not joined or self._announced or len(touched) > 2)
        left = self._left(first, lead_in=not trimmed and closes) if grows else []
        whole = [*left, *inner, *right]
        used = parts[first - len(left) + 1 : last + len(right) + 1]
        clean = closes and not trimmed and len(whole) > 2
        return whole if self._announced or clean or any(one.joined for one in used) else []

    def _begin(self, part: _Part) -> int:
        """Returns where the item begins that the span begins with: with the name it is in."""
        start = max(part.start, self._span[0])
        if self._kind != "name":
            return start
        words = self._words((part.start, start))
        if words and all(word[0].lower() in _ARTICLES for word in words):
            return part.start
        count = self._run(words[::-1])
        if count and self._text[words[-1].end() : start].isspace():
            start = words[-count].start()
            if words[-count][0].lower() in _PREPOSITIONS | _CLAUSES | _ARTICLES:
                start = words[-count + 1].start() if count > 1 else max(part.start, self._span[0])
        return start

    def _end(self, part: _Part, start: int) -> int:
        """Returns where the item ends that the span ends with."""
        end = min(part.end, self._span[1])
        if self._kind != "name":
            return end
        words = self._words((start, part.end))
        count = self._run(words)
        return max(end, words[count - 1].end()) if count else end

    def _left(self, first: int, *, lead_in: bool) -> list[tuple[int, int]]:
        """Returns the items before, in the order of the text."""
        found: list[tuple[int, int]] = []
        for i in range(first - 1, -1, -1):
            part = self._parts[i]
            if self._is_whole(i):
                found.append((part.start, part.end))
                continue
            tail = self._tail(part, lead_in=lead_in)
            if tail and self._is_item(tail):
                found.append(tail)
            break
        return found[::-1]

    def _right(self, last: int) -> tuple[list[tuple[int, int]], bool]:
        """Returns the items behind, and whether the last is only the head of its part."""
        found: list[tuple[int, int]] = []
        for i in range(last + 1, len(self._parts)):
            part = self._parts[i]
            if self._parts[i - 1].joined and not part.joined:
                # "and" stands before the last.
                break
            if self._is_whole(i):
                found.append((part.start, part.end))
                continue
            head = self._head(part) if part.joined else None
            if head and self._is_item(head):
                return [*found, head], True
            break
        return found, False

    def _words(self, span: tuple[int, int]) -> list[re.Match[str]]:
        return list(_item_word().finditer(self._text, *span))

    def _kind_of(self, span: tuple[int, int]) -> str:
        """Returns "name", "number" or "other", by the first word that is no article."""
        words = [word[0] for word in self._words(span)]
        while len(words) > 1 and words[0].lower() in _ARTICLES:
            words = words[1:]
        if not words:
            return ""
        if words[0][0].isdigit() or words[0][0] in "$\u20ac\u00a3":
            return "number"
        return "name" if words[0][0].isupper() else "other"

    def _is_item(self, span: tuple[int, int]) -> bool:
        words = [word[0] for word in self._words(span)]
        limit = _ITEM_WORDS if self._kind == "name" else _PLAIN_WORDS
        if span[0] < self._span[1] and self._span[0] < span[1]:
            limit = _LONG_ITEM_WORDS
        if not 0 < len(words) <= limit or not self._is_alike(span):
            return False
        if words[0].lower() in _CLAUSES or words[0].lower() in _PREPOSITIONS:
            return False
        # "May" is a month.
        return not (_VERBS.intersection(words) or _CLAUSES.intersection(words[1:]))

    def _is_alike(self, span: tuple[int, int]) -> bool:
        kind = self._kind_of(span)
        return bool(kind) and (kind == "name") == (self._kind == "name")

    def _is_whole(self, number: int) -> bool:
        """Returns whether all of a part that the span does not touch is an item."""
        part = self._parts[number]
        span = part.start, part.end
        begins = number == 0 and not self._announced
        ends = number == len(self._parts) - 1
        if not self._is_item(span):
            return False
        if not (begins or ends):
            return True
        words = self._words(span)
        if self._kind == "name":
            return self._run(words) == len(words)
        return ends and len(words) <= self._usual()

    def _usual(self) -> int:
        """Returns the most words of an item at an end, by those in the middle."""
        inner = self._parts[1:-1] or self._parts[:1]
        return min(len(self._words((part.start, part.end))) for part in inner) + 1

    def _run(self, words: list[re.Match[str]]) -> int:
        """Returns how many words at the beginning are those of a name."""
        count = 0
        for i, word in enumerate(words):
            if word[0][0].isupper() or word[0][0].isdigit():
                count = i + 1
            elif word[0].lower() not in _PARTICLES:
                break
        return count

    def _tail(self, part: _Part, *, lead_in: bool) -> tuple[int, int] | None:
        """Returns the item at the end of a part that begins otherwise."""
        words = self._words((part.start, part.end))
        if not words:
            return None
        if self._kind == "name":
            count = 0
            for i, word in enumerate(reversed(words), start=1):
                if word[0][0].isupper() or word[0][0].isdigit():
                    count = i
                elif word[0].lower() not in _PARTICLES:
                    break
            if count == len(words):
                # "In Oslo, Rome and Bern", but not "In Oslo, Ann and Ben were born".
                known = words[0][0].lower() in _PREPOSITIONS
                count = count - 1 if known and lead_in else 0
            return (words[-count].start(), part.end) if count else None
        if self._kind == "number":
            last = words[-1]
            return (last.start(), part.end) if last[0][0].isdigit() else None
        stops = [
            i
            for i, word in enumerate(words)
            if word[0].lower() in _VERBS or word[0].lower() in _PREPOSITIONS
        ]
        if not stops or stops[-1] + 1 == len(words):
            return None
        return words[stops[-1] + 1].start(), part.end

    def _head(self, part: _Part) -> tuple[int, int] | None:
        """Returns the item at the beginning of a part that goes on otherwise."""
        words = self._words((part.start, part.end))
        if not words or self._kind_of((part.start, part.end)) != self._kind:
            return None
        if self._kind == "name":
            count = self._run(words)
        else:
            known = (
                i
                for i, word in enumerate(words)
                if word[0].lower() in _VERBS | _PREPOSITIONS | _CLAUSES
            )
            count = next(known, min(len(words), self._usual() - 1))
            count = min(count, self._usual())
        return (part.start, words[count - 1].end()) if count else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;."):
        if text[end - 1] == "." and _is_abbreviated(text, start, end):
            break
        end -= 1
    return start, end


def _is_abbreviated(text: str, start: int, end: int) -> bool:
    """Returns whether the full stop before `end` belongs to its word: "Acme Inc."."""
    word = _last_word().search(text, max(start, end - 12), end - 1)
    return word is not None and (len(word[0]) == 1 or word[0].lower() in _ABBREVIATIONS)


@functools.cache
def _mark() -> re.Pattern[str]:
    return re.compile(
        r"[ \t]{0,20}(?:([-*\u2022\u2013\u00b7+])|\(?(?:\d{1,3}|[a-z])[.)])[ \t]{1,9}"
    )


@functools.cache
def _border() -> re.Pattern[str]:
    """Borders of cells, of lines of lists, and of paragraphs."""
    return re.compile(r"[|\t\u2014]|\s[\u2013-]\s|\n[ \t]{0,20}(?:\n|[-*\u2022\u2013\u00b7+][ \t])")


_JOINING = r"(?:and|or|und|oder|sowie|as well as|&)"


@functools.cache
def _comma_or_word() -> re.Pattern[str]:
    return re.compile(rf",\s(?:\s?(?P<word>{_JOINING})\s)?|\s(?P<alone>{_JOINING})\s")


@functools.cache
def _semicolon() -> re.Pattern[str]:
    return re.compile(rf";\s(?:\s?(?P<word>{_JOINING})\s)?")


@functools.cache
def _announcement() -> re.Pattern[str]:
    return re.compile(r": |\b(?:such as|including|namely|e\.g\.,?|i\.e\.,?|for example,?)\s")


@functools.cache
def _day() -> re.Pattern[str]:
    return re.compile(r"[A-Z][a-z]{2,8}\.? \d{1,2}\Z")


@functools.cache
def _item_word() -> re.Pattern[str]:
    return re.compile(r"[$\u20ac\u00a3&]?[^\W_](?:[\w'\u2019.\-]*\w)?|&")


@functools.cache
def _last_word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+\Z")
