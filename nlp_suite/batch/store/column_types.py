"""Column types of a job's output, inferred from the values."""

from collections.abc import Iterable, Mapping
from typing import Any

_LARGEST = 1 << 63


def merge_types(kinds: dict[str, str], values: Mapping[str, Any]) -> None:
    """Merges the types of a row's values into the column types.

    Args:
        kinds: Maps names of columns to "text", "whole", "number", "truth", "json", or "none"
            where all values so far are missing; it is changed.
        values: The values of the row.

    Example:
        >>> kinds = {}
        >>> merge_types(kinds, {"id": 7})
        >>> merge_types(kinds, {"id": 7.5})
        >>> kinds
        {'id': 'number'}
    """
    for name, value in values.items():
        old, new = kinds.get(name, "none"), _kind(value)
        if old == "none" or old == new:
            kinds[name] = new
        elif new != "none":
            kinds[name] = "number" if {old, new} == {"whole", "number"} else "json"


def infer_types(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Infers the column types of many rows.

    Args:
        rows: The rows.

    Returns:
        Maps names of columns to kinds, in the order in which they came.

    Example:
        >>> infer_types([{"a": "x"}, {"b": True}, {"a": 1}])
        {'a': 'json', 'b': 'truth'}
    """
    kinds: dict[str, str] = {}
    for row in rows:
        merge_types(kinds, row)
    return kinds


def _kind(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int):
        return "whole" if -_LARGEST <= value < _LARGEST else "json"
    if isinstance(value, float):
        return "number"
    return "text" if isinstance(value, str) else "json"
