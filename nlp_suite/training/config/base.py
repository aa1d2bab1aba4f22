"""Training configuration of every run: optimization, and reading TOML."""

import dataclasses
from pathlib import Path
from typing import Self

from nlp_suite.config import Config, TomlFile, read_toml
from nlp_suite.errors import InvalidInputError

PRECISIONS = ("auto", "float32", "mixed_bfloat16")
SCHEDULES = ("linear", "warmup")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OptimizationConfig(Config):
    """The section `[optimization]`: optimizer, schedule, batches and stopping.

    Attributes:
        epochs: Number of times that the training data is gone through.
        stop_after: End after so many of the epochs, with the rate of "linear" that it has then:
            an average of such weights, or another run, may gain more from them than from the
            last epochs; None for all.
        batch_type: "tokens" for batches of pairs of similar length, or "pairs" for batches of any
            lengths, each padded to the longest of the whole data.
        batch_size: By "tokens" the most tokens of a batch, padding included, on its longer
            side; by "pairs" its number of pairs.
        schedule: "warmup", the paper's rate, or "linear", which falls to zero at the end.
        learning_rate: The highest rate of "linear"; that of "warmup" follows from the model's
            width and `warmup_steps`.
        warmup_steps: Number of steps that the rate rises.
        beta_1: Adam's.
        beta_2: Adam's.
        epsilon: Adam's.
        weight_decay: Share of each weight taken off at a rate of 1; 0 for plain Adam.
        clip_norm: Largest norm of all gradients together; None for no limit.
        label_smoothing: Share of the target distribution spread over the vocabulary.
        precision: "float32", "mixed_bfloat16", or "auto" for the latter where the hardware
            computes with it.
        seed: Of the initial weights, the order of the data and dropout.
        checkpoint_steps: Number of steps between checkpoints; one is also written after each
            epoch.
        average_epochs: Number of last epochs whose weights are averaged in the end; 1 for none.
        patience: Stop after so many epochs without a better validation; None for never.
    """

    epochs: int = 20
    stop_after: int | None = None
    batch_type: str = "tokens"
    batch_size: int = 4096
    schedule: str = "warmup"
    learning_rate: float = 1e-3
    warmup_steps: int = 4000
    beta_1: float = 0.9
    beta_2: float = 0.98
    epsilon: float = 1e-9
    weight_decay: float = 0.0
    clip_norm: float | None = None
    label_smoothing: float = 0.1
    precision: str = "auto"
    seed: int = 0
    checkpoint_steps: int = 1000
    average_epochs: int = 1
    patience: int | None = None

    def _check(self) -> None:
        self._require_positive("epochs", "warmup_steps", "batch_size", "checkpoint_steps")
        self._require_positive("average_epochs")
        for field in ("patience", "stop_after"):
            if getattr(self, field) is not None:
                self._require_positive(field)
        self._require(
            "stop_after",
            self.stop_after is None or self.stop_after <= self.epochs,
            f"be at most the {self.epochs} epochs",
        )
        self._require_one_of("batch_type", ("pairs", "tokens"))
        self._require_one_of("schedule", SCHEDULES)
        self._require_one_of("precision", PRECISIONS)
        for field in ("learning_rate", "epsilon", "clip_norm"):
            if getattr(self, field) is not None:
                self._require_positive_number(field)
        self._require_share("beta_1", "beta_2", "label_smoothing", "weight_decay")
        self._require("seed", 0 <= self.seed < 2**32, "be from 0 to 2**32 - 1")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig(Config):
    """Base class of the configurations of training runs.

    Attributes:
        folder: The run's folder, made if it is not there. This path and those of data start at
            the working directory, not at the TOML file.
        optimization: How the model is trained.
    """

    folder: str
    optimization: OptimizationConfig = dataclasses.field(default_factory=OptimizationConfig)

    @classmethod
    def from_toml(cls, file: str | Path | TomlFile) -> Self:
        r"""Reads a TOML file.

        Args:
            file: The file, or one that was read.

        Returns:
            The configuration.

        Raises:
            InvalidInputError: If there is no such file, it is not TOML, a key is unknown or
                missing, or a value is of the wrong type or out of range.

        Example:
            ```python
            file = Path("reader.toml")
            file.write_text("folder = 'runs/reader'\ndata.train = ['squad.json']")
            config = QuestionAnsweringConfig.from_toml(file)
            ```
        """
        toml = file if isinstance(file, TomlFile) else read_toml(file)
        try:
            return cls.from_dict(toml.values)
        except InvalidInputError as error:
            raise InvalidInputError(f"{toml.path}: {error}") from error
