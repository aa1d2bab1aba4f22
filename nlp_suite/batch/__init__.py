"""Batch jobs over many files, which resume where they were stopped."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.batch.answer_row import AnswerRow
    from nlp_suite.batch.job import BatchRun
    from nlp_suite.batch.options import FilesOptions
    from nlp_suite.batch.problem import Problem
    from nlp_suite.batch.summary_row import SummaryRow
    from nlp_suite.batch.translation_row import TranslationRow

__all__ = [
    "AnswerRow",
    "BatchRun",
    "FilesOptions",
    "Problem",
    "SummaryRow",
    "TranslationRow",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "AnswerRow": ".answer_row",
        "BatchRun": ".job",
        "FilesOptions": ".options",
        "Problem": ".problem",
        "SummaryRow": ".summary_row",
        "TranslationRow": ".translation_row",
    },
)
