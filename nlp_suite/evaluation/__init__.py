"""Evaluation of translation, summarization and question answering on reference data."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.evaluation.bleu import CorpusScore, TranslationScores, score_translations
    from nlp_suite.evaluation.bootstrap import MetricScore, bootstrap_means
    from nlp_suite.evaluation.calibration import (
        CalibrationBin,
        area_under_roc,
        calibration_bins,
        expected_calibration_error,
    )
    from nlp_suite.evaluation.question_answering import ScoredAnswer, evaluate_answers
    from nlp_suite.evaluation.question_answering_results import AnswerEvaluation, AnswerExample
    from nlp_suite.evaluation.squad_metrics import exact_match, token_f1
    from nlp_suite.evaluation.summarization import (
        SummaryEvaluation,
        SummaryRecord,
        evaluate_summaries,
    )
    from nlp_suite.evaluation.translation import evaluate_translations
    from nlp_suite.evaluation.translation_results import TranslationEvaluation, TranslationExample

__all__ = [
    "AnswerEvaluation",
    "AnswerExample",
    "CalibrationBin",
    "CorpusScore",
    "MetricScore",
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

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "AnswerEvaluation": ".question_answering_results",
        "AnswerExample": ".question_answering_results",
        "CalibrationBin": ".calibration",
        "CorpusScore": ".bleu",
        "MetricScore": ".bootstrap",
        "ScoredAnswer": ".question_answering",
        "SummaryEvaluation": ".summarization",
        "SummaryRecord": ".summarization",
        "TranslationEvaluation": ".translation_results",
        "TranslationExample": ".translation_results",
        "TranslationScores": ".bleu",
        "area_under_roc": ".calibration",
        "bootstrap_means": ".bootstrap",
        "calibration_bins": ".calibration",
        "evaluate_answers": ".question_answering",
        "evaluate_summaries": ".summarization",
        "evaluate_translations": ".translation",
        "exact_match": ".squad_metrics",
        "expected_calibration_error": ".calibration",
        "score_translations": ".bleu",
        "token_f1": ".squad_metrics",
    },
)
