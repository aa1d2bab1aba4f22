"""Character encoding detection."""

import codecs
import logging
import re

from nlp_suite._lazy import missing_dependency
from nlp_suite.data.files.text_file import (
    BYTE_ORDER_MARKS,
    binary,
    check_magic_number,
    decode_text,
)
from nlp_suite.errors import DataFormatError

_log = logging.getLogger(__name__)

_MARKS = tuple(mark for mark, _ in BYTE_ORDER_MARKS)

_WESTERN = "cp1252"
# What texts are still found in; the more there are to choose from, the worse is the choice.
_LEGACY = [
    "cp1250",
    "cp1251",
    _WESTERN,
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "koi8_r",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
]
_SAMPLE_BYTES = 1 << 16

_DECLARED = re.compile(
    rb"""<meta[^>]{1,500}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{1,40})""",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?(-->|\Z)", re.DOTALL)
# Where a declaration stands, if there is one that browsers heed.
_HEAD_BYTES = 1024
# What browsers take these for.
_ALIASES = {
    **dict.fromkeys(("ascii", "iso8859-1"), _WESTERN),
    **dict.fromkeys(("iso8859-11", "tis-620"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    # What could be read as ASCII is in no such encoding.
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be"), "utf-8"),
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}


def decode_any(data: bytes, name: str) -> str:
    """Decodes a text: by its byte order mark, as UTF-8, or else in the encoding it looks like.

    Args:
        data: The bytes.
        name: What to call the text in a message.

    Returns:
        The text, without a byte order mark; nothing in it is replaced.

    Raises:
        DataFormatError: If it is binary, damaged, or in no encoding that is known.
        MissingDependencyError: If it is not UTF-8 and the extra `documents` is not installed.

    Example:
        >>> decode_any("Grüße".encode(), "letter.txt")
        'Grüße'
    """
    check_magic_number(data, name)
    try:
        return decode_text(data, name)
    except DataFormatError as error:
        encoding = guess_encoding(data, name)
        if encoding is None:
            raise
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            raise error from None


def guess_encoding(data: bytes, name: str) -> str | None:
    """Detects the encoding of a text that is not valid UTF-8.

    Where several would do, it is Windows-1252, the most common of all.

    Args:
        data: The bytes, or enough of them to decide.
        name: What to call the text in a message.

    Returns:
        A codec of Python; None for what has a byte order mark or NUL bytes, for UTF-8 with
        some bytes damaged, and for what looks like no text.

    Raises:
        MissingDependencyError: If the extra `documents` is not installed.

    Example:
        ```python
        guess_encoding("Übung macht den Meister.".encode("cp1252"), "a.txt")  # "cp1252"
        ```
    """
    first = re.search(rb"[\x80-\xff]", data)
    if first is None or b"\0" in data or data.startswith(_MARKS):
        return None
    start = max(0, first.start() - 256)
    sample = data[start : start + _SAMPLE_BYTES]
    if start + _SAMPLE_BYTES < len(data):
        # Not within a character, if there is a space.
        sample = sample[: max(sample.rfind(b" "), sample.rfind(b"\n")) + 1] or sample
    if _is_damaged_utf8(sample):
        return None
    try:
        import charset_normalizer
    except ImportError as error:
        raise missing_dependency(
            f"{name} is not UTF-8, and guessing its encoding", error.name, "documents"
        ) from error
    best = charset_normalizer.from_bytes(
        sample, cp_isolation=_LEGACY, preemptive_behaviour=False
    ).best()
    if best is None:
        return None
    western = charset_normalizer.from_bytes(
        sample, cp_isolation=[_WESTERN], preemptive_behaviour=False
    ).best()
    encoding = best.encoding
    if western and western.chaos <= best.chaos and western.coherence >= best.coherence:
        encoding = _WESTERN
    _log.info("%s is not UTF-8; it is read as %s", name, encoding)
    return encoding


def _is_damaged_utf8(data: bytes) -> bool:
    """Returns whether most of what is not ASCII is valid UTF-8, which is no coincidence."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    return len(re.findall(r"[^\0-\x7f]", text)) > 2 * damaged


def decode_page(data: bytes, name: str) -> str:
    """Decodes an HTML page, as browsers do.

    Args:
        data: The bytes.
        name: What to call the page in a message.

    Returns:
        The page. A byte order mark comes first, then what the page declares, then UTF-8, then
        a guess; bytes that are invalid in the declared encoding are replaced.

    Raises:
        DataFormatError: If it is binary, or declares nothing and is in no known encoding.
        MissingDependencyError: If an encoding must be guessed and the extra `documents` is
            not installed.

    Example:
        >>> decode_page('<meta charset="iso-8859-2">Łódź'.encode("iso-8859-2"), "a.html")
        '<meta charset="iso-8859-2">Łódź'
    """
    check_magic_number(data, name)
    if data.startswith(_MARKS):
        return decode_text(data, name)
    if b"\0" in data:
        raise binary(name)
    declared = _declared(data)
    if declared is None:
        return decode_any(data, name)
    if declared == "utf-8" and (guess := _guess_if_invalid(data, name)):
        return data.decode(guess, "replace")
    return data.decode(declared, "replace")


def _guess_if_invalid(data: bytes, name: str) -> str | None:
    """Guesses the encoding of a page that wrongly says that it is UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return guess_encoding(data, name)
    return None


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(_COMMENT.sub(b"", data[:_HEAD_BYTES]))
    if match is None:
        return None
    try:
        found = codecs.lookup(match[1].decode("ascii"))
    except LookupError:
        return None
    # Python counts base64 and the like among its codecs, and some that run for long.
    if not getattr(found, "_is_text_encoding", True) or found.name in ("idna", "punycode"):
        return None
    return _ALIASES.get(found.name, found.name)
