"""A document of a job, as the store has it."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class StoredDocument(NamedTuple):
    """A document of a job as the store has it: where the text stands, not the text itself.

    Attributes:
        file: The file, as it was given or found.
        text_id: The number of the text.
        row: Its row in the file, if that is a table.
        name: The id of that row, if it has one.
        fields: Further columns, as the output has them.
    """

    file: str
    text_id: int
    row: int | None
    name: str | None
    fields: Mapping[str, Any]
