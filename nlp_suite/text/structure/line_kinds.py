"""What each line of a text is taken for."""

from bisect import bisect_left

from nlp_suite.text.structure.code_blocks import mark_code, mark_fenced_code
from nlp_suite.text.structure.conversations import mark_turns
from nlp_suite.text.structure.headings import (
    mark_headings,
    mark_numbered_headings,
    mark_opening,
)
from nlp_suite.text.structure.layout import Layout
from nlp_suite.text.structure.lists import mark_lists, mark_short_lines
from nlp_suite.text.structure.mail import mark_mail
from nlp_suite.text.structure.notices import mark_menus, mark_notices
from nlp_suite.text.structure.verse import mark_narrow, mark_verse

# Characters of a row of a table that has neither bars nor tabulators.
_LONGEST_ROW = 300
# Of a label and the space behind it, at most.
_LABEL, _LABEL_WORDS = 40, 3
_REFERENCES_TEXT = """
references,bibliography,works cited,external links,further reading,see also,notes and references
literatur,literaturverzeichnis,quellen,weblinks,einzelnachweise,siehe auch
"""
_REFERENCES = frozenset(_REFERENCES_TEXT.strip().replace("\n", ",").split(","))
_RULE_MARKS = frozenset("|-:=+*_~# \t─━═•·.")


def mark_lines(layout: Layout) -> None:
    """Says what each line is taken for; the first that knows a line has it.

    Args:
        layout: The lines of a text; their kinds are changed.
    """
    mark_fenced_code(layout)
    mark_mail(layout)
    mark_turns(layout)
    mark_code(layout)
    _mark_tables(layout)
    mark_notices(layout)
    mark_lists(layout)
    mark_narrow(layout)
    mark_verse(layout)
    mark_opening(layout)
    mark_headings(layout)
    mark_numbered_headings(layout)
    mark_menus(layout)
    if layout.kinds[0] == "menu":
        # The title below a menu stands alone now.
        mark_headings(layout)
    mark_short_lines(layout)
    _mark_references(layout)
    _mark_labelled(layout)
    _mark_rules(layout)


def _mark_tables(layout: Layout) -> None:
    rows_of_cells = [
        layout.is_open(number)
        and (line.length <= _LONGEST_ROW or "|" in line.text or "\t" in line.text)
        for number, line in enumerate(layout.lines)
    ]
    if sum(rows_of_cells) < 2:
        return
    # Deferred: few texts have two lines that are so short, and its patterns take time.
    from nlp_suite.text.tables import find_tables

    # What cannot be a row is passed over.
    pieces: list[str] = []
    position = 0
    for line, may_be_row in zip(layout.lines, rows_of_cells, strict=True):
        if not may_be_row:
            pieces += layout.text[position : line.begin], "x" * (line.end - line.begin)
            position = line.end
    pieces.append(layout.text[position:])
    starts = [line.begin for line in layout.lines]
    for table in find_tables("".join(pieces)):
        first = max(0, bisect_left(starts, table.start + 1) - 1)
        rows = []
        while first < len(starts) and starts[first] < table.end:
            rows.append(first)
            first += 1
        # Values that are sentences are prose with labels.
        if sum(layout.lines[row].stopped for row in rows) * 2 > len(rows):
            continue
        for row in rows:
            if layout.is_open(row):
                layout.mark(row, "table")
                layout.hidden[row] = _is_rule(layout.lines[row].text)
    for number, line in enumerate(layout.lines):
        # Rows of a table that has no heading, or is broken.
        if layout.is_open(number) and line.text[0] == "|" and "|" in line.text[1:]:
            layout.mark(number, "table")
            layout.hidden[number] = _is_rule(line.text)


def _mark_references(layout: Layout) -> None:
    """Marks what a text cites or links to, below a heading that says so."""
    inside = False
    for number, line in enumerate(layout.lines):
        if layout.kinds[number] == "heading":
            content = layout.text[layout.contents[number] : layout.ends[number]][:80]
            inside = content.casefold().lstrip("0123456789. ").rstrip(":") in _REFERENCES
        elif inside and layout.kinds[number] in (None, "list_item"):
            layout.mark(number, "caption", joined=not line.gap and not layout.breaks(number))


def _mark_labelled(layout: Layout) -> None:
    """Marks lines that are a label and what it names: "Key terms: supply, demand", "Share  17"."""
    stopped = {n: line.stopped for n, line in enumerate(layout.lines) if layout.is_open(n)}
    # Notes without stops have labels, too.
    if 2 * sum(stopped.values()) < len(stopped):
        return
    for number in stopped:
        line = layout.lines[number]
        if line.length <= _LABEL * 2 and line.text[-1].isdigit() and "  " in line.text:
            # The rest of a table whose columns are spaces apart: a name and its number.
            value = line.text.partition("  ")[2]
            if not any(letter.isalpha() for letter in value):
                layout.mark(number, "table")
            continue
        if number and layout.kinds[number - 1] == "table" and not line.gap and not stopped[number]:
            # Its widest row may have one space.
            above = layout.lines[number - 1].text
            if line.length <= _LABEL * 2 and above[-1].isdigit() and line.text[-1].isdigit():
                layout.mark(number, "table")
                continue
        label, colon, named = line.text[:_LABEL].partition(": ")
        if (
            colon
            and not stopped[number]
            and layout.whole(number)
            and line.titled
            and line.length <= _LONGEST_ROW
            and len(label.split()) <= _LABEL_WORDS
            and named
            and any(mark in named for mark in ",;")
        ):
            layout.mark(number, "table" if number else "heading")


def _mark_rules(layout: Layout) -> None:
    """Hides what has no content, "* * *" say."""
    for number, line in enumerate(layout.lines):
        if (line.length > 1 or line.text == "|") and _is_rule(line.text):
            layout.hidden[number] = layout.hidden[number] or layout.kinds[number] != "code"
            if layout.is_open(number):
                layout.mark(number, "menu")


def _is_rule(line: str) -> bool:
    return _RULE_MARKS.issuperset(line[:200]) and _RULE_MARKS.issuperset(line)
