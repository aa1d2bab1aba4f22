"""Training by configuration, and its building blocks."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.training.batching import token_batches
    from nlp_suite.training.checkpoint_store import CheckpointStore
    from nlp_suite.training.config import AnswerConfig, TranslationConfig
    from nlp_suite.training.linear_schedule import LinearSchedule
    from nlp_suite.training.masked_metrics import masked_accuracy, masked_cross_entropy
    from nlp_suite.training.runs import train
    from nlp_suite.training.span_metrics import span_accuracy, span_cross_entropy
    from nlp_suite.training.trainer import Trainer
    from nlp_suite.training.training_result import TrainingResult
    from nlp_suite.training.warmup_schedule import WarmupSchedule

__all__ = [
    "AnswerConfig",
    "CheckpointStore",
    "LinearSchedule",
    "Trainer",
    "TrainingResult",
    "TranslationConfig",
    "WarmupSchedule",
    "masked_accuracy",
    "masked_cross_entropy",
    "span_accuracy",
    "span_cross_entropy",
    "token_batches",
    "train",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "AnswerConfig": ".config",
        "CheckpointStore": ".checkpoint_store",
        "LinearSchedule": ".linear_schedule",
        "Trainer": ".trainer",
        "TrainingResult": ".training_result",
        "TranslationConfig": ".config",
        "WarmupSchedule": ".warmup_schedule",
        "masked_accuracy": ".masked_metrics",
        "masked_cross_entropy": ".masked_metrics",
        "span_accuracy": ".span_metrics",
        "span_cross_entropy": ".span_metrics",
        "token_batches": ".batching",
        "train": ".runs",
    },
    extra="keras",
)
