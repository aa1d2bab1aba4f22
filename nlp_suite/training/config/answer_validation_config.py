"""How a reader in training is judged."""

import dataclasses

from nlp_suite.config import Config

METRICS = ("exact_match", "f1", "loss")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerValidationConfig(Config):
    """The section `[validation]` of a reader: how it is evaluated in training.

    Attributes:
        metric: Which epoch is the best: by "loss", "exact_match" or "f1".
        questions: Number of validation questions that are answered after each epoch for exact
            match and F1; 0 for none.
        runtime: "ctranslate2" or "keras", with which they are answered.
    """

    metric: str = "loss"
    questions: int = 1000
    runtime: str = "ctranslate2"

    def _check(self) -> None:
        self._require_one_of("metric", METRICS)
        self._require("questions", self.questions >= 0, "be 0 or more")
        self._require_one_of("runtime", ("ctranslate2", "keras"))
        self._require(
            "metric",
            self.metric == "loss" or self.questions > 0,
            "be 'loss' where no questions are answered",
        )
