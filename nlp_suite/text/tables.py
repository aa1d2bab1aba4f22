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
_BARS = "|\u2502\u2503\u2551\u00a6\uff5c"
_BAR = re.compile(f"[{_BARS}]")
_RULE = frozenset(
    "|+-=:_* \t\u2013\u2014\uff5c\uff1a\uff0d" + "".join(map(chr, range(0x2500, 0x2580)))
)
_GAP = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_LEADER = re.compile(r" ?(?:\.{3,}|(?: \.){3,}|\u2026{2,}) ?")
# That of a time, "08:56", is none.
_COLON = re.compile(r"(?<!\d):|:(?!\d)|\uff1a")
_CLOCK = re.compile(r"\d:\d\d:\d")
_SETTING = re.compile(r"\s*[^\W\d][\w.-]{0,40}(?==[^=\s])")
# What a program computes, or the end of a statement.
_CODE = re.compile(r"\w[(\[]|[;,{(\[\\]\Z| (?:[-+*/%|&]{1,2}|==|if|for) ")
# What is said, or told, and no value.
_SPEECH_TEXT = "i i'm i've i'll you you're your my me we we're it's let's he she they it there"
_SPEECH = frozenset(_SPEECH_TEXT.split())
_REMARKS_TEXT = "info error warn warning debug fatal trace note nb ps"
_REMARKS = frozenset(_REMARKS_TEXT.split())
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_QUOTED = re.compile(r"`[^`]*`")
_BULLETS = "-*\u2022\u2023\u25aa\u25cf\u2013 \t"
_EMPHASIS = "*_`"
_DELIMITERS = ";,"
# Rows of a table with bars neither around it nor in a rule; words of a sentence; words of a line
# of prose in two columns; speakers of a dialogue.
_LEAST_LOOSE, _SENTENCE_WORDS, _COLUMN_WORDS, _SPEAKERS = 3, 4, 3, 3
# Mean words of what one of them says.
_SPOKEN_WORDS = 2.5
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
        if delimiter not in line:
            continue
        cells = _delimited(line, delimiter)
        if delimiter == "," and (len(cells) == 2 or _GAP.search(line)):
            # "75,620" is a number.
            cells = [] if len(_THOUSANDS.findall(line)) == line.count(",") else cells
        # "Paris, France" is no row.
        if len(cells) > 2 or (len(cells) == 2 and not line[cells[1][0] :][:1].isspace()):
            return delimiter, cells
    gaps = [match.span() for match in _GAP.finditer(line.rstrip())]
    if gaps:
        return "gap", _split(line, gaps)
    return "other", []


def _barred(line: str) -> list[tuple[int, int]]:
    plain = _QUOTED.sub(lambda match: " " * len(match[0]), line) if "`" in line else line
    bars = [match.span() for match in _BAR.finditer(plain) if not _is_escaped(line, match.start())]
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
    setting = _SETTING.match(line)
    if leader and _is_leader(line, *leader.span()):
        start, end = leader.span()
    elif setting:
        start = setting.end()
        end = start + 1
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
        or value[-1] == ":"
        or _CLOCK.search(key)
        or ("=" in line[start:end] and _CODE.search(value))
    ):
        return []
    return [(line.index(key, 0), start), (end, len(line))]


def _is_leader(line: str, start: int, end: int) -> bool:
    """Says whether dots lead to a value: "I wondered.... why it was so" has none that do."""
    glued = not line[start].isspace()
    length = len(line[start:end].strip())
    return length > (4 if glued else 2) and len(line[end:].split()) <= _MAX_KEY_WORDS


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
    rows: Sequence[_Line] = [line for line in run if line.kind != "rule"]
    kind = rows[0].kind
    if kind == "gap":
        rows = _in_columns(text, rows)
    loose = kind == "bar" and ruled is None and run[0].kind != "rule"
    if (
        loose
        and len(rows) < _LEAST_LOOSE
        and not any(_BAR.match(text, _first_visible(text, row)) for row in rows)
    ):
        # Commands and menus have bars, too.
        return None
    if not _is_table(text, rows, kind):
        return None
    # In Markdown the rule stands behind the headings; some tables have one behind each row.
    headed = (kind == "bar" and ruled == 1) or kind in _DELIMITERS or run[0].kind == "rule"
    rows = [_with_corner(rows[0], rows[1:]), *rows[1:]]
    columns = len(rows[0].cells)
    headings = _words(text, rows[0])
    bodies = [row for row in rows[1:] if _words(text, row) != headings]
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
    label = _label_column(text, bodies, columns)
    records = []
    group: CellSpan | None = None
    for row in bodies:
        if label and row.cells[0].start < row.cells[0].end:
            group = row.cells[0]
        elif label and group is not None:
            # The cell of a group of rows is said once, in the first of them.
            row = row._replace(cells=(group, *row.cells[1:]))
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


def _in_columns(text: str, rows: Sequence[_Line]) -> Sequence[_Line]:
    """Puts the cells of lines with wide gaps under their headings, where some are empty.

    Cells that only one blank parts are parted where a heading starts. Returns the lines as they
    are if a cell stands under no heading, and no lines if all are full but stand anywhere.
    """
    heading = rows[0]
    columns = len(heading.cells)
    places = [cell.start - heading.start for cell in heading.cells]
    stops = [cell.end - heading.start for cell in heading.cells]
    if all(len(row.cells) == columns for row in rows):
        beside = sum(
            abs(cell.start - row.start - place) < 2 or abs(cell.end - row.start - stop) < 2
            for row in rows[1:]
            for cell, place, stop in zip(row.cells[1:], places[1:], stops[1:], strict=True)
        )
        narrow = "   " not in text[heading.start : heading.end].replace("\u00a0", " ").strip()
        return [] if narrow and beside * 5 < (len(rows) - 1) * (columns - 1) * 4 else rows
    if columns < 3 or len(rows) < 3:
        return rows
    placed = [heading]
    for row in rows[1:]:
        cells = _placed(text, row, places, stops)
        if cells is None:
            return rows
        placed.append(row._replace(cells=cells))
    return placed


