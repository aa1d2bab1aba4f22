"""What a command is given: files of every format, standard input, or a text itself."""

import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from nlp_suite.arguments import check_encodable, check_path
from nlp_suite.errors import InvalidInputError

if TYPE_CHECKING:
    from nlp_suite.cli.options import Values
    from nlp_suite.data.documents.document import Document
    from nlp_suite.data.files.line_blocks import LineBlock

STANDARD_INPUT = "-"

# Endings of files that people have texts in, or take for such; a text does not end in one.
_DOCUMENT_NAME = re.compile(
    r"[^/\\]\.(bz2|csv|docx?|eml|epub|gz|html?|jsonl?|log|markdown|md|od[pst]|parquet|pdf|po|pptx|"
    r"properties|rst|rtf|srt|tex|tsv|txt|vtt|xlsx?|xml|xz|ya?ml|zip|zst)$",
    re.IGNORECASE,
)
# More words than a file's name has.
_MOST_WORDS_OF_A_NAME = 4
_GROUP_CHARACTERS = 1 << 16
# As of `read_documents`.
_MOST_BYTES = 64 << 20


class InputText(NamedTuple):
    """A text that a command is given.

    Attributes:
        name: What to call it: the file as it was given, with the row where it is one of a table.
        text: The text.
    """

    name: str
    text: str


def read_inputs(
    files: Iterable[str], reading: "Values", *, many: str | None = None
) -> Iterator[InputText]:
    """Reads files as jobs over files do: texts, pages, PDF files and tables, also in gzip.

    Args:
        files: The files; "-" is standard input, whose first bytes say what it is.
        reading: Options of `nlp_suite.data.read_documents`.
        many: The command that takes folders, for the message; None if there is none.

    Yields:
        The text of each, and of each row of a table, in order.

    Raises:
        InvalidInputError: If a file does not exist, is a folder, or cannot be opened.
        DataFormatError: If one is damaged, no text or too large; a file may not be empty.
        MissingDependencyError: If the extra `documents` or `data` is needed and not installed.

    Example:
        ```python
        [(name, text)] = read_inputs(["articles/tom.txt"], {})
        ```
    """
    from nlp_suite.data.files.compressed import readable

    for file in files:
        if file == STANDARD_INPUT:
            yield InputText(file, _decode(_read_stream(sys.stdin.buffer, reading), file, reading))
        elif _is_stream(file):
            with readable(file), Path(file).open("rb") as stream:
                data = _read_stream(stream, reading)
            yield InputText(file, _decode(data, file, reading))
        else:
            for document in _documents(file, reading, many):
                row = "" if document.row is None else f", row {document.row}"
                yield InputText(f"{document.file}{row}", document.text)


def read_lines(file: str, reading: "Values") -> "Iterator[LineBlock]":
    r"""Reads the lines of a file, of whatever format, in blocks.

    A file of text in UTF-8 and standard input are streamed in constant memory; of others the text
    that `read_inputs` reads is split into lines.

    Args:
        file: The file, or "-" for standard input.
        reading: Options of `nlp_suite.data.read_documents`.

    Yields:
        Blocks of lines, each with its "\n", but for the last of a file of text.

    Raises:
        InvalidInputError: If the file does not exist, is a folder, or cannot be opened.
        DataFormatError: If it is damaged, no text or too large.
        MissingDependencyError: If the extra `documents` or `data` is needed and not installed.

    Example:
        ```python
        for block in read_lines("article.html", {}):
            print(len(block.lines))
        ```
    """
    from nlp_suite.data.documents.formats import known_format
    from nlp_suite.data.files.line_blocks import read_line_blocks

    if file == STANDARD_INPUT:
        streamed = _sniffed(_peeked()) is None
    else:
        streamed = _is_stream(file) or (
            known_format(file) in (None, "text") and _is_unicode_text(file)
        )
    if streamed:
        yield from read_line_blocks(file)
    else:
        yield from _grouped(read_inputs([file], reading))


def looks_like_path(argument: str) -> bool:
    """Tells whether a text argument is meant as a path, also of a file that is not there.

    Args:
        argument: The argument.

    Returns:
        Whether it names a file or a folder that exists, begins as paths do, goes on from a folder
        that exists, or ends as names of documents do. "and/or", dates and URLs are texts.

    Example:
        >>> looks_like_path("./letters/may"), looks_like_path("lettr.txt")
        (True, True)
        >>> looks_like_path("He/she left on 3/4/2024."), looks_like_path("https://example.com/a.md")
        (False, False)
    """
    if not argument or "\n" in argument or "\0" in argument:
        return False
    if os.path.lexists(argument):
        return True
    if re.search(r"(?:^|\s)(?:[A-Za-z][A-Za-z0-9+.-]+://|www\.|mailto:)", argument):
        return False
    words = len(argument.split())
    if words <= _MOST_WORDS_OF_A_NAME and _DOCUMENT_NAME.search(argument):
        return True
    if words == 1 and re.match(r"\.{0,2}[/\\]|~[/\\]|[A-Za-z]:[/\\]|.*[/\\]$", argument):
        return True
    folder = argument[: argument.find(os.sep, 1)] if os.sep in argument[1:] else ""
    return words <= _MOST_WORDS_OF_A_NAME and stat.S_ISDIR(_mode(folder))


