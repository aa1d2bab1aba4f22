"""Measuring the tasks on reference data."""

from nlp_suite.evaluation.summarization import (
    RougeScore,
    SummaryEvaluation,
    SummaryRecord,
    evaluate_summaries,
)
from nlp_suite.evaluation.translation import evaluate_translations, score_translations
from nlp_suite.evaluation.translation_results import (
    CorpusScore,
    TranslationEvaluation,
    TranslationExample,
    TranslationScores,
)

__all__ = [
    "CorpusScore",
    "RougeScore",
    "SummaryEvaluation",
    "SummaryRecord",
    "TranslationEvaluation",
    "TranslationExample",
    "TranslationScores",
    "evaluate_summaries",
    "evaluate_translations",
    "score_translations",
]
