"""Further columns of a row as they are kept: as JSON, which every output can hold."""

import json
import math
from collections.abc import Mapping
from typing import Any

from nlp_suite.errors import DataFormatError
from nlp_suite.text.surrogates import without_surrogates

_CONSTANTS = {"Infinity": "inf", "-Infinity": "-inf"}


def plain_fields(fields: Mapping[Any, Any]) -> dict[str, Any]:
    r"""Converts further columns to what JSON can hold.

    Args:
        fields: Maps names to values of any kind.

    Returns:
        The same with plain values: what JSON has no form for, such as a date or infinity, as a
        text, None for what is no number (NaN), and "?" for each half of a surrogate pair.

    Raises:
        DataFormatError: If a value has no such form, as it is nested too deeply, contains itself,
            or is a number of thousands of digits.

    Example:
        >>> import datetime
        >>> plain_fields({"by": "Ann\ud800", "on": datetime.date(2024, 5, 1)})
        {'by': 'Ann?', 'on': '2024-05-01'}
    """
    return {without_surrogates(str(name)): _plain(name, one) for name, one in fields.items()}


def to_json(value: Any) -> str:
    """Writes plain values as JSON.

    Args:
        value: The values.

    Returns:
        The JSON, on one line.

    Example:
        >>> to_json({"by": "Zoë"})
        '{"by": "Zoë"}'
    """
    return without_surrogates(json.dumps(value, ensure_ascii=False))


def _plain(name: Any, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is str:
        return without_surrogates(value)
    try:
        # What tables hold besides, such as dates.
        data = json.dumps(value, ensure_ascii=False, default=_to_text)
        return json.loads(without_surrogates(data), parse_constant=_CONSTANTS.get)
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        raise DataFormatError(f"its {str(name)!a:.80} can't be kept: {error!s:.200}") from error


def _to_text(value: Any) -> str:
    try:
        return str(value)
    except Exception as error:  # Whatever the class of somebody else's value raises.
        raise TypeError(f"a {type(value).__name__} has no text ({error!r:.80})") from error
