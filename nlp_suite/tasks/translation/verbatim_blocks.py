"""Blocks of a text that a translation copies: code, comments, front matter, time stamps."""

import functools
import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

# No text without one of these has such a block.
_SIGNS = ("```", "~~~", "$$", "<", "---", "+++", "-->", "]:", "WEBVTT", "msgid")
# What these enclose is no text; what others enclose within a line is left to the sentence.
_BLOCK_ELEMENTS = frozenset({"pre", "script", "style", "textarea", "svg", "math"})


class _Fence(NamedTuple):
    """A line that may open or close a fenced block.

    Attributes:
        line: Its number.
        sign: The character that it is made of.
        length: How many of them.
        quoted: Whether it stands behind ">".
        bare: Whether nothing follows, so that it can close a block.
    """

    line: int
    sign: str
    length: int
    quoted: bool
    bare: bool


def find_verbatim_blocks(text: str) -> list[tuple[int, int]]:
    r"""Finds the blocks of a text that no translation changes.

    They are: code between fences of backticks, to the end of the text if no fence closes it;
    code between fences of tildes, and formulas between lines of "$$", if one does; the elements
    `pre`, `script`, `style`, `textarea`, `svg` and `math` of HTML; `code`, `kbd`, `samp` and
    comments that are alone in their lines or have a line break; front matter in YAML or TOML;
    lines of time stamps of subtitles; definitions of links; and the keys (`msgid`) and the header
    of gettext files, with the lines that continue them. Code that is only indented is not told
    from a paragraph of a list or of verse.

    Args:
        text: The text.

    Returns:
        Start and end of each block, in order. They do not overlap.

    Example:
        >>> text = "Run:\n```sh\nmake test\n```\nDone."
        >>> [text[start:end] for start, end in find_verbatim_blocks(text)]
        ['```sh\nmake test\n```']
    """
    if not any(sign in text for sign in _SIGNS):
        return []
    return _BlockFinder(text).find()


