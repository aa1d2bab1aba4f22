"""Training configurations, a class for each section of a TOML file."""

from nlp_suite.training.config.base import OptimizationConfig, RunConfig
from nlp_suite.training.config.question_answering import (
    AnswerConfig,
    AnswerDataConfig,
    AnswerModelConfig,
    AnswerValidationConfig,
)
from nlp_suite.training.config.translation import (
    DataConfig,
    TokenizerConfig,
    TranslationConfig,
    ValidationConfig,
)

__all__ = [
    "AnswerConfig",
    "AnswerDataConfig",
    "AnswerModelConfig",
    "AnswerValidationConfig",
    "DataConfig",
    "OptimizationConfig",
    "RunConfig",
    "TokenizerConfig",
    "TranslationConfig",
    "ValidationConfig",
]
