"""Evaluation of translation, summarization and question answering on reference data."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.evaluation.bleu import CorpusScore, TranslationScores, score_translations
    from nlp_suite.evaluation.bootstrap import MetricScore, bootstrap_means
    from nlp_suite.evaluation.calibration import (
        CalibrationBin,
        area_under_roc,
        average_precision,
        calibration_bins,
        expected_calibration_error,
    )
    from nlp_suite.evaluation.no_answer_threshold import BestThreshold, best_threshold
    from nlp_suite.evaluation.question_answering import ScoredAnswer, evaluate_answers
    from nlp_suite.evaluation.question_answering_results import (
        AnswerEvaluation,
        AnswerExample,
        AnswerSubset,
    )
    from nlp_suite.evaluation.reference_free import novel_ngram_share, reference_free_scores
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
    "AnswerSubset",
    "BestThreshold",
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
    "average_precision",
    "best_threshold",
    "bootstrap_means",
    "calibration_bins",
    "evaluate_answers",
    "evaluate_summaries",
    "evaluate_translations",
    "exact_match",
    "expected_calibration_error",
    "novel_ngram_share",
    "reference_free_scores",
    "score_translations",
    "token_f1",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "AnswerEvaluation": ".question_answering_results",
        "AnswerExample": ".question_answering_results",
        "AnswerSubset": ".question_answering_results",
        "BestThreshold": ".no_answer_threshold",
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
        "average_precision": ".calibration",
        "best_threshold": ".no_answer_threshold",
        "bootstrap_means": ".bootstrap",
        "calibration_bins": ".calibration",
        "evaluate_answers": ".question_answering",
        "evaluate_summaries": ".summarization",
        "evaluate_translations": ".translation",
        "exact_match": ".squad_metrics",
        "novel_ngram_share": ".reference_free",
        "reference_free_scores": ".reference_free",
        "expected_calibration_error": ".calibration",
        "score_translations": ".bleu",
        "token_f1": ".squad_metrics",
    },
)
