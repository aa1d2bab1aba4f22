"""Texts of JSON: the strings that are values."""

import functools
import json
import re

from nlp_suite.errors import DataFormatError
from nlp_suite.service.libre_translate.text_slot import TextSlot

_LETTER = re.compile(r"[^\W\d_]")


def find_json_slots(text: str) -> list[TextSlot]:
    r"""Finds the strings of JSON that are values; keys, numbers and white space stay.

    Args:
        text: The JSON.

    Returns:
        The slots, in order.

    Raises:
        DataFormatError: If it is no JSON, or is nested too deeply.

    Example:
        >>> source = '{"save": "Save \\"it\\"", "size": 12}'
        >>> (slot,) = find_json_slots(source)
        >>> slot.text, slot.write('"Sichern"')
        ('Save "it"', '\\"Sichern\\"')
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise DataFormatError(f"the file is no JSON: {reason}") from error
    write = functools.partial(_write, is_ascii=text.isascii() and "\\u" in text)
    slots = []
    for found in _string().finditer(text):
        if found["colon"] is None:
            value = json.loads(found["string"])
            if _LETTER.search(value):
                slots.append(TextSlot(found.start() + 1, found.end("string") - 1, value, write))
    return slots


def _write(text: str, is_ascii: bool) -> str:
    # Half a surrogate pair can be written in no other way.
    is_ascii = is_ascii or any("\ud800" <= one <= "\udfff" for one in text)
    return json.dumps(text, ensure_ascii=is_ascii)[1:-1]


@functools.cache
def _string() -> re.Pattern[str]:
    return re.compile(r'(?P<string>"(?:[^"\\]|\\.)*+")(?P<colon>\s*+:)?')
