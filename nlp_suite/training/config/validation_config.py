"""How a translator in training is judged."""

import dataclasses

from nlp_suite.config import Config

METRICS = ("bleu", "chrf", "loss")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ValidationConfig(Config):
    """The section `[validation]` of a translator: how it is evaluated in training.

    Attributes:
        metric: Which epoch is the best: by "loss", "bleu" or "chrf".
        sentences: Number of validation sentences that are translated after each epoch for
            BLEU and chrF; 0 for none.
        beam_size: Number of hypotheses of that translation.
        runtime: "ctranslate2" or "keras", with which they are translated.
    """

    metric: str = "loss"
    sentences: int = 500
    beam_size: int = 1
    runtime: str = "ctranslate2"

    def _check(self) -> None:
        self._require_one_of("metric", METRICS)
        self._require("sentences", self.sentences >= 0, "be 0 or more")
        self._require_positive("beam_size")
        self._require_one_of("runtime", ("ctranslate2", "keras"))
        self._require(
            "metric",
            self.metric == "loss" or self.sentences > 0,
            "be 'loss' where no sentences are translated",
        )
