"""Summarization as a task of batch jobs: task adapter and output row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nlp_suite.batch.tasks.row import Row
from nlp_suite.batch.work_items import Result, WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow(Row):
    """A summary of one of many documents: a row of the output.

    Args:
        file: The file, as it was given or found.
        row: Its row in the file, if that is a table.
        document_id: The id of that row, if it has one.
        summary: The chosen sentences, joined by spaces, or what the model wrote.
        sentences: Each of them, with its text, its index, its score, and its start and end in
            the document's text, in characters; none in an abstractive summary.
        total_sentences: How many sentences the document has.
        title: Its title or a headline; "" unless asked for.
        keywords: Its key phrases, each with its text and its score; none unless asked for.
        method: How they were chosen; "" in an abstractive summary.
        style: "extractive" or "abstractive".
        support: Of each sentence of an abstractive summary what of the document supports it, as
            `nlp_suite.SentenceSupport` has it.
        parts: The summaries of the parts of a long document, each with its text, and the start and
            the end of the part.
        engine: The engine that embedded them, or wrote the summary.
        model: The model that embedded them, or wrote the summary.
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
    title: str = ""
    keywords: list[dict[str, Any]] = field(default_factory=list)
    method: str
    style: str = "extractive"
    support: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    engine: str
    model: str
    model_version: str
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        return self.summary


class SummarizationAdapter:
    """Task adapter of summarization.

    Example:
        >>> SummarizationAdapter().task
        'summarize'
    """

    task = "summarize"
    row = SummaryRow
    probe = WorkItem("This.")

    def compute(
        self, summarizer: Any, items: Sequence[WorkItem], options: Mapping[str, Any]
    ) -> list[Result]:
        """Summarizes texts, many at once.

        Args:
            summarizer: A `Summarizer` or an `AbstractiveSummarizer`.
            items: The texts.
            options: Options of the summarizer's call.

        Returns:
            Of each item its summary.

        Raises:
            InvalidInputError: If an option is out of its range.
        """
        if list(items) == [self.probe]:
            # Nobody's text: whether it is about the query is of no interest.
            options = {**options, "query": None}
        if len(items) == 1:
            # Messages then speak of the text, not of the first of a list.
            found = [summarizer(items[0].text, progress=False, **options)]
        else:
            found = summarizer([item.text for item in items], progress=False, **options)
        return [
            [
                {
                    "summary": one.text,
                    "sentences": [sentence.to_dict() for sentence in one.sentences],
                    "total_sentences": one.total_sentences,
                    "title": one.title,
                    "keywords": [keyword.to_dict() for keyword in one.keywords],
                    "method": one.method,
                    "style": one.style,
                    "support": [support.to_dict() for support in one.support],
                    "parts": [part.to_dict() for part in one.parts],
                }
            ]
            for one in found
        ]

    def make_rows(
        self,
        result: Result,
        question: str,  # noqa: ARG002
        common: Mapping[str, Any],
    ) -> list[SummaryRow]:
        """Makes a row of the result of an item.

        Args:
            result: What `compute` returned for it.
            question: "", as the task has no questions.
            common: The columns that the rows of all tasks have.

        Returns:
            The row.
        """
        return [SummaryRow(**columns, **common) for columns in result]
