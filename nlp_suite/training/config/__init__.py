"""Training configurations, a class for each section of a TOML file."""

from nlp_suite.training.config.base import OptimizationConfig, RunConfig
from nlp_suite.training.config.question_answering import (
    QuestionAnsweringConfig,
    QuestionAnsweringDataConfig,
    QuestionAnsweringModelConfig,
    QuestionAnsweringValidationConfig,
)
from nlp_suite.training.config.translation import (
    TranslationConfig,
    TranslationDataConfig,
    TranslationTokenizerConfig,
    TranslationValidationConfig,
)

__all__ = [
    "OptimizationConfig",
    "QuestionAnsweringConfig",
    "QuestionAnsweringDataConfig",
    "QuestionAnsweringModelConfig",
    "QuestionAnsweringValidationConfig",
    "RunConfig",
    "TranslationConfig",
    "TranslationDataConfig",
    "TranslationTokenizerConfig",
    "TranslationValidationConfig",
]
