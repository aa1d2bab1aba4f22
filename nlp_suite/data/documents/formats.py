"""Table of the document formats: their file suffixes, and what reads them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from nlp_suite.data.documents.parsers.encodings import decode_any, decode_page
from nlp_suite.data.documents.parsers.html_text import extract_page_text
from nlp_suite.data.documents.parsers.pdf_text import extract_pdf_text
from nlp_suite.data.documents.parsers.table_rows import (
    ReadRows,
    read_csv_rows,
    read_json_rows,
    read_parquet_rows,
)


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format whose files are texts.

    Attributes:
        suffixes: The suffixes of its files.
        decode: Takes the bytes of a file and its name in messages, and returns the text.
    """

    suffixes: tuple[str, ...]
    decode: Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class ParsedFormat:
    """A format whose text a parser extracts, in a child process with limits on time and memory.

    Attributes:
        suffixes: The suffixes of its files.
        extract: Takes the bytes of a file and how many bytes its text may have, and returns the
            text; a text that is longer is refused whether or not `extract` stops there.
        library: The package that parses, imported in the child process only. Its version is part
            of a file's fingerprint.
        purpose: What the package is needed for, in the message if it is missing.
        prepare: Takes the bytes of a file and its name in messages, and returns the bytes that are
            sent to the child process; None to send them as they are.
        no_text: What a message adds if a file has no text.
    """

    suffixes: tuple[str, ...]
    extract: Callable[[bytes, int], str]
    library: str
    purpose: str
    prepare: Callable[[bytes, str], bytes] | None = None
    no_text: str = ""


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A format whose files are tables, with a document in each row.

    Attributes:
        suffixes: The suffixes of its files.
        read_rows: Streams the rows of a file.
    """

    suffixes: tuple[str, ...]
    read_rows: ReadRows


Format = TextFormat | ParsedFormat | TableFormat


def _page_in_utf8(data: bytes, name: str) -> bytes:
    return decode_page(data, name).encode("utf-8", "replace")


FORMATS: Mapping[str, Format] = {
    "text": TextFormat((".txt", ".md"), decode_any),
    "html": ParsedFormat(
        (".html", ".htm"),
        extract_page_text,
        library="trafilatura",
        purpose="Reading HTML pages",
        prepare=_page_in_utf8,
    ),
    "pdf": ParsedFormat(
        (".pdf",),
        extract_pdf_text,
        library="pypdfium2",
        purpose="Reading PDF files",
        no_text=" layer, only pictures; recognise it with OCR first",
    ),
    "jsonl": TableFormat((".jsonl",), read_json_rows),
    "csv": TableFormat((".csv",), read_csv_rows),
    "parquet": TableFormat((".parquet",), read_parquet_rows),
}

_NAMES = {suffix: name for name, one in FORMATS.items() for suffix in one.suffixes}


def known_format(name: str) -> str | None:
    """Infers the format of a file from its suffix.

    Args:
        name: The file's name.

    Returns:
        The name of the format, also of what is in gzip; None if the suffix is not a known one.

    Example:
        >>> known_format("Page.HTM"), known_format("table.csv.gz"), known_format("photo.jpg")
        ('html', 'csv', None)
    """
    path = PurePath(name)
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return _NAMES.get(path.suffix.lower())
