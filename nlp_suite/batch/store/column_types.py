"""Column types of a job's output, inferred from the values."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

# "none" where all values are missing; "json" for lists, dictionaries, and values of several types.
ColumnType = Literal["string", "integer", "number", "boolean", "json", "none"]

# Integers of 64 bits, as Parquet has them.
_LIMIT = 1 << 63


def merge_types(types: dict[str, ColumnType], values: Mapping[str, Any]) -> None:
    """Merges the types of a row's values into the column types.

    Args:
        types: Maps names of columns to their types; it is changed.
        values: The values of the row.

    Example:
        >>> types = {}
        >>> merge_types(types, {"id": 7})
        >>> merge_types(types, {"id": 7.5})
        >>> types
        {'id': 'number'}
    """
    for name, value in values.items():
        old, new = types.get(name, "none"), _type(value)
        if old == "none" or old == new:
            types[name] = new
        elif new != "none":
            types[name] = "number" if {old, new} == {"integer", "number"} else "json"


def infer_types(rows: Iterable[Mapping[str, Any]]) -> dict[str, ColumnType]:
    """Infers the column types of many rows.

    Args:
        rows: The rows.

    Returns:
        Maps names of columns to types, in the order in which they came.

    Example:
        >>> infer_types([{"a": "x"}, {"b": True}, {"a": 1}])
        {'a': 'json', 'b': 'boolean'}
    """
    types: dict[str, ColumnType] = {}
    for row in rows:
        merge_types(types, row)
    return types


def _type(value: Any) -> ColumnType:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if -_LIMIT <= value < _LIMIT else "json"
    if isinstance(value, float):
        return "number"
    return "string" if isinstance(value, str) else "json"
