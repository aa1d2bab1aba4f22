"""Base class of the rows of a job's output."""

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

from nlp_suite.batch.store.column_types import ColumnType

_TYPES: Mapping[Any, ColumnType] = {
    str: "string",
    str | None: "string",
    int: "integer",
    int | None: "integer",
    float: "number",
    float | None: "number",
}


class Row:
    """A row of a job's output: a dataclass whose last field, `fields`, are further columns.

    Example:
        >>> Row.columns()
        {}
    """

    __slots__: ClassVar[tuple[str, ...]] = ()
    fields: Mapping[str, Any]

    @classmethod
    def columns(cls) -> dict[str, ColumnType]:
        """Returns the types of the columns that every row has.

        Returns:
            Maps their names to "string", "integer", "number" or "json".

        Example:
            >>> from nlp_suite.batch import AnswerRow
            >>> AnswerRow.columns()["score"]
            'number'
        """
        if not dataclasses.is_dataclass(cls):
            return {}
        own = (one for one in dataclasses.fields(cls) if one.name != "fields")
        return {one.name: _TYPES.get(one.type, "json") for one in own}

    def to_dict(self) -> dict[str, Any]:
        """Converts the row to plain values.

        Returns:
            Maps names of columns to values, the further ones last.

        Example:
            ```python
            for row in nlp_suite.summarize_files("articles/tom.txt"):
                print(json.dumps(row.to_dict()))
            ```
        """
        return {**{name: getattr(self, name) for name in self.columns()}, **self.fields}
