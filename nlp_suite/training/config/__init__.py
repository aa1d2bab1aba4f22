"""Training configurations, a class for each section of a TOML file."""

from nlp_suite.training.config.answer_config import AnswerConfig
from nlp_suite.training.config.answer_data_config import AnswerDataConfig
from nlp_suite.training.config.answer_model_config import AnswerModelConfig
from nlp_suite.training.config.answer_validation_config import AnswerValidationConfig
from nlp_suite.training.config.data_config import DataConfig
from nlp_suite.training.config.optimization_config import OptimizationConfig
from nlp_suite.training.config.run_config import RunConfig
from nlp_suite.training.config.tokenizer_config import TokenizerConfig
from nlp_suite.training.config.translation_config import TranslationConfig
from nlp_suite.training.config.validation_config import ValidationConfig

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
