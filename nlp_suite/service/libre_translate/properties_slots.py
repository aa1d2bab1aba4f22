"""Texts of Java's files of properties: the values."""

import functools
import re

from nlp_suite.service.libre_translate.text_slot import TextSlot

_LETTER = re.compile(r"[^\W\d_]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_WRITTEN = {"\\": "\\\\", **{code: f"\\{name}" for name, code in _ESCAPES.items()}}


def find_properties_slots(text: str) -> list[TextSlot]:
    r"""Finds the values of a file of properties; keys and comments stay.

    A file in ASCII stays one: older versions of Java read no other.

    Args:
        text: The file.

    Returns:
        The slots, in order.

    Example:
        >>> source = "# Menu\nclose = Close\\u00a0it\n"
        >>> (slot,) = find_properties_slots(source)
        >>> slot.text, slot.write("Schließen")
        ('Close\xa0it', 'Schlie\\u00dfen')
    """
    write = functools.partial(_write, is_ascii=text.isascii())
    slots = []
    for found in _entry().finditer(text):
        if found["value"]:
            value = _joined(_escape().sub(_read, found["value"]))
            if _LETTER.search(value):
                slots.append(TextSlot(*found.span("value"), value, write))
    return slots


def _joined(text: str) -> str:
    """Makes one character of two escapes that are halves of it."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "surrogatepass")


def _read(escape: re.Match[str]) -> str:
    if escape["line"] is not None:
        return ""
    if escape["hex"]:
        return chr(int(escape["hex"], 16))
    return _ESCAPES.get(escape["code"], escape["code"])


def _write(text: str, is_ascii: bool) -> str:
    written = "".join(_WRITTEN.get(one, one) for one in text)
    if written[:1].isspace():
        written = "\\" + written
    if not is_ascii:
        return written
    units = written.encode("utf-16-be", "surrogatepass")
    codes = (int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2))
    return "".join(chr(code) if code < 128 else f"\\u{code:04x}" for code in codes)


@functools.cache
def _entry() -> re.Pattern[str]:
    # A line, or several of which each but the last ends with a backslash.
    return re.compile(
        r"^[ \t\f]*(?:[#!].*|(?P<key>(?:[^\s=:\\]|\\[^\r\n])++)[ \t\f]*+[=:]?[ \t\f]*+"
        r"(?P<value>(?:[^\\\r\n]|\\(?:\r\n|[^\r]|\r))*+))",
        re.MULTILINE,
    )


@functools.cache
def _escape() -> re.Pattern[str]:
    return re.compile(
        r"\\(?:u(?P<hex>[0-9A-Fa-f]{4})|(?P<line>(?:\r\n|\r|\n)[ \t\f]*)|(?P<code>.))"
    )
