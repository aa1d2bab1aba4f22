"""Base class of training runs, from data to a model folder."""

import abc
import contextlib
import errno
import hashlib
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import keras
from keras import ops

from nlp_suite.engines.custom.ctranslate2_settings import temporary_cache
from nlp_suite.errors import InvalidInputError, TrainingError
from nlp_suite.files import atomic_file
from nlp_suite.models.configs.model_config import ModelConfig
from nlp_suite.models.configured_model import ConfiguredModel
from nlp_suite.models.folder.model_folder import CARD_FILE
from nlp_suite.models.parameters import assign_parameters, named_parameters
from nlp_suite.plots.figure_files import write_figure
from nlp_suite.plots.learning_curves import plot_history
from nlp_suite.training.environment import describe_environment, keep_freed_memory
from nlp_suite.training.history import TensorBoardLog, write_history
from nlp_suite.training.memory_estimate import available_memory, check_memory
from nlp_suite.training.optimizers import make_optimizer
from nlp_suite.training.precision import has_accelerator, resolve_precision
from nlp_suite.training.run_folder import RunFolder, TrainingResult
from nlp_suite.training.trainer import Batch, Row, Trainer
from nlp_suite.training.training_progress import TrainingProgress

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class TrainingData(Protocol):
    """The training and validation data of a run, as batches."""

    @property
    def tokenizers(self) -> "tuple[Tokenizer, Tokenizer] | None":
        """Those that the run made, of the source and the target; None if it made none."""
        ...

    @property
    def num_tokens(self) -> int:
        """Number of tokens of an epoch, for the progress."""
        ...

    def plan(self, epoch: int) -> Sequence[Any]:
        """Plans the batches of an epoch, always the same ones for the same epoch."""
        ...

    def batch(self, plan: Any) -> Batch:
        """Makes a planned batch."""
        ...

    def validation_batches(self) -> Sequence[Batch]:
        """Makes the batches that cover the validation data once."""
        ...

    def fingerprint(self) -> str:
        """Hashes everything that is trained on or validated with, in order."""
        ...


# Steps between the numbers that TensorBoard shows.
LOG_STEPS = 20