class _BlockFinder:
    """Goes through the lines of a text once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[tuple[int, int]] = []
        offset = 0
        for line in text.splitlines(keepends=True):
            self._lines.append((offset, offset + len(line.rstrip())))
            offset += len(line)
        self._starts = [start for start, _ in self._lines]
        self._fences = self._find_fences()
        # The longest bare fence from each on: whether one closes a block is known at once.
        self._longest: dict[str, list[int]] = {}
        self._bare: dict[str, list[_Fence]] = {}
        for sign in "`~$":
            bare = [fence for fence in self._fences.values() if fence.sign == sign and fence.bare]
            longest = [0] * (len(bare) + 1)
            for i in range(len(bare) - 1, -1, -1):
                longest[i] = max(longest[i + 1], bare[i].length)
            self._bare[sign], self._longest[sign] = bare, longest
        self._closers: dict[str, list[tuple[int, int]]] | None = None

    def find(self) -> list[tuple[int, int]]:
        blocks: list[tuple[int, int]] = []
        number, position = self._front_matter(blocks), 0
        patterns = _patterns()
        while number < len(self._lines):
            start, end = self._lines[number]
            whole = position <= start
            last = self._end_of_fence(number) if whole else None
            if last is not None:
                blocks.append((self._fence_start(number), self._lines[last][1]))
                number = last + 1
                continue
            if whole and patterns["line"].fullmatch(self._text, start, end):
                blocks.append((start, end))
                number += 1
                continue
            last = self._end_of_message_key(number) if whole else None
            if last is not None:
                blocks.append((start, self._lines[last][1]))
                number = last + 1
                continue
            block = self._element(max(start, position), start, end)
            if block:
                blocks.append(block)
                position = block[1]
                number = bisect_right(self._starts, position - 1) - 1
            else:
                number += 1
        return blocks

    def _end_of_message_key(self, number: int) -> int | None:
        """Returns the last line of the key of a message of gettext that starts in a line."""
        patterns = _patterns()
        key = patterns["message_key"].match(self._text, *self._lines[number])
        if key is None:
            return None
        last = self._last_continuation(number)
        # The message with an empty key is the header.
        if last == number and key["empty"] and number + 1 < len(self._lines):
            header = patterns["empty_message"].fullmatch(self._text, *self._lines[number + 1])
            if header:
                last = self._last_continuation(number + 1)
        return last

    def _last_continuation(self, number: int) -> int:
        """Returns the last of the lines of strings alone that follow a line."""
        string = _patterns()["string"]
        while number + 1 < len(self._lines) and string.fullmatch(
            self._text, *self._lines[number + 1]
        ):
            number += 1
        return number

    def _find_fences(self) -> dict[int, _Fence]:
        fences: dict[int, _Fence] = {}
        if not any(sign in self._text for sign in ("```", "~~~", "$$")):
            return fences
        pattern = _patterns()["fence"]
        for number, (start, end) in enumerate(self._lines):
            found = pattern.match(self._text, start, end)
            if not found:
                continue
            row = found["fence"]
            info = self._text[found.end() : end].strip()
            marked = bool(found["mark"])
            if ("`" in info and row[0] == "`") or (info and row[0] == "$"):
                continue
            fences[number] = _Fence(
                number, row[0], len(row), ">" in found["quote"], not info and not marked
            )
        return fences

    def _fence_start(self, number: int) -> int:
        start, end = self._lines[number]
        found = _patterns()["fence"].match(self._text, start, end)
        return found.start("fence") if found else start

    def _end_of_fence(self, number: int) -> int | None:
        """Returns the last line of the fenced block that starts in a line, if one does."""
        fence = self._fences.get(number)
        if fence is None:
            return None
        bare = self._bare[fence.sign]
        after = bisect_right(bare, number, key=lambda one: one.line)
        closed = self._longest[fence.sign][after] >= fence.length
        # A row of tildes may be an ornament, or underline a heading.
        if fence.sign != "`" and fence.bare and (not closed or self._underlines(fence)):
            return None
        last = len(self._lines) - 1
        if closed:
            while bare[after].length < fence.length:
                after += 1
            last = bare[after].line
        if fence.quoted:
            for line in range(number + 1, last + 1):
                start, end = self._lines[line]
                if not self._text[start:end].lstrip().startswith(">"):
                    return line - 1
        return last

    def _underlines(self, fence: _Fence) -> bool:
        if not fence.line or fence.sign != "~" or fence.length < 4:
            return False
        start, end = self._lines[fence.line - 1]
        return start < end and end - start <= fence.length

    def _front_matter(self, blocks: list[tuple[int, int]]) -> int:
        """Finds front matter, and returns the line behind it."""
        if len(self._lines) < 3:
            return 0
        first = self._text[slice(*self._lines[0])].removeprefix("\ufeff")
        key = _patterns()["key"]
        if first not in ("---", "+++") or not key.match(self._text, *self._lines[1]):
            return 0
        for number, (start, end) in enumerate(self._lines[1:], 1):
            if self._text[start:end] in (first, "..."):
                blocks.append((0, end))
                return number + 1
        return 0

    def _element(self, position: int, start: int, end: int) -> tuple[int, int] | None:
        """Finds the next element or comment that begins in a line and is no part of its text."""
        for opening in _patterns()["opening"].finditer(self._text, position, end):
            at = opening.start()
            if self._text[at - 1 : at] == "`":
                continue
            name = (opening["name"] or "--").lower()
            if self._closers is None:
                self._closers = {}
                for found in _patterns()["closing"].finditer(self._text):
                    key = (found["name"] or "--").lower()
                    self._closers.setdefault(key, []).append(found.span())
            closers = self._closers.get(name, [])
            closer = bisect_left(closers, (opening.end(), 0))
            if closer == len(closers):
                continue
            close = closers[closer][1]
            if name in _BLOCK_ELEMENTS or close > end:
                return at, close
            if not self._text[start:at].strip() and not self._text[close:end].strip():
                return at, close
        return None


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    names = "(?P<name>pre|script|style|textarea|svg|math|code|kbd|samp)"
    stamp = r"(?:\d{1,3}:)?\d\d:\d\d(?:[.,]\d{1,3})?"
    return {
        "fence": re.compile(
            r"(?P<quote>[\s>]*)(?P<mark>(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?P<fence>`{3,}|~{3,}|\$\$)"
        ),
        "line": re.compile(
            rf"\s*{stamp}[ \t]*-->[ \t]*{stamp}(?:[ \t].*)?|WEBVTT\b.*"
            r"|[ ]{0,3}\[[^\[\]\n]{1,200}\]:[ \t]*(?:<[^<>\n]*>|[^\s:]+:?//\S*|[#./]\S+).*"
        ),
        "key": re.compile(r"[\w.-]{1,100}[ \t]*[:=]|#"),
        "message_key": re.compile(r'\s*(?:msgctxt|msgid(?:_plural)?)[ \t]+"(?P<empty>"[ \t]*$)?'),
        "empty_message": re.compile(r'\s*msgstr[ \t]+""'),
        "string": re.compile(r'\s*"(?:[^"\\]|\\.)*+"'),
        "opening": re.compile(rf"<!--|<{names}(?=[\s>])[^<>]*>", re.IGNORECASE),
        "closing": re.compile(rf"-->|</{names}\s{{0,9}}>", re.IGNORECASE),
    }
