"""Question answering as a task of batch jobs: task adapter and output row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp_suite.batch.tasks.row import Row
from nlp_suite.batch.work_items import Result, WorkItem


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
        reason: Why there is none, "unanswerable", "yes_no" or "unreadable"; "" for an answer.
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
        'integer'
    """

    question: str
    file: str
    row: int | None
    document_id: str | None
    rank: int
    answer: str
    reason: str = ""
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


class QuestionAnsweringAdapter:
    """Task adapter of question answering.

    Example:
        >>> QuestionAnsweringAdapter().probe.question
        'What'
    """

    task = "answer"
    row = AnswerRow
    probe = WorkItem("This.", "What")

    def compute(
        self, reader: Any, items: Sequence[WorkItem], options: Mapping[str, Any]
    ) -> list[Result]:
        """Answers questions, many at once.

        Args:
            reader: A `Reader`.
            items: The questions and the texts.
            options: Options of the reader's call.

        Returns:
            Of each item the answers, the best first.

        Raises:
            InvalidInputError: If an option is out of its range, or a question too long.
        """
        if len(items) == 1:
            # Messages then speak of the question, not of the first of a list.
            found = [reader(items[0].question, items[0].text, progress=False, **options)]
        else:
            questions, texts = [item.question for item in items], [item.text for item in items]
            found = reader(questions, texts, progress=False, **options)
        return [
            [
                {
                    "answer": one.text,
                    "reason": one.reason,
                    "score": one.score,
                    "null_score": one.null_score,
                    "start": one.start,
                    "end": one.end,
                    "sentence": one.sentence,
                    "sentence_start": one.sentence_start,
                }
                for one in answers
            ]
            for answers in found
        ]

    def make_rows(
        self, result: Result, question: str, common: Mapping[str, Any]
    ) -> list[AnswerRow]:
        """Makes rows of the result of an item.

        Args:
            result: What `compute` returned for it.
            question: The question.
            common: The columns that the rows of all tasks have.

        Returns:
            The rows, the best answer first.
        """
        return [
            AnswerRow(question=question, rank=rank, **columns, **common)
            for rank, columns in enumerate(result, start=1)
        ]