class TrainingRun(abc.ABC):
    """Base class of training runs; a task adds its data, model, objective and scores.

    Nothing is written before the configuration and the data are known to be good. The same
    run, started again, resumes where it was stopped, and is over at once if it has finished.

    Args:
        config: The run's configuration, a `RunConfig` with a section `validation`.
        folder: The run's folder.
        environment: What `folder.read_environment` returned: in what environment the run was
            started, or None for a new one.

    Raises:
        InvalidInputError: If the folder holds a run of another backend or other data, or the
            data is not there.
        ModelFormatError: If what the folder holds is damaged.
    """

    # What to do if a run cannot be resumed with something else than it was started with.
    remedies: ClassVar[Mapping[str, str]] = {
        "backend": "set KERAS_BACKEND to the former",
        "data": "restore the data (the values are its hashes)",
        "tokenizers": "restore those of the run (the values are their hashes)",
    }

    data: TrainingData
    model: ConfiguredModel

    def __init__(self, config: Any, folder: RunFolder, environment: dict[str, Any] | None) -> None:
        keep_freed_memory()
        self.config = config
        self.folder = folder
        self.started = environment is not None
        c = config.optimization
        here: dict[str, Any] = {"precision": resolve_precision(c.precision)}
        self.environment = environment or here | describe_environment()
        self._check_environment("backend", keras.backend.backend())
        keras.utils.set_random_seed(c.seed)
        # JAX compiles a step for every shape.
        self.data = self._load_data(fixed_shapes=keras.backend.backend() == "jax")
        self._check_environment("data", self.data.fingerprint())
        if self.data.tokenizers is not None:
            self._check_environment("tokenizers", _tokenizers_digest(self.data.tokenizers))
        self._check_memory()
        self.model = self._make_model(self.environment.get("precision", here["precision"]))
        self.steps = self._count_steps()
        width: int = getattr(self.model.config, "model_dim")  # noqa: B009
        self.trainer = Trainer(
            self.model,
            make_optimizer(c, model_dim=width, steps=self.steps),
            self._objective,
            folder.path,
            checkpoint_steps=c.checkpoint_steps,
            metrics=("accuracy",),
        )
        self.log: TensorBoardLog | None = None

    @abc.abstractmethod
    def _load_data(self, *, fixed_shapes: bool) -> Any:
        """Loads the data; with few shapes of batches where every shape is compiled."""

    @abc.abstractmethod
    def _model_config(self) -> ModelConfig:
        """Returns the configuration of the model."""

    def _outputs(self) -> int:
        """Returns the number of logits of a token."""
        return self._model_config().vocabulary_sizes()["target"]

    def _check_memory(self) -> None:
        if has_accelerator():
            return
        check_memory(
            self._model_config(),
            # A batch of pairs has at least as many tokens as pairs.
            batch_tokens=min(self.config.optimization.batch_size, self.data.num_tokens),
            outputs=self._outputs(),
            available=available_memory(),
        )

    @abc.abstractmethod
    def _make_model(self, precision: str) -> ConfiguredModel:
        """Makes the model as it is before the first step."""

    @abc.abstractmethod
    def _objective(self, model: Any, batch: Batch, training: bool) -> dict[str, Any]:
        """Computes "loss" and "accuracy" of a batch."""

    @abc.abstractmethod
    def _tokens(self, batch: Batch) -> int:
        """Counts the tokens of a batch, for the progress."""

    def _weight(self, batch: Batch) -> float:
        """Returns the weight of a batch in the validation's means."""
        return self._tokens(batch)

    @abc.abstractmethod
    def _save_model(self, path: Path) -> None:
        """Writes the model folder."""

    @abc.abstractmethod
    def _score(self, path: Path) -> Row:
        """Evaluates a model folder on its task, with the engine that it is made for."""

    def _complete(self, path: Path) -> None:  # noqa: B027 - most tasks have nothing to add
        """Adds to the run's model what was not needed before."""

    @abc.abstractmethod
    def _title(self) -> str:
        """Formats the title of the model card: what is trained, and in which language."""

    @abc.abstractmethod
    def _card(self, metrics: Row) -> str:
        """Formats the model card."""

    @contextlib.contextmanager
    def _engine_options(self) -> Iterator[dict[str, Any]]:
        """Yields the options to run a model folder in full precision for the length of a block."""
        runtime: str = self.config.validation.runtime
        compute_type = {"compute_type": "float32"} if runtime == "ctranslate2" else {}
        with temporary_cache():
            yield {"runtime": runtime, **compute_type}

    def _count_steps(self) -> int:
        return len(self.data.plan(0)) * int(self.config.optimization.epochs)

    def _check_environment(self, key: str, value: str) -> None:
        """Checks the environment: a run resumed in another one would end with other weights."""
        started = self.environment.setdefault(key, value)
        if started != value:
            raise InvalidInputError(
                f"{self.folder.path} holds a run with {key} = {started!r}, got {value!r}; "
                f"{self.remedies[key]}, or choose another folder"
            )

    def train(self, show: bool | None) -> TrainingResult:
        """Trains to the end.

        Args:
            show: Whether to show a progress bar; if None, a bar on a terminal and lines
                elsewhere.

        Returns:
            Where the model is, and how it came to be.

        Raises:
            TrainingError: If the loss is not a finite number, or another process trains in the
                folder.
        """
        c = self.config.optimization
        epochs = c.stop_after or c.epochs
        with (
            self.folder.lock(),
            TrainingProgress(self._tokens_of(epochs), show=show) as self.progress,
        ):
            if not self.started:
                self.folder.start(self.config, self.environment, self.data.tokenizers)
            self.progress.line(f"{self._title()}: {self.model.count_params():,} parameters")
            self.epoch_started = time.monotonic()
            try:
                history = self.trainer.fit(
                    self.data.plan,
                    epochs,
                    load=self.data.batch,
                    validate=lambda: self._timed(self._validate("last")),
                    after_step=self._after_step,
                    after_epoch=self._after_epoch,
                )
            finally:
                if self.log:
                    self.log.close()
            return self._finish(history)

    def _tokens_of(self, epochs: int) -> int:
        return int(self.data.num_tokens * epochs)

    def _open_log(self, step: int) -> TensorBoardLog:
        if self.log is None:
            tokens = self._tokens_of(self.config.optimization.epochs)
            self.progress.skip(round(tokens * step / self.steps))
            self.log = TensorBoardLog(self.folder.path / "tensorboard", step=step)
        return self.log

    def _after_step(self, step: int, batch: Batch, values: Mapping[str, float]) -> None:
        log = self._open_log(step - 1)
        if step % LOG_STEPS == 0:
            rate = float(ops.convert_to_numpy(self.trainer.optimizer.learning_rate))
            log.scalars(step, {**values, "learning_rate": rate})
        epoch = 1 + (step - 1) * self.config.optimization.epochs // self.steps
        self.progress.update(epoch=epoch, tokens=self._tokens(batch), loss=values["loss"])

    def _validate(self, name: str) -> Row:
        values = self.trainer.evaluate(self.data.validation_batches(), weight=self._weight)
        if not math.isfinite(values["loss"]):
            raise TrainingError(
                f"the validation's loss is {values['loss']}; lower the learning rate or the "
                "model's precision in a new run"
            )
        row = {f"validation_{key}": value for key, value in values.items()}
        path = self.folder.path / name
        self._save_model(path)
        row |= self._score(path)
        with atomic_file(path / CARD_FILE) as card:
            card.write_text(self._card(row), encoding="utf-8")
        self.trainer.notes[name] = self.folder.digest(name)
        return row

    def _timed(self, row: Row) -> Row:
        now = time.monotonic()
        seconds, self.epoch_started = now - self.epoch_started, now
        return {**row, "seconds": seconds}

    def _after_epoch(self, history: list[Row]) -> bool:
        row, best = history[-1], self._best_epoch(history)
        self.progress.line(_words(row))
        self._open_log(int(row["step"])).scalars(int(row["step"]), _validation(row))
        write_history(history, self.folder.path / "history.csv")
        write_figure(plot_history(history, best=best), self.folder.path / "history.png")
        c = self.config.optimization
        if c.average_epochs > 1:
            weights = {n: ops.convert_to_numpy(v) for n, v in named_parameters(self.model).items()}
            self.folder.keep_weights(int(row["epoch"]), weights, newest=c.average_epochs)
        if best == len(history):
            notes = self.trainer.notes
            self.folder.copy("last", "best", notes["last"])
            notes["best"] = notes["last"]
        return c.patience is not None and len(history) - best >= c.patience

    def _best_epoch(self, history: list[Row]) -> int:
        """Returns the number, from 1, of the best epoch; of equal ones the first."""
        qualities = [self._quality(row) for row in history]
        return 1 + qualities.index(max(qualities))

    def _quality(self, row: Row) -> float:
        metric = self.config.validation.metric
        return (-1.0 if metric == "loss" else 1.0) * row[f"validation_{metric}"]

    def _finish(self, history: list[Row]) -> TrainingResult:
        epoch: int | None
        source, epoch = "best", self._best_epoch(history)
        best = history[epoch - 1]
        if self.config.optimization.average_epochs > 1:
            kept = self.config.optimization.average_epochs
            epochs = range(max(len(history) - kept, 0) + 1, len(history) + 1)
            assign_parameters(self.model, self.folder.average_weights(epochs))
            averaged = self._validate("averaged")
            self.progress.line("averaged  " + _words(averaged))
            if self._quality(averaged) > self._quality(best):
                best, source, epoch = averaged, "averaged", None
        return self.folder.finish(
            source,
            history,
            _validation(best),
            epoch=epoch,
            digest=self.trainer.notes.get(source),
            complete=self._complete,
        )


