"""Values of tables as plain values of JSON, and back."""

import binascii
import contextlib
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

# Deeper than any data that people make, and less than what Python's parsers can climb.
MOST_LEVELS = 100


@dataclass(frozen=True, slots=True)
class UnreadableValue:
    """A value of a table that Python has no value for.

    Attributes:
        reason: Why, to come after "its 'column' ".
    """

    reason: str


_Form = tuple[type, Callable[[Any], Any], Callable[[Any], Any]]

_FORMS: dict[str, _Form] = {
    "bytes": (bytes, lambda value: binascii.b2a_base64(value).decode(), binascii.a2b_base64),
    "datetime": (
        datetime.datetime,
        datetime.datetime.isoformat,
        datetime.datetime.fromisoformat,
    ),
    "date": (datetime.date, datetime.date.isoformat, datetime.date.fromisoformat),
    "time": (datetime.time, datetime.time.isoformat, datetime.time.fromisoformat),
    "duration": (
        datetime.timedelta,
        lambda value: [value.days, value.seconds, value.microseconds],
        lambda value: datetime.timedelta(*value),
    ),
    "decimal": (Decimal, str, Decimal),
    "unreadable": (UnreadableValue, lambda value: value.reason, UnreadableValue),
}
# By the very class: what a subclass holds besides, such as nanoseconds, would be lost.
_NAMES = {kind: name for name, (kind, _, _) in _FORMS.items()}


def to_plain(value: Any, level: int = 0) -> Any:
    """Converts a value of a table to what JSON has; whatever is not plain stands under its kind.

    Args:
        value: The value.
        level: How many lists and dictionaries it is in.

    Returns:
        None, booleans, numbers and texts as they are, lists of plain values, and else a dictionary
        of one key.

    Example:
        >>> to_plain([1, datetime.date(2024, 2, 29)])
        [1, {'date': '2024-02-29'}]
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if level == MOST_LEVELS:
        return {"unreadable": f"is nested deeper than {MOST_LEVELS} levels"}
    if isinstance(value, list | tuple):
        return [to_plain(one, level + 1) for one in value]
    if isinstance(value, Mapping):
        fields = {str(key): to_plain(one, level + 1) for key, one in value.items()}
        return {"fields": fields}
    name = _NAMES.get(type(value))
    return str(value) if name is None else {name: _FORMS[name][1](value)}


def from_plain(plain: Any) -> Any:
    """Converts what `to_plain` returned back to the value.

    Args:
        plain: The plain value.

    Returns:
        The value; an `UnreadableValue` where Python has none.

    Example:
        >>> from_plain([1, {"date": "2024-02-29"}])
        [1, datetime.date(2024, 2, 29)]
    """
    if isinstance(plain, list):
        return [from_plain(one) for one in plain]
    if not isinstance(plain, dict):
        return plain
    ((name, inner),) = plain.items()
    if name == "fields":
        return {key: from_plain(one) for key, one in inner.items()}
    with contextlib.suppress(ValueError, OverflowError, InvalidOperation):
        return _FORMS[name][2](inner)
    return UnreadableValue(f"is a {name} that cannot be read")


def find_unreadable(value: Any) -> UnreadableValue | None:
    """Finds a value that Python has none for in lists and dictionaries.

    Args:
        value: What `from_plain` returned.

    Returns:
        The first; None if there is none.

    Example:
        >>> find_unreadable({"a": [1, UnreadableValue("is out of range")]}).reason
        'is out of range'
    """
    if isinstance(value, UnreadableValue):
        return value
    if isinstance(value, list | dict):
        inner = value.values() if isinstance(value, dict) else value
        return next(filter(None, map(find_unreadable, inner)), None)
    return None
