"""Plain text files: reading and decoding."""

import codecs
import sys
from pathlib import Path

from nlp_suite.arguments import check_path
from nlp_suite.data.documents.file_names import one_line_name
from nlp_suite.data.files.compressed import read_bytes
from nlp_suite.errors import DataFormatError

# The longer mark first: UTF-32's begins with UTF-16's.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Magic numbers of files that are given for texts: what they are, and what to do with them. Some
# have no byte that a text cannot have.
_MAGIC_NUMBERS = {
    b"%PDF-": ("a PDF file", "give it the ending .pdf"),
    b"{\\rtf": ("an RTF file", "save it as plain text"),
    b"%!PS-Adobe": ("a PostScript file", "convert it to PDF"),
    b"SQLite format 3\0": ("an SQLite database", "export its texts"),
    b"PAR1\x15": ("a Parquet file", "give it the ending .parquet"),
    b"PK\x03\x04": ("a zip archive or an office document", "unpack it, or save it as plain text"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an office document", "save it as plain text"),
    b"\xfd7zXZ\0": ("compressed with xz", "unpack it"),
    b"\x28\xb5\x2f\xfd": ("compressed with Zstandard", "unpack it"),
    b"\x04\x22\x4d\x18": ("compressed with LZ4", "unpack it"),
    b"\x1f\x8b\x08": ("gzip data in gzip", "unpack it"),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", "unpack it"),
    b"Rar!\x1a\x07": ("a RAR archive", "unpack it"),
    **{b"BZh%d1AY&SY" % level: ("compressed with bzip2", "unpack it") for level in range(1, 10)},
}


def read_text(path: str | Path) -> str:
    """Reads a text file as it is: nothing is replaced, line ends stay.

    Args:
        path: The file, or "-" for standard input. UTF-8, or what its byte order mark says.

    Returns:
        The text, without a byte order mark.

    Raises:
        InvalidInputError: If there is no such file, or it cannot be read.
        DataFormatError: If it is binary, or not valid in its encoding.

    Example:
        ```python
        text = read_text("article.txt")
        ```
    """
    check_path("path", path)
    name = "standard input" if str(path) == "-" else str(path)
    data = sys.stdin.buffer.read() if str(path) == "-" else read_bytes(Path(path))
    return decode_text(data, name)


def decode_text(data: bytes, name: str) -> str:
    """Decodes the bytes of a text file.

    Args:
        data: The bytes.
        name: What to call the file in a message.

    Returns:
        The text, without a byte order mark.

    Raises:
        DataFormatError: If the bytes are binary, or not valid in their encoding.

    Example:
        >>> decode_text("Grüße".encode(), "letter.txt")
        'Grüße'
    """
    check_magic_number(data, name)
    encoding = "utf-8"
    for mark, marked in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], marked
            break
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise undecodable(error, name, offset=0, line=line) from error
    if "\0" in text:
        raise binary(name)
    return text


def check_magic_number(data: bytes, name: str) -> None:
    """Checks that a file does not begin as files of other formats do.

    Args:
        data: Its bytes, or the first ones.
        name: What to call it in a message.

    Raises:
        DataFormatError: If it does, such as a PDF file.

    Example:
        >>> check_magic_number(b"%PDF-1.7", "letter.txt")
        Traceback (most recent call last):
        nlp_suite.errors.DataFormatError: letter.txt is a PDF file, not text; give it the ending ...
    """
    for number, (kind, remedy) in _MAGIC_NUMBERS.items():
        if data.startswith(number):
            raise DataFormatError(f"{one_line_name(name)} is {kind}, not text; {remedy}")


def undecodable(error: UnicodeDecodeError, name: str, *, offset: int, line: int) -> DataFormatError:
    """Formats the error for bytes that cannot be decoded.

    Args:
        error: What decoding them raised.
        name: What to call the file.
        offset: Where in the file the bytes start that were decoded.
        line: The line of the file that the invalid byte is in, from 1.

    Returns:
        The error, to be raised.
    """
    if b"\0" in error.object:
        return binary(name)
    return DataFormatError(
        f"{one_line_name(name)} is not valid {error.encoding.upper()}: "
        f"byte 0x{error.object[error.start]:02x} at offset {offset + error.start}, line {line}; "
        "save it as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8 often does)"
    )


def binary(name: str) -> DataFormatError:
    """Formats the error for a binary file.

    Args:
        name: What to call the file.

    Returns:
        The error, to be raised.
    """
    return DataFormatError(
        f"{one_line_name(name)} is a binary file (it has NUL bytes); give plain text"
    )
