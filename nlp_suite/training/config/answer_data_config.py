"""Which questions a reader learns from."""

import dataclasses
import math

from nlp_suite.config import Config


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDataConfig(Config):
    """The section `[data]` of a reader: questions, windows and negative examples.

    Attributes:
        train: Files that `nlp_suite.data.load_questions` reads.
        validation: Another one for validation; if None, a part of `train` is. It is not checked
            whether the two have texts in common.
        validation_share: Share of the texts of `train` whose questions validate where there is
            no `validation`; a text with all of its questions is on one side.
        seed: Another seed gives another split.
        window: Number of tokens of an input, special tokens among them. A longer text is read
            in several windows.
        stride: Number of tokens that neighbouring windows of a text have in common.
        max_question_tokens: Questions with more tokens are left out.
        max_windows: Most windows of a text that the trained reader reads for a question, unless
            a call says otherwise; all if 0. No matter to the training.
        bm25_weight: How much it counts there what a window has to do with the question.
        unanswerable: Number of negative examples, pairs of a question and a text in which no
            answer to it occurs, as a share of the questions that have an answer; drawn anew for
            each epoch, and once for the validation's loss and accuracy.
        same_title: Share of these whose text has the question's title, if there is such a one.
        joined: Share of the texts that others without an answer, by the same chance of the same
            title, are put before and behind until the window is full, as those of a long text
            are; drawn anew for each epoch, and not for the validation.
        every_answer: Whether each answer of a question counts as often as it was given, so that
            the model learns what most people say; otherwise it need only find any of them.
    """

    train: tuple[str, ...]
    validation: str | None = None
    validation_share: float = 0.05
    seed: int = 0
    window: int = 384
    stride: int = 128
    max_question_tokens: int = 64
    max_windows: int = 4
    bm25_weight: float = 0.5
    unanswerable: float = 0.0
    same_title: float = 0.5
    joined: float = 0.0
    every_answer: bool = False

    def _check(self) -> None:
        self._require("train", len(self.train) > 0, "name at least one file")
        self._require(
            "validation_share",
            self.validation is not None or 0 < self.validation_share < 1,
            "be above 0 and below 1",
        )
        self._require("seed", 0 <= self.seed < 2**32, "be from 0 to 2**32 - 1")
        self._require_positive("window", "stride", "max_question_tokens")
        self._require(
            "window",
            self.window > self.max_question_tokens + self.stride,
            f"be above max_question_tokens + stride ({self.max_question_tokens} + {self.stride})",
        )
        self._require("max_windows", self.max_windows >= 0, "be from 0 up")
        self._require("bm25_weight", 0 <= self.bm25_weight < math.inf, "be from 0 up")
        self._require("unanswerable", 0 <= self.unanswerable <= 10, "be from 0 to 10")
        for field in ("same_title", "joined"):
            self._require(field, 0 <= getattr(self, field) <= 1, "be from 0 to 1")
