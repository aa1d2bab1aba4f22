"""A translation of a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nlp_suite.batch.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationRow(Row):
    """A translation of one of many documents: a row of the output.

    Args:
        file: The file, as it was given or found.
        row: Its row in the file, if that is a table.
        document_id: The id of that row, if it has one.
        translation: The translation, with the white space and the lines of the original.
        score: Mean log-probability of its tokens, in nats.
        engine: The engine that translated.
        model: The model that translated.
        model_version: 16 hexadecimal digits of the model's files.
        fields: Further columns of the document's row, as `document_…`.

    Example:
        >>> TranslationRow.columns()["score"]
        'number'
    """

    file: str
    row: int | None
    document_id: str | None
    translation: str
    score: float
    engine: str
    model: str
    model_version: str
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        return self.translation