def _placed(
    text: str, row: _Line, places: Sequence[int], stops: Sequence[int]
) -> tuple[CellSpan, ...] | None:
    cells: list[CellSpan] = []
    for start, end in row.cells:
        for place in places:
            here = row.start + place
            if start < here < end and text[here - 1] in " \u00a0" and text[here] not in " \u00a0":
                cells.append(CellSpan(start, here - 1))
                start = here
        cells.append(CellSpan(start, end))
    found: list[CellSpan] = []
    left = iter(cells)
    cell = next(left, None)
    for place, stop in zip(places, stops, strict=True):
        if cell is not None and (
            abs(cell.start - row.start - place) < 2 or abs(cell.end - row.start - stop) < 2
        ):
            found.append(cell)
            cell = next(left, None)
        else:
            found.append(CellSpan(row.start, row.start))
    return tuple(found) if cell is None else None


def _is_table(text: str, rows: Sequence[_Line], kind: str) -> bool:
    if not rows:
        return False
    counts = [len(row.cells) for row in rows]
    columns = counts[0]
    if any(cell.end - cell.start > _MAX_CELL for row in rows for cell in row.cells):
        return False
    if kind in ("bar", "tab"):
        alike = sum(count == counts[-1] for count in counts)
        return len(rows) >= 2 and alike * 2 >= len(rows)
    # Prose has commas and gaps, too: such a table must be a regular one.
    tight = kind in _DELIMITERS and all(
        text[cell.start - 1] in (kind, '"') for row in rows for cell in row.cells[1:]
    )
    least = 3 if columns == 2 or (kind == "," and not tight) else 2
    if len(rows) < least or any(count != columns for count in counts):
        return False
    if kind in _DELIMITERS and not (tight and len(rows) > 2):
        # "London, Paris, Rome" may be a line of many.
        numbers = any(_DIGIT.search(word) for row in rows[1:] for word in _words(text, row))
        if columns < 3 or not numbers:
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
    if any(word[-1] in ".!" and len(word.split()) >= _SENTENCE_WORDS for word in named):
        return False
    plain = [
        not _DIGIT.search(word) or (word[0].isalpha() and _has_numbers(text, bodies, j))
        for j, word in enumerate(words)
    ]
    if all(plain):
        return bool(bodies)
    years = all(plain[j] or _YEAR.fullmatch(words[j]) for j in range(len(words)))
    return years and plain[0] and bool(bodies)


def _has_numbers(text: str, bodies: Sequence[_Line], column: int) -> bool:
    """Says whether a column has numbers under its heading, "Q1" say."""
    words = [text[slice(*row.cells[column])] for row in bodies if column < len(row.cells)]
    words = [word for word in words if word]
    return bool(words) and all(_DIGIT.search(word[:2]) for word in words)


def _has_contrast(text: str, rows: Sequence[_Line]) -> bool:
    """Says whether two columns have a heading: the first row has no number, all others have."""
    first, *others = ([text[slice(*cell)] for cell in row.cells] for row in rows)
    if len(others) < 2 or any(_DIGIT.search(word) for word in first):
        return False
    return all(len(row) > 1 and _DIGIT.search(row[1]) for row in others)


def _label_column(text: str, bodies: Sequence[_Line], columns: int) -> int:
    for j in range(columns):
        words = [text[slice(*row.cells[j])] for row in bodies if j < len(row.cells)]
        if all(_LETTER.search(word) for word in words) and len({*words}) == len(words):
            return j
    return 0


def _without_colon(text: str, row: _Line) -> _Line:
    key = row.cells[0]
    if key.end - key.start < 2 or text[key.end - 1] != ":":
        return row
    return row._replace(cells=(CellSpan(key.start, key.end - 1), *row.cells[1:]))


def _key_value_rows(text: str, rows: Sequence[_Line], start: int, end: int) -> Table | None:
    rows = [_without_colon(text, row) for row in rows]
    pairs = [row for row in rows if len(row.cells) == 2 and _LETTER.search(_first(text, row))]
    if rows[0].kind == "gap" and all(
        sum(len(_words(text, row)[j].split()) for row in pairs) > len(pairs) * _COLUMN_WORDS
        for j in (0, 1)
    ):
        # Prose in two columns.
        return None
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


def _words(text: str, row: _Line) -> list[str]:
    return [text[slice(*cell)] for cell in row.cells]


def _first_visible(text: str, row: _Line) -> int:
    line = text[row.start : row.end]
    return row.start + len(line) - len(line.lstrip())


def _is_said(value: str) -> bool:
    """Says whether a value is a sentence, as of a dialogue."""
    if value[-1] in '.?!\u2026"\u201d':
        return True
    words = value.casefold().replace("\u2019", "'").split()
    return len(words) > 1 and not _SPEECH.isdisjoint(words)


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
    run_on = all(blocks) and not any(line.kind == "blank" for line in run)
    blocks = [block for block in blocks if block]
    lines = [line for block in blocks for line in block]
    sentences = sum(
        _is_said(text[slice(*line.cells[1])]) or _first(text, line) in _REMARKS for line in lines
    )
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
    if several and run_on and len(set.union(*keys)) <= _SPEAKERS:
        said = sum(len(text[slice(*line.cells[1])].split()) for line in lines)
        if said >= len(lines) * _SPOKEN_WORDS:
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
