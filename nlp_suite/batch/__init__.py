"""Batch jobs over many files, which resume where they were stopped."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.batch.job import BatchJob
    from nlp_suite.batch.options import FilesOptions
    from nlp_suite.batch.problem import Problem
    from nlp_suite.batch.tasks.question_answering import AnswerRow
    from nlp_suite.batch.tasks.summarization import SummaryRow
    from nlp_suite.batch.tasks.translation import TranslationRow

__all__ = [
    "AnswerRow",
    "BatchJob",
    "FilesOptions",
    "Problem",
    "SummaryRow",
    "TranslationRow",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "AnswerRow": ".tasks.question_answering",
        "BatchJob": ".job",
        "FilesOptions": ".options",
        "Problem": ".problem",
        "SummaryRow": ".tasks.summarization",
        "TranslationRow": ".tasks.translation",
    },
)
