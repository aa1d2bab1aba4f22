"""Evaluation of translation, summarization and question answering on reference data."""

from nlp_suite.evaluation.bootstrap import MeanInterval, bootstrap_means
from nlp_suite.evaluation.calibration import (
    area_under_roc,
    calibration_bins,
    expected_calibration_error,
)
from nlp_suite.evaluation.question_answering import evaluate_answers
from nlp_suite.evaluation.question_answering_results import (
    AnswerEvaluation,
    AnswerExample,
    CalibrationBin,
)
from nlp_suite.evaluation.scored_answer import ScoredAnswer
from nlp_suite.evaluation.squad_metrics import exact_match, token_f1
from nlp_suite.evaluation.summarization import (
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
    "AnswerEvaluation",
    "AnswerExample",
    "CalibrationBin",
    "CorpusScore",
    "MeanInterval",
    "ScoredAnswer",
    "SummaryEvaluation",
    "SummaryRecord",
    "TranslationEvaluation",
    "TranslationExample",
    "TranslationScores",
    "area_under_roc",
    "bootstrap_means",
    "calibration_bins",
    "evaluate_answers",
    "evaluate_summaries",
    "evaluate_translations",
    "exact_match",
    "expected_calibration_error",
    "score_translations",
    "token_f1",
]
