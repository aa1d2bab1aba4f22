"""Questions of a job, read from a list or a file."""

import csv
import itertools
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NoReturn

from nlp_suite.batch.store.kept_fields import plain_fields
from nlp_suite.data.documents.document_file import DocumentFile, open_file
from nlp_suite.data.documents.file_names import one_line_name, written_name
from nlp_suite.data.documents.held_file import HeldFile
from nlp_suite.data.documents.parsers.byte_blocks import read_blocks
from nlp_suite.data.documents.parsers.text_lines import read_lines
from nlp_suite.data.files.delimiters import next_row, split_header
from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.text.surrogates import without_surrogates


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and of which files it is asked.

    Args:
        text: The question.
        file: The file that it is asked of, by its name or the end of its path; all if None.
        fields: What else its row says, to be passed on to the rows of its answers.

    Example:
        >>> Question("Who paid?", file="ann.html").file
        'ann.html'
    """

    text: str
    file: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


Questions = str | os.PathLike[str] | Sequence[str | Mapping[str, Any]]

_MAX_LINE = 1 << 20
_BLOCK_BYTES = 1 << 16


def read_questions(
    questions: Questions, report: Callable[[DataFormatError], None] | None = None
) -> Iterator[Question]:
    """Yields questions from a list or a file.

    Args:
        questions: A list of questions, or of dictionaries with the keys "question", "file"
            where one is asked of that file alone, and any others; or the path of a file: of a
            `.jsonl` or `.csv` file with such fields or columns, or of a text with a question
            on each line. Each may be in gzip. "-" is standard input, whose lines are questions or,
            if the first begins with "{", objects of JSON; a named pipe is read like that too.
        report: Called with what is wrong with a line, or a row, of a file; that is left out then.
            If None, it is raised.

    Yields:
        The questions, in order.

    Raises:
        InvalidInputError: If a question of a list is none, or there is no such file.
        DataFormatError: If the file cannot be read, or a line of it and `report` is None. A
            `.csv` file cannot be read that lacks the column, leaves a quotation mark open or has
            invalid bytes: what follows cannot be told from what belongs to that row.

    Example:
        >>> [question.text for question in read_questions(["Who paid?"])]
        ['Who paid?']
    """
    if isinstance(questions, str | os.PathLike):
        for found in _read_file(os.fspath(questions)):
            if isinstance(found, Question):
                yield found
            elif report is None:
                raise found
            else:
                report(found)
        return
    if not isinstance(questions, Sequence) or isinstance(questions, bytes):
        raise InvalidInputError(
            f"questions must be a list of them or the path of a file, got "
            f"{type(questions).__name__}"
        )
    for place, one in enumerate(questions):
        name = f"questions[{place}]"
        if isinstance(one, str):
            yield Question(_checked(one, name, InvalidInputError))
        elif isinstance(one, Mapping):
            yield _from_fields(one, name, InvalidInputError)
        else:
            raise InvalidInputError(
                f"{name} must be a str or a dictionary, got {type(one).__name__}"
            )


# What a line has, or what is wrong with it.
_Lines = Iterator[bytes | None]
_Found = Iterator[Question | DataFormatError]


def _read_file(path: str) -> _Found:
    if path == "-":
        yield from _read_stream(sys.stdin.buffer, "standard input")
        return
    if _is_pipe(path):
        with open(path, "rb") as stream:  # noqa: PTH123
            yield from _read_stream(stream, one_line_name(path))
        return
    found = DocumentFile(os.path.realpath(path), path)
    read = {"jsonl": _read_json_lines, "csv": _read_csv}.get(found.format, _read_plain)
    with HeldFile.hold(found) as held, open_file(held) as file:
        yield from read(
            read_lines(read_blocks(file, found.line), found.line, _MAX_LINE), found.line
        )
        held.check()


def _is_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)  # noqa: PTH116
    except (OSError, ValueError):
        return False


def _read_stream(stream: BinaryIO, name: str) -> _Found:
    blocks = iter(lambda: stream.read(_BLOCK_BYTES), b"")
    lines = read_lines(blocks, name, _MAX_LINE)
    started: list[bytes | None] = []
    for line in lines:
        started.append(line)
        if line is None or line.strip():
            break
    first = started[-1] if started else b""
    read = _read_json_lines if (first or b"").lstrip().startswith(b"{") else _read_plain
    yield from read(itertools.chain(started, lines), name)


def _text(line: bytes | None, place: str) -> str:
    if line is None:
        raise DataFormatError(f"{place} has more than {_MAX_LINE:,} bytes")
    if b"\0" in line:
        raise DataFormatError(f"{place} has a NUL character")
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise DataFormatError(f"{place} is not valid UTF-8; save the file as UTF-8") from error


def _read_plain(lines: _Lines, name: str) -> _Found:
    for number, line in enumerate(lines, start=1):
        place = f"{name}, line {number}"
        try:
            text = _text(line, place).strip()
            if text:
                yield Question(_checked(text, place, DataFormatError))
        except DataFormatError as error:
            yield error


def _read_json_lines(lines: _Lines, name: str) -> _Found:
    for number, line in enumerate(lines, start=1):
        place = f"{name}, line {number}"
        try:
            text = _text(line, place)
            if text.strip():
                yield _from_json(text, place)
        except DataFormatError as error:
            yield error


def _from_json(text: str, place: str) -> Question:
    try:
        row = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise DataFormatError(f"{place} is no JSON ({error})") from error
    if not isinstance(row, dict):
        raise DataFormatError(f"{place} is a JSON {type(row).__name__}, not an object")
    return _from_fields(row, place, DataFormatError)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _read_csv(lines: _Lines, name: str) -> _Found:
    texts = (_text(line, f"{name}, line {i}") for i, line in enumerate(lines, start=1))
    first = next(texts, "")
    found = split_header(first, ["question"])
    if found is None:
        raise DataFormatError(
            f"{name} has no column 'question', its first line is {first[:80].rstrip()!r}"
        )
    header, delimiter = found
    reader = csv.reader(texts, delimiter=delimiter, strict=True)
    try:
        while (cells := next_row(reader, _MAX_LINE)) is not None:
            if not cells:
                continue
            row = dict(zip(header, cells, strict=False))
            try:
                yield _from_fields(row, f"{name}, line {reader.line_num + 1}", DataFormatError)
            except DataFormatError as error:
                yield error
    except csv.Error as error:
        raise DataFormatError(f"{name}, line {reader.line_num + 1}: {error}") from error


def _from_fields(
    row: Mapping[str, Any], place: str, error: type[InvalidInputError | DataFormatError]
) -> Question:
    question, file = row.get("question"), row.get("file") or None
    if not isinstance(question, str) or not question.strip():
        raise error(f"{place} has no question; give it as 'question', got {question!r:.80}")
    if file is not None and not isinstance(file, str | os.PathLike):
        raise error(f"{place}: its 'file' must be a path, got {file!r:.80}")
    others = {key: value for key, value in row.items() if key not in ("question", "file")}
    try:
        fields = plain_fields(others)
    except DataFormatError as problem:
        raise error(f"{place}: {problem}") from problem
    return Question(_checked(question, place, error), None if file is None else _name(file), fields)


def _name(file: str | os.PathLike[str]) -> str:
    """Returns the name of a file as documents have it."""
    name = os.fsdecode(file)
    try:
        return written_name(name)
    except UnicodeEncodeError:
        # Halves of surrogate pairs that no name can have.
        return without_surrogates(name)


def _checked(question: str, place: str, error: type[InvalidInputError | DataFormatError]) -> str:
    if not question.strip():
        raise error(f"{place} must have a visible character, got {question!r:.80}")
    try:
        question.encode()
    except UnicodeEncodeError as problem:
        raise error(f"{place} is not valid Unicode: {question!a:.80}") from problem
    return question
