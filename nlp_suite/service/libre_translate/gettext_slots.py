"""Texts of gettext's files of messages."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from nlp_suite.errors import DataFormatError
from nlp_suite.service.libre_translate.text_slot import TextSlot

_LETTER = re.compile(r"[^\W\d_]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', **{code: f"\\{name}" for name, code in _ESCAPES.items()}}


class _Field(NamedTuple):
    keyword: str
    text: str
    start: int
    end: int


def find_gettext_slots(text: str) -> list[TextSlot]:
    r"""Finds the messages of a file of gettext.

    What `msgstr` has is translated, and where it is empty what `msgid` has is; the plural forms
    behind the first are those of `msgid_plural`. Keys, comments and the header stay.

    Args:
        text: The file.

    Returns:
        The slots, in order.

    Raises:
        DataFormatError: If a line is none of such a file.

    Example:
        >>> source = 'msgid "Save\\n"\nmsgstr ""\n'
        >>> (slot,) = find_gettext_slots(source)
        >>> slot.text, slot.write("Sichern\n")
        ('Save\n', '"Sichern\\n"')
    """
    slots = []
    newline = "\r\n" if "\r\n" in text else "\n"
    write = functools.partial(_write, newline=newline)
    singular = plural = ""
    for field in _fields(text):
        if field.keyword == "msgid":
            singular = plural = field.text
        elif field.keyword == "msgid_plural":
            plural = field.text
        elif field.keyword.startswith("msgstr") and singular:
            is_first = field.keyword in ("msgstr", "msgstr[0]")
            message = field.text or (singular if is_first else plural)
            if _LETTER.search(message):
                slots.append(TextSlot(field.start, field.end, message, write))
    return slots


def _fields(text: str) -> Iterator[_Field]:
    """Yields the fields: their keywords, their strings together, and where these are."""
    waiting: _Field | None = None
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        found = _line().fullmatch(line)
        if found is None:
            raise DataFormatError(f"line {number} of the file is none of gettext's")
        if found["string"] is not None:
            string = _escape().sub(_read, found["string"])
            start, end = at + found.start("string") - 1, at + found.end("string") + 1
            if found["keyword"]:
                if waiting is not None:
                    yield waiting
                waiting = _Field(found["keyword"], string, start, end)
            elif waiting is None:
                raise DataFormatError(f"line {number} of the file has a string without a keyword")
            else:
                waiting = waiting._replace(text=waiting.text + string, end=end)
        at += len(line) + 1
    if waiting is not None:
        yield waiting


def _read(escape: re.Match[str]) -> str:
    if escape["octal"]:
        return chr(int(escape["octal"], 8))
    return _ESCAPES.get(escape["code"], escape["code"])


def _write(text: str, newline: str) -> str:
    lines = text.splitlines(keepends=True) if "\n" in text[:-1] else [text]
    strings = ['"' + "".join(_WRITTEN.get(one, one) for one in line) + '"' for line in lines]
    return newline.join(strings if len(strings) == 1 else ['""', *strings])


@functools.cache
def _line() -> re.Pattern[str]:
    keyword = r"(?P<keyword>msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,2}\])?)"
    return re.compile(rf'\s*(?:#.*|(?:{keyword}\s*)?"(?P<string>(?:[^"\\]|\\.)*+)"\s*)?')


@functools.cache
def _escape() -> re.Pattern[str]:
    return re.compile(r"\\(?:(?P<octal>[0-3]?[0-7]{1,2})|(?P<code>.))")
