"""An answer out of a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nlp_suite.batch.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow(Row):
    """An answer to a question, from one of many files: a row of the output.

    Args:
        question: The question.
        file: The file, as it was given or found.
        row: Its row in the file, if that is a table.
        document_id: The id of that row, if it has one.
        rank: 1 for the best answer of the document, 2 for the next, ….
        answer: The answer as it stands in the text; "" for no answer.
        score: How probable it is, from 0 to 1; scores compare between files.
        null_score: How probable it is that the document has no answer, from 0 to 1.
        start: Where the answer starts in the document's text, in characters.
        end: Where it ends, the character after its last.
        sentence: The sentence that it stands in.
        sentence_start: Where that starts in the text, in characters.
        engine: The engine that read the document.
        model: The model that read it.
        model_version: 16 hexadecimal digits of the model's files.
        fields: Further columns of the question's row, as `question_…`, and of the document's,
            as `document_…`.

    Example:
        >>> AnswerRow.columns()["rank"]
        'whole'
    """

    question: str
    file: str
    row: int | None
    document_id: str | None
    rank: int
    answer: str
    score: float
    null_score: float
    start: int
    end: int
    sentence: str
    sentence_start: int
    engine: str
    model: str
    model_version: str
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        return self.answer
