"""Training by configuration, and its building blocks."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.training.batching import token_batches
    from nlp_suite.training.checkpoint_store import CheckpointStore
    from nlp_suite.training.config import QuestionAnsweringConfig, TranslationConfig
    from nlp_suite.training.losses import (
        masked_accuracy,
        masked_cross_entropy,
        span_accuracy,
        span_cross_entropy,
    )
    from nlp_suite.training.run_folder import TrainingResult
    from nlp_suite.training.runs import train
    from nlp_suite.training.schedules import LinearSchedule, WarmupSchedule
    from nlp_suite.training.trainer import Trainer

__all__ = [
    "CheckpointStore",
    "LinearSchedule",
    "QuestionAnsweringConfig",
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
        "QuestionAnsweringConfig": ".config",
        "CheckpointStore": ".checkpoint_store",
        "LinearSchedule": ".schedules",
        "Trainer": ".trainer",
        "TrainingResult": ".run_folder",
        "TranslationConfig": ".config",
        "WarmupSchedule": ".schedules",
        "masked_accuracy": ".losses",
        "masked_cross_entropy": ".losses",
        "span_accuracy": ".losses",
        "span_cross_entropy": ".losses",
        "token_batches": ".batching",
        "train": ".runs",
    },
    extra="keras",
)
