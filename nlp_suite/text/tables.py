"""Tables and key-value lines of a plain text: their cells with headings and row labels."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp_suite.text.sentences import SentenceSpan as CellSpan

# Beyond these it is a list or prose, and not a table that anybody would read row by row.
_MAX_COLUMNS, _MAX_CELL, _MAX_LINE = 64, 300, 4_000
_MAX_KEY, _MAX_KEY_WORDS, _MAX_VALUE_WORDS = 48, 6, 25
# A cell of a table without bars or tabs is short: lines of prose have commas, too.
_MAX_BARE_CELL = 60
_BARS = "|\u2502\u2503\u2551\u00a6"
_BAR = re.compile(f"[{_BARS}]")
_RULE = frozenset("|+-=:_* \t\u2013\u2014" + "".join(map(chr, range(0x2500, 0x2580))))
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_LEADER = re.compile(r" ?(?:\.{3,}|(?: \.){3,}|\u2026{2,}) ?")
# That of a time, "08:56", is none.
_COLON = re.compile(r"(?<!\d):|:(?!\d)")
_BULLETS = "-*\u2022\u2023\u25aa\u25cf\u2013 \t"
_EMPHASIS = "*_`"
_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d(?:[-/\u2013]\d\d(?:\d\d)?)?")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
# Headings over the keys of key-value rows, and over their values.
_KEY_HEADINGS_TEXT = "field key property attribute parameter feature merkmal feld"
_KEY_HEADINGS = frozenset(_KEY_HEADINGS_TEXT.split())
_VALUE_HEADINGS_TEXT = "value values detail details data information wert angabe"
_VALUE_HEADINGS = frozenset(_VALUE_HEADINGS_TEXT.split())


class Field(NamedTuple):
    """A value of a record with its heading.

    Attributes:
        heading: Where its heading, or key, stands in the text.
        value: Where the value stands.
    """

    heading: CellSpan
    value: CellSpan


class Record(NamedTuple):
    """A row of a table, or a block of key-value lines.

    Attributes:
        start: Where it starts in the text, in characters.
        end: Where it ends, the character after its last.
        label: Where the cell stands that says what the row is about; None for key-value lines
            about one thing.
        fields: Its other cells that are not empty, in the text's order.
    """

    start: int
    end: int
    label: CellSpan | None
    fields: tuple[Field, ...]


class Table(NamedTuple):
    """A table, or key-value lines.

    Attributes:
        start: Where its first line starts in the text, in characters.
        end: Where its last line ends.
        records: Its records, in the text's order.
    """

    start: int
    end: int
    records: tuple[Record, ...]


class _Line(NamedTuple):
    """A line with its kind and its cells."""

    start: int
    end: int
    kind: str
    cells: tuple[CellSpan, ...]


def find_tables(text: str) -> list[Table]:
    r"""Finds the tables and key-value lines of a plain text.

    Tables are lines of Markdown, or with other bars, tabs, commas, semicolons or wide gaps
    between their cells, under a line of headings. Key-value lines are two lines or more of
    "key: value" (or "key = value", "key ..... value"), and rows of two cells without headings.
    The label of a row is the first cell that differs in all rows and is no number.

    Args:
        text: The text.

    Returns:
        The tables, in the text's order. What may as well be prose, or a dialogue, is none.

    Example:
        >>> text = "Prices:\n\nItem,Price,Stock\nlamp,12.50,4\nrug,80.00,2\n"
        >>> record = find_tables(text)[0].records[1]
        >>> text[slice(*record.label)], [text[slice(*field.value)] for field in record.fields]
        ('rug', ['80.00', '2'])
    """
    found: list[Table] = []
    for run in _runs(text):
        table = _fields_table(text, run) if run[0].kind == "field" else _rows_table(text, run)
        if table is not None:
            found.append(table)
    return found


def _runs(text: str) -> Iterator[list[_Line]]:
    """Yields neighbouring lines of one kind; rules within do not part them."""
    run: list[_Line] = []
    blank = False
    for line in _lines(text):
        if line.kind == "blank":
            blank = True
            continue
        if line.kind == "rule" and run and not blank and run[0].kind != "field":
            run.append(line)
            continue
        # Key-value lines come in blocks.
        continues = run and line.kind == run[0].kind and (not blank or line.kind == "field")
        if not continues:
            if run:
                yield run
            run = []
        if line.kind not in ("other", "rule"):
            if run and blank:
                run.append(_Line(line.start, line.start, "blank", ()))
            run.append(line)
        blank = False
    if run:
        yield run


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    while start < len(text):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        yield _line(text, start, stop)
        start = stop + 1


def _line(text: str, start: int, stop: int) -> _Line:
    if stop - start > _MAX_LINE:
        return _Line(start, stop, "other", ())
    line = text[start:stop]
    if not line or line.isspace():
        return _Line(start, stop, "blank", ())
    stripped = line.strip()
    if len(stripped) > 2 and _RULE.issuperset(stripped):
        return _Line(start, stop, "rule", ())
    kind, cells = _cells(line)
    if not 2 <= len(cells) <= _MAX_COLUMNS:
        return _Line(start, stop, "other", ())
    spans = tuple(_trimmed(line, start, *cell) for cell in cells)
    return _Line(start, stop, kind, spans)


def _cells(line: str) -> tuple[str, list[tuple[int, int]]]:
    """Returns what kind of line it is, and its cells."""
    if _BAR.search(line):
        return "bar", _barred(line)
    if "\t" in line.strip():
        return "tab", _split(line, [(i, i + 1) for i, c in enumerate(line) if c == "\t"])
    field = _key_and_value(line)
    if field:
        return "field", field
    for delimiter in ";,":
        if line.count(delimiter) >= 2:
            return delimiter, _delimited(line, delimiter)
    gaps = [match.span() for match in _GAP.finditer(line.rstrip())]
    if gaps:
        return "gap", _split(line, gaps)
    return "other", []


def _barred(line: str) -> list[tuple[int, int]]:
    bars = [match.span() for match in _BAR.finditer(line) if not _is_escaped(line, match.start())]
    cells = _split(line, bars)
    # Bars at the ends enclose the row.
    if not line[: cells[0][1]].strip():
        cells = cells[1:]
    if cells and not line[cells[-1][0] :].strip():
        cells = cells[:-1]
    return cells


def _is_escaped(line: str, place: int) -> bool:
    return place > 0 and line[place - 1] == "\\"


def _split(line: str, delimiters: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    starts = [0, *(end for _, end in delimiters)]
    ends = [*(start for start, _ in delimiters), len(line)]
    return list(zip(starts, ends, strict=True))


def _delimited(line: str, delimiter: str) -> list[tuple[int, int]]:
    """Splits a line of comma-separated values, in which a cell may be quoted."""
    delimiters = []
    quoted = False
    fresh = True
    for i, character in enumerate(line):
        if character == '"' and (quoted or fresh):
            quoted = not quoted
        elif character == delimiter and not quoted:
            delimiters.append((i, i + 1))
        fresh = character == delimiter or (fresh and character.isspace())
    cells = _split(line, delimiters)
    # "1,250 people came, as they say" has a comma within a number.
    return [] if quoted else cells


def _key_and_value(line: str) -> list[tuple[int, int]]:
    """Returns the key and the value of a key-value line, or nothing."""
    leader = _LEADER.search(line)
    if leader and leader.end() - leader.start() > 3:
        start, end = leader.span()
    else:
        colon = _COLON.search(line)
        start = colon.start() if colon else line.find(" = ")
        end = start + (1 if colon else 3)
    if start < 1 or start > _MAX_KEY + 8:
        return []
    key = line[:start].lstrip(_BULLETS).strip(_EMPHASIS)
    value = line[end:].strip()
    if (
        not key
        or not key[0].isalpha()
        or len(key) > _MAX_KEY
        or len(key.split()) > _MAX_KEY_WORDS
        or any(mark in key[:-1] for mark in ".,;!?")
        or key[-1] in ",;!?"
        or not value
        or value.startswith("//")
        or len(value) > _MAX_CELL
        or len(value.split()) > _MAX_VALUE_WORDS
        or value[-1] in "?!:"
    ):
        return []
    return [(line.index(key, 0), start), (end, len(line))]


def _trimmed(line: str, offset: int, start: int, end: int) -> CellSpan:
    """Returns the span of a cell in the text, without what encloses its content."""
    content = line[start:end]
    left = len(content) - len(content.lstrip())
    content = content.strip()
    start += left
    end = start + len(content)
    if len(content) > 1 and content[0] == content[-1] == '"':
        return CellSpan(offset + start + 1, offset + end - 1)
    inner = content.strip(_EMPHASIS)
    if inner and inner != content:
        start += content.index(inner)
        end = start + len(inner)
        # Markdown's "**Name:**" has the colon within.
        inner = inner.strip()
        start = line.index(inner, start)
        end = start + len(inner)
    return CellSpan(offset + start, offset + end)


def _rows_table(text: str, run: Sequence[_Line]) -> Table | None:
    ruled = next((i for i, line in enumerate(run) if i and line.kind == "rule"), None)
    rows = [line for line in run if line.kind != "rule"]
    kind = rows[0].kind
    if not _is_table(text, rows, kind):
        return None
    # In Markdown the rule stands behind the headings; some tables have one behind each row.
    headed = kind == "bar" and ruled == 1 if run[0].kind != "rule" else True
    rows = [_with_corner(rows[0], rows[1:]), *rows[1:]]
    columns = len(rows[0].cells)
    bodies = rows[1:]
    start, end = run[0].start, run[-1].end
    if columns == 2:
        first = [text[slice(*cell)].strip().lower() for cell in rows[0].cells]
        generic = first[0] in _KEY_HEADINGS or first[1] in _VALUE_HEADINGS or not any(first)
        if generic and len(bodies) > 1:
            return _key_value_rows(text, bodies, start, end)
        if not headed and not _has_contrast(text, rows):
            return _key_value_rows(text, rows, start, end)
    elif not headed and not _is_heading(text, rows[0].cells, bodies):
        return None
    label = _label_column(text, rows)
    records = []
    for row in bodies:
        fields = tuple(
            Field(heading, value)
            for j, (heading, value) in enumerate(zip(rows[0].cells, row.cells, strict=False))
            if j != label and heading.start < heading.end and value.start < value.end
        )
        if fields and label < len(row.cells):
            about = row.cells[label]
            records.append(
                Record(row.start, row.end, about if about.start < about.end else None, fields)
            )
    return Table(start, end, tuple(records)) if records else None


def _with_corner(heading: _Line, bodies: Sequence[_Line]) -> _Line:
    """Adds the empty cell over the labels, which a line that begins with a bar seems to lack."""
    lacking = bool(bodies) and all(len(row.cells) == len(heading.cells) + 1 for row in bodies)
    if heading.kind != "bar" or not lacking:
        return heading
    return heading._replace(cells=(CellSpan(heading.start, heading.start), *heading.cells))


def _is_table(text: str, rows: Sequence[_Line], kind: str) -> bool:
    counts = [len(row.cells) for row in rows]
    columns = counts[0]
    if any(cell.end - cell.start > _MAX_CELL for row in rows for cell in row.cells):
        return False
    if kind in ("bar", "tab"):
        alike = sum(count == counts[-1] for count in counts)
        return len(rows) >= 2 and alike * 2 >= len(rows)
    # Prose has commas and gaps, too: such a table must be a regular one.
    least = 3 if columns == 2 or kind == "," else 2
    if len(rows) < least or any(count != columns for count in counts):
        return False
    if kind != "gap" and columns < 3:
        return False
    return all(
        cell.end - cell.start <= _MAX_BARE_CELL and text[cell.end - 1 : cell.end] not in (".", "!")
        for row in rows
        for cell in row.cells
    ) and _is_heading(text, rows[0].cells, rows[1:])


def _is_heading(text: str, cells: Sequence[CellSpan], bodies: Sequence[_Line]) -> bool:
    """Says whether a row is one of headings: words, or years over numbers, all different."""
    words = [text[slice(*cell)] for cell in cells]
    named = [word for word in words if word]
    if len({word.casefold() for word in named}) < len(named) or len(named) < len(words) - 1:
        return False
    plain = [not _DIGIT.search(word) for word in words]
    if all(plain):
        return bool(bodies)
    years = all(plain[j] or _YEAR.fullmatch(words[j]) for j in range(len(words)))
    return years and plain[0] and bool(bodies)


def _has_contrast(text: str, rows: Sequence[_Line]) -> bool:
    """Says whether two columns have a heading: the first row has no number, all others have."""
    first, *others = ([text[slice(*cell)] for cell in row.cells] for row in rows)
    if len(others) < 2 or any(_DIGIT.search(word) for word in first):
        return False
    return all(len(row) > 1 and _DIGIT.search(row[1]) for row in others)


def _label_column(text: str, rows: Sequence[_Line]) -> int:
    bodies = rows[1:]
    for j in range(len(rows[0].cells)):
        words = [text[slice(*row.cells[j])] for row in bodies if j < len(row.cells)]
        if all(_LETTER.search(word) for word in words) and len({*words}) == len(words):
            return j
    return 0


def _key_value_rows(text: str, rows: Sequence[_Line], start: int, end: int) -> Table | None:
    pairs = [row for row in rows if len(row.cells) == 2 and _LETTER.search(_first(text, row))]
    records = tuple(
        Record(row.start, row.end, None, (Field(*row.cells),))
        for row in pairs
        if row.cells[1].start < row.cells[1].end
    )
    if len(pairs) < len(rows) or not records or len({_first(text, r) for r in rows}) < len(rows):
        return None
    return Table(start, end, records)


def _first(text: str, row: _Line) -> str:
    return text[slice(*row.cells[0])].casefold()


def _fields_table(text: str, run: Sequence[_Line]) -> Table | None:
    """Makes a table of key-value lines: a record of each block, which names no key twice."""
    blocks: list[list[_Line]] = [[]]
    for line in run:
        if line.kind == "blank":
            blocks.append([])
        elif blocks[-1] and _first(text, line) == _first(text, blocks[-1][0]):
            blocks.append([line])
        else:
            blocks[-1].append(line)
    blocks = [block for block in blocks if block]
    lines = [line for block in blocks for line in block]
    sentences = sum(text[line.cells[1].end - 1] in '.\u2026"\u201d' for line in lines)
    # A dialogue names its speakers again and again, and they speak in sentences.
    if any(len({_first(text, line) for line in block}) < len(block) for block in blocks):
        return None
    if sentences * 2 > len(lines):
        return None
    if sum(map(len, blocks)) < 2 or max(map(len, blocks)) < 2:
        return None
    keys = [{_first(text, line) for line in block} for block in blocks]
    several = len(blocks) > 1 and all(
        _first(text, block[0]) == _first(text, blocks[0][0]) for block in blocks
    )
    shared = len(blocks) > 1 and not several and bool(set.intersection(*keys))
    if shared and len(set.union(*keys)) == max(map(len, keys)):
        return None
    records = []
    for block in blocks:
        if several and len(block) > 1:
            fields = tuple(Field(line.cells[0], line.cells[1]) for line in block[1:])
            records.append(Record(block[0].start, block[-1].end, block[0].cells[1], fields))
            continue
        records += [
            Record(line.start, line.end, None, (Field(line.cells[0], line.cells[1]),))
            for line in block
        ]
    return Table(run[0].start, run[-1].end, tuple(records))