def run_training(
    kind: type[TrainingRun], config: Any, folder: RunFolder, *, progress: bool | None = None
) -> TrainingResult:
    """Trains what a configuration describes, or resumes a run that was stopped.

    Args:
        kind: The run's class.
        config: The run's configuration.
        folder: The run's folder.
        progress: Whether to show a progress bar; if None, a bar on a terminal and lines
            elsewhere.

    Returns:
        Where the model is, and how it came to be; at once if the run has finished.

    Raises:
        InvalidInputError: If the folder holds a run of another configuration, backend or data,
            or the data is not there.
        ModelFormatError: If what the folder holds is damaged.
        TrainingError: If the loss is not a finite number, the folder cannot be written, or another
            process trains in it.
    """
    try:
        environment = folder.read_environment(config)
        result = None if environment is None else folder.read_result()
        return result or kind(config, folder, environment).train(progress)
    except OSError as error:
        space = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise TrainingError(
            f"{error.filename or config.folder} cannot be written ({error.strerror or error}); "
            f"the last checkpoint is kept: {'free some space' if space else 'put that right'} and "
            "start the same run again"
        ) from error


def _tokenizers_digest(tokenizers: "tuple[Tokenizer, Tokenizer]") -> str:
    digest = hashlib.sha256()
    for tokenizer in tokenizers:
        digest.update(hashlib.sha256(tokenizer.to_str().encode()).digest())
    return digest.hexdigest()


def _validation(row: Row) -> Row:
    return {name: value for name, value in row.items() if name.startswith("validation_")}


def _words(row: Mapping[str, float]) -> str:
    return "  ".join(f"{name} {value:.4g}" for name, value in row.items())
