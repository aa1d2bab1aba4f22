"""A summary of a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nlp_suite.batch.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow(Row):
    """A summary of one of many documents: a row of the output.

    Args:
        file: The file, as it was given or found.
        row: Its row in the file, if that is a table.
        document_id: The id of that row, if it has one.
        summary: The chosen sentences, joined by spaces.
        sentences: Each of them, with its text, its index, its score, and its start and end in
            the document's text, in characters.
        total_sentences: How many sentences the document has.
        method: How they were chosen.
        engine: The engine that embedded them.
        model: The model that embedded them.
        model_version: 16 hexadecimal digits of the model's files.
        fields: Further columns of the document's row, as `document_…`.

    Example:
        >>> SummaryRow.columns()["sentences"]
        'json'
    """

    file: str
    row: int | None
    document_id: str | None
    summary: str
    sentences: list[dict[str, Any]]
    total_sentences: int
    method: str
    engine: str
    model: str
    model_version: str
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        return self.summary
