"""Headings of a text."""

# ruff: noqa: RUF001 - dashes are what this module looks for.

import functools
import re

from nlp_suite.text.structure.layout import Layout

_HEADING_WORDS, _LEADING_WORDS, _LEAD_CHARACTERS = 12, 8, 80
_LABEL_WORDS, _LISTED_WORDS = 3, 4
_OPENING_LINES, _SUBTITLE_CHARACTERS = 3, 90


def mark_headings(layout: Layout) -> None:
    """Marks headings: those of Markdown, with numbers, underlined ones, and short lines alone.

    Args:
        layout: The lines of a text.
    """
    patterns = _patterns()
    lines = layout.lines
    for number, line in enumerate(lines):
        if not layout.is_open(number):
            continue
        marks = patterns["marks"].match(line.text)
        if marks and line.length <= 200 and marks.end() < line.length:
            content = line.text[marks.end() :].rstrip(marks[0][0]).rstrip()
            start = line.start + marks.end()
            layout.mark(number, "heading", start, start + len(content) if content else None)
            continue
        if (
            layout.is_open(number + 1)
            and not lines[number + 1].gap
            and (line.gap or layout.kinds[number - 1] is not None)
            and line.words(_HEADING_WORDS) <= _HEADING_WORDS
            and patterns["underline"].fullmatch(lines[number + 1].text)
        ):
            layout.mark(number, "heading")
            layout.mark(number + 1, "heading", joined=True)
            layout.hidden[number + 1] = True
            continue
        if _is_plain_heading(layout, number):
            bold = patterns["bold"].fullmatch(line.text)
            start, end = bold.span("content") if bold else (0, line.length)
            layout.mark(number, "heading", line.start + start, line.start + end)


def mark_opening(layout: Layout) -> None:
    """Marks a title whose subtitle stands right below it, at the beginning of a text.

    Args:
        layout: The lines of a text.
    """
    after = 1
    while after < len(layout.lines) and not layout.lines[after].gap:
        after += 1
        if after > _OPENING_LINES:
            return
    # A table, a picture or a text stands below; what is all short lines is something else.
    if after in (1, len(layout.lines)) or not any(line.stopped for line in layout.lines[after:]):
        return
    if all(
        layout.kinds[number] in (None, "heading")
        and layout.lines[number].titled
        and not layout.lines[number].stopped
        and layout.lines[number].text[-1] not in ",;:-–—"
        and layout.lines[number].length <= _SUBTITLE_CHARACTERS
        and (number or layout.lines[0].words(_LEADING_WORDS) <= _LEADING_WORDS)
        for number in range(after)
    ):
        for number in range(after):
            layout.mark(number, "heading")


def mark_numbered_headings(layout: Layout) -> None:
    """Marks what looks like an item of a list but has a number as other headings have.

    Args:
        layout: The lines of a text, its headings and lists marked.
    """
    number_mark = _patterns()["number"]
    numbered = [
        number
        for number, line in enumerate(layout.lines)
        if layout.kinds[number] in ("heading", "list_item") and number_mark.match(line.text)
    ]
    if not any(layout.kinds[number] == "heading" for number in numbered):
        return
    places = set(numbered)
    for number in numbered:
        line = layout.lines[number]
        if (
            layout.kinds[number] == "list_item"
            and line.gap
            and not line.stopped
            and line.words(_LEADING_WORDS) <= _LEADING_WORDS
            and number + 1 < len(layout.lines)
            and number + 1 not in places
            and not layout.joined[number + 1]
        ):
            layout.mark(number, "heading", line.start)


def _is_plain_heading(layout: Layout, number: int) -> bool:
    line = layout.lines[number]
    if line.length > _LEAD_CHARACTERS or line.stopped:
        return False
    last = number + 1 >= len(layout.lines)
    if last and not (number and layout.kinds[number - 1] == "heading" and line.gap):
        return False
    patterns = _patterns()
    if not patterns["worded"].search(line.text):
        return False
    following = None if last else layout.kinds[number + 1]
    if line.text[-1] == ":":
        if not line.titled or not (
            line.gap or not layout.is_open(number - 1) or layout.lines[number - 1].stopped
        ):
            return False
        if following in ("list_item", "table"):
            return line.words(_LISTED_WORDS) <= _LISTED_WORDS
        return layout.alone(number) and line.words(_LABEL_WORDS) <= _LABEL_WORDS
    if line.text[-1] in ",;-–—" or line.words(_HEADING_WORDS) > _HEADING_WORDS:
        return False
    if not (line.titled or line.text[0].isdigit() or line.text[0] == "§") or patterns[
        "unfinished"
    ].search(line.text):
        return False
    before = layout.lines[number - 1] if number else None
    if not layout.begins(number):
        return False
    opens = line.gap or not layout.is_open(number - 1)
    if opens and (layout.gap_after(number) or following is not None):
        return True
    capitals = line.text.isupper() and not last and not layout.lines[number + 1].text.isupper()
    if capitals and (opens or (before is not None and before.stopped)):
        return True
    if last:
        return False
    # A line that no wrapper ended, as the next word had room: a heading over its paragraph.
    below = layout.lines[number + 1]
    return (
        line.words(_LEADING_WORDS) <= _LEADING_WORDS
        and layout.is_open(number + 1)
        and not below.gap
        and below.titled
        and below.length >= max(_LEAD_CHARACTERS, 2 * line.length)
        and (opens or (before is not None and before.stopped))
    )


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "marks": re.compile(r"#{1,6}\s+|={2,6}\s+(?=.*=\Z)"),
        "bold": re.compile(r"(?:\*\*|__)(?P<content>[^\s*_][^*_]{0,90}[^\s*_])(?:\*\*|__)"),
        "number": re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[^\W\d_]"),
        "worded": re.compile(r"[^\W\d_]{3}|[^\W\d_a-z]{2}|[^\x00-\u024f]{2}"),
        # "Recall from the chapter on trade that"; "Labour force: the number of those who work".
        "unfinished": re.compile(
            r"(?:\b(?:that|as|the|a|an|of|and|or|with|is|are|by|for|to|dass|als|der|die|das|und|oder"
            r"|mit|ist|sind|von))\Z|[:=]\s[a-z]"
        ),
        "underline": re.compile(r"={3,}|-{3,}|~{3,}|\^{3,}|\*{3,}"),
    }
