"""Training configuration of question answering."""

import dataclasses
import math

from nlp_suite.config import Config
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.languages import check_language
from nlp_suite.training.config.base import RunConfig


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnsweringDataConfig(Config):
    """The section `[data]` of a reader: questions, windows and negative examples.

    Attributes:
        train: Files that `nlp_suite.data.load_questions` reads.
        language: The language of the texts: its code of ISO 639, such as "fr".
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
    language: str = "en"
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
        check_language("language", self.language)
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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnsweringModelConfig(Config):
    """The section `[model]` of a reader: the encoder that training starts from.

    Attributes:
        encoder: The model folder, or the name of a shipped model, that training starts from:
            an `Encoder`, which gets a new head, or a `SpanExtractor`, which keeps its own. Its
            tokenizer is the reader's.
        dropout: Share of sub-layer outputs and embeddings dropped in training; that of the
            encoder if None.
        attention_dropout: Share of attention weights dropped in training; that of the encoder
            if None.
        freeze_embeddings: Whether the table of the tokens' vectors stays as it is; it has half
            of the parameters of a small encoder.
    """

    encoder: str = "all-MiniLM-L6-v2"
    dropout: float | None = None
    attention_dropout: float | None = None
    freeze_embeddings: bool = False

    def _check(self) -> None:
        for field in ("dropout", "attention_dropout"):
            if getattr(self, field) is not None:
                self._require_share(field)

    def changes(self) -> dict[str, float]:
        """Returns the fields that differ from the encoder's own configuration."""
        values = {"dropout": self.dropout, "attention_dropout": self.attention_dropout}
        return {name: value for name, value in values.items() if value is not None}


METRICS = ("exact_match", "f1", "loss")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnsweringValidationConfig(Config):
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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnsweringConfig(RunConfig):
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
        config = QuestionAnsweringConfig.from_dict(
            {
                "folder": "runs/reader",
                "data": {"train": ["questions.json"], "unanswerable": 0.3},
                "optimization": {"epochs": 3, "schedule": "linear", "learning_rate": 2e-4},
            }
        )
        ```
    """

    data: QuestionAnsweringDataConfig
    task: str = "answer"
    model: QuestionAnsweringModelConfig = dataclasses.field(
        default_factory=QuestionAnsweringModelConfig
    )
    validation: QuestionAnsweringValidationConfig = dataclasses.field(
        default_factory=QuestionAnsweringValidationConfig
    )

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