def check_no_path(text: str) -> None:
    """Checks that a text argument is none that is meant as a path.

    Args:
        text: The argument, which names no file.

    Raises:
        InvalidInputError: If it looks like a path, or is not valid UTF-8.

    Example:
        >>> check_no_path("Sooner and/or later.")
    """
    if looks_like_path(text):
        from nlp_suite.data.documents.file_names import one_line_name

        name = one_line_name(text)
        is_folder = stat.S_ISDIR(_mode(text))
        wrong = "is a folder" if is_folder else "does not exist, and looks like a path"
        remedy = "give it to nlp-suite translate-files" if is_folder else "correct the path"
        raise InvalidInputError(
            f"{name} {wrong}; {remedy}, or give a text that looks like one on standard input, with "
            "- in its place"
        )
    check_encodable("text", text)


def _documents(file: str, reading: "Values", many: str | None) -> "Iterator[Document]":
    from nlp_suite.data.documents.document import Document
    from nlp_suite.data.documents.document_file import DocumentFile
    from nlp_suite.data.documents.folder_walk import problem
    from nlp_suite.data.documents.read import read_documents

    # That of no name is the folder in which the command runs.
    check_path("the file", file)
    try:
        real = os.path.realpath(file, strict=True)
    except (OSError, ValueError) as error:
        reason = f"cannot be looked at: {getattr(error, 'strerror', None) or error}"
        if isinstance(error, FileNotFoundError):
            reason = "does not exist; correct the path"
        raise problem(file, reason).to_error() from error
    if stat.S_ISDIR(_mode(real)):
        remedy = "give a file of it" + (f", or the folder to nlp-suite {many}" if many else "")
        raise problem(file, f"is a folder; {remedy}").to_error()
    for document in read_documents([DocumentFile(real, file)], strict=True, **reading):
        # Problems are raised.
        if isinstance(document, Document):
            yield document


def _is_stream(file: str) -> bool:
    """Whether it is a pipe or a terminal, which can be read once, and tells nothing before."""
    mode = _mode(file)
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def _mode(path: str) -> int:
    """Returns the mode of a file, or 0 where there is none."""
    try:
        return Path(path).stat().st_mode if path else 0
    except (OSError, ValueError):
        return 0


def _read_stream(stream: BinaryIO, reading: "Values") -> bytes:
    """Reads a stream, which may have no end, no further than it may be long."""
    most: int = reading.get("max_bytes", _MOST_BYTES)
    # What cannot be packed is a little longer in gzip.
    return stream.read(most + most // 1000 + (1 << 16))


def _peeked() -> bytes:
    stream = sys.stdin.buffer
    return stream.peek(1024) if isinstance(stream, io.BufferedReader) else b""


def _sniffed(start: bytes) -> str | None:
    """Returns what a stream is by its first bytes, if it is no plain text."""
    if start.startswith(b"%PDF-"):
        return "pdf"
    if re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html)[\s>]", start, re.IGNORECASE):
        return "html"
    return "gzip" if start.startswith(b"\x1f\x8b") else None


def _decode(data: bytes, file: str, reading: "Values") -> str:
    """Decodes what a stream holds, whatever its format but for tables."""
    from nlp_suite.data.documents.extractor import Extractor
    from nlp_suite.data.documents.parsers.byte_blocks import read_all
    from nlp_suite.data.documents.parsers.encodings import decode_any

    name = "standard input" if file == STANDARD_INPUT else file
    max_bytes = reading.get("max_bytes", _MOST_BYTES)
    if data:
        data = read_all(io.BytesIO(data), name, max_bytes)
    kind = _sniffed(data[:1024])
    if kind is None:
        return decode_any(data, name)
    with Extractor(max_bytes=max_bytes, time_limit=reading.get("time_limit", 60.0)) as extractor:
        return extractor.extract(kind, data, name)


def _is_unicode_text(file: str) -> bool:
    """Whether a file is one that can be streamed: Unicode, and not in gzip."""
    from nlp_suite.data.files.line_blocks import read_line_blocks
    from nlp_suite.errors import DataFormatError

    if not stat.S_ISREG(_mode(file)):
        return False
    try:
        if _starts_like_gzip(file):
            return False
        for _ in read_line_blocks(file):
            pass
    except DataFormatError:
        return False
    return True


def _starts_like_gzip(file: str) -> bool:
    from nlp_suite.data.files.compressed import readable

    with readable(file), Path(file).open("rb") as stream:
        return _sniffed(stream.read(2)) is not None


def _grouped(texts: Iterable[InputText]) -> "Iterator[LineBlock]":
    from nlp_suite.data.files.line_blocks import LineBlock

    lines: list[str] = []
    size = 0
    for one in texts:
        text = one.text.replace("\r\n", "\n")
        lines += [f"{line}\n" for line in text.removesuffix("\n").split("\n")]
        size += len(text)
        if size >= _GROUP_CHARACTERS:
            yield LineBlock(lines, size)
            lines, size = [], 0
    if lines:
        yield LineBlock(lines, size)
