"""Training configuration of question answering."""

import dataclasses

from nlp_suite.errors import InvalidInputError
from nlp_suite.training.config.answer_data_config import AnswerDataConfig
from nlp_suite.training.config.answer_model_config import AnswerModelConfig
from nlp_suite.training.config.answer_validation_config import AnswerValidationConfig
from nlp_suite.training.config.run_config import RunConfig


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerConfig(RunConfig):
    """Configuration of a training run of question answering (a reader).

    Attributes:
        folder: See `RunConfig`.
        optimization: See `RunConfig`; batches are by tokens.
        data: The questions to train on.
        task: "answer".
        model: Which model training starts from.
        validation: How the reader is evaluated.

    Example:
        ```python
        config = AnswerConfig.from_dict(
            {
                "folder": "runs/reader",
                "data": {"train": ["questions.json"], "unanswerable": 0.3},
                "optimization": {"epochs": 3, "schedule": "linear", "learning_rate": 2e-4},
            }
        )
        ```
    """

    data: AnswerDataConfig
    task: str = "answer"
    model: AnswerModelConfig = dataclasses.field(default_factory=AnswerModelConfig)
    validation: AnswerValidationConfig = dataclasses.field(default_factory=AnswerValidationConfig)

    def _check(self) -> None:
        self._require_one_of("task", ("answer",))
        batch_type, size = self.optimization.batch_type, self.optimization.batch_size
        if batch_type != "tokens":
            raise InvalidInputError(
                f"optimization.batch_type must be 'tokens' for a reader, got {batch_type!r}"
            )
        if size < self.data.window:
            raise InvalidInputError(
                f"optimization.batch_size must be at least data.window ({self.data.window}), got "
                f"{size}"
            )
