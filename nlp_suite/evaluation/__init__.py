"""Measuring the tasks on reference data."""

from nlp_suite.evaluation.summarization import (
    RougeScore,
    SummaryEvaluation,
    SummaryRecord,
    evaluate_summaries,
)

__all__ = ["RougeScore", "SummaryEvaluation", "SummaryRecord", "evaluate_summaries"]
