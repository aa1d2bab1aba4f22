"""Items of lists."""

# ruff: noqa: RUF001 - dashes are what this module looks for.

import functools
import re

from nlp_suite.text.structure.layout import Layout

# Lines between which the numbers of a list follow each other.
_NEAR = 40
# Characters of a line that a wrapper may have ended; of a heading; words of one with a stop.
_LEAST_SHORT, _SHORT, _SHORT_WORDS = 3, 40, 5
_WRAPPED, _HEADING, _TITLE_WORDS = 40, 80, 8


def mark_lists(layout: Layout) -> None:
    """Marks list items, without the bullets and numbers before them.

    Args:
        layout: The lines of a text.
    """
    patterns = _patterns()
    numbered: list[tuple[int, str, int, int]] = []
    for number, line in enumerate(layout.lines):
        if not layout.is_open(number):
            continue
        bullet = patterns["bullet"].match(line.text)
        if bullet and bullet.end() < line.length and not _is_dash(layout, number):
            layout.mark(number, "list_item", line.start + bullet.end())
            continue
        ordinal = patterns["number"].match(line.text)
        if ordinal and ordinal.end() < line.length:
            value = ordinal["value"]
            place = int(value) if value.isdigit() else ord(value.casefold()[-1]) - ord("a") + 1
            style = ordinal["open"] + ("1" if value.isdigit() else "a") + ordinal["close"]
            numbered.append((number, style, place, line.start + ordinal.end()))
    # One number alone begins a sentence as well: "3. Oktober".
    for index, (number, style, place, content) in enumerate(numbered):
        near = numbered[max(0, index - 1) : index] + numbered[index + 1 : index + 2]
        if any(
            other_style == style and abs(other - place) == 1 and abs(at - number) <= _NEAR
            for at, other_style, other, _ in near
        ):
            layout.mark(number, "list_item", content)
    items = {number for number, *_ in numbered}
    for number, style, _, _ in numbered:
        if (
            "1" in style
            and layout.kinds[number] == "list_item"
            and _is_section(layout, number, items)
        ):
            layout.mark(number, "heading", layout.lines[number].start)
    indent = 0
    for number, line in enumerate(layout.lines):
        if layout.kinds[number] == "list_item":
            indent = line.indent
        elif number and layout.is_open(number) and layout.kinds[number - 1] == "list_item":
            wrapped = line.lower and not layout.lines[number - 1].stopped
            if not layout.breaks(number) or (not line.gap and (line.indent > indent or wrapped)):
                layout.mark(number, "list_item", joined=True)


def mark_short_lines(layout: Layout) -> None:
    """Marks lists without marks: blocks of short lines, ingredients say.

    Args:
        layout: The lines of a text.
    """
    word = _patterns()["word"]
    for first, after in layout.blocks():
        start = first + 1 if layout.kinds[first] == "heading" else first
        if after - start < _LEAST_SHORT:
            continue
        lines = layout.lines[start:after]
        if all(layout.is_open(number) for number in range(start, after)) and all(
            line.length <= _SHORT
            and line.words(_SHORT_WORDS) <= _SHORT_WORDS
            and not line.stopped
            and line.text[-1] not in ",;:-"
            for line in lines
        ):
            worded = sum(bool(word.search(line.text)) for line in lines)
            if worded * 2 < len(lines):
                # What is left of a formula.
                continue
            for number in range(start, after):
                layout.mark(number, "list_item")


def _is_dash(layout: Layout, number: int) -> bool:
    """Tells whether a mark at the start of a line is a dash of the sentence that it wraps."""
    line = layout.lines[number]
    if line.gap or layout.kinds[number - 1] is not None:
        return False
    before = layout.lines[number - 1]
    following = layout.lines[number + 1] if number + 1 < len(layout.lines) else None
    return (
        before.length >= _WRAPPED
        and not before.stopped
        and before.text[-1] != ":"
        and not (following is not None and following.text.startswith(line.text[:2]))
    )


def _is_section(layout: Layout, number: int, items: set[int]) -> bool:
    """Tells whether a numbered line is a heading: something else stands between it and others."""
    line = layout.lines[number]
    if line.stopped and not (layout.alone(number) and line.words(_TITLE_WORDS) <= _TITLE_WORDS):
        return False
    return (
        line.length <= _HEADING
        and line.text[-1] not in ",;:"
        and layout.is_open(number + 1)
        and (layout.gap_after(number) or layout.breaks(number + 1))
        and (layout.lines[number + 1].length > line.length or layout.lines[number + 1].stopped)
        and number - 1 not in items
    )


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "bullet": re.compile(r"(?:[-*+•‣◦▪▫●○■□·⁃∙–]\s+|o\s{2,})(?:\[[ xX]?\]\s+)?"),
        "word": re.compile(r"[^\W\d_]{3}"),
        "number": re.compile(
            r"(?P<open>\(?)(?P<value>\d{1,3}|[A-Za-z]|[ivx]{1,4})(?P<close>[.)])\s+"
        ),
    }
