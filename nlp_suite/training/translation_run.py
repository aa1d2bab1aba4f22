"""A translator's training run, from sentences to a model folder."""

import errno
import math
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import keras
import numpy as np
from keras import ops

import nlp_suite
from nlp_suite.data import load_parallel
from nlp_suite.engines.custom.ctranslate2_settings import temporary_cache
from nlp_suite.errors import InvalidInputError, TrainingError
from nlp_suite.evaluation import score_translations
from nlp_suite.files import atomic_file
from nlp_suite.layers import padding_mask
from nlp_suite.models import Transformer, save_model
from nlp_suite.models.model_folder import CARD_FILE
from nlp_suite.models.parameters import assign_parameters, named_parameters
from nlp_suite.text.translation_tokenizers import PAD_ID
from nlp_suite.training.config import DataConfig, TranslationConfig
from nlp_suite.training.environment import describe_environment
from nlp_suite.training.history_files import plot_history, write_history
from nlp_suite.training.masked_metrics import masked_accuracy, masked_cross_entropy
from nlp_suite.training.memory import keep_freed_memory
from nlp_suite.training.optimizers import make_optimizer
from nlp_suite.training.precision import resolve_precision
from nlp_suite.training.run_folder import RunFolder
from nlp_suite.training.tensorboard_log import TensorBoardLog
from nlp_suite.training.trainer import Batch, Row, Trainer
from nlp_suite.training.training_progress import TrainingProgress
from nlp_suite.training.training_result import TrainingResult
from nlp_suite.training.translation_data import TranslationData

if TYPE_CHECKING:
    import datasets

# Steps between the numbers that TensorBoard shows.
LOG_STEPS = 20

# What to do where a run cannot go on.
_REMEDIES = {
    "backend": "set KERAS_BACKEND to the former",
    "data": "restore the data (the values are its hashes)",
    "start_from": "restore the model that it started from (the values are its hashes)",
}


def train_translator(
    config: TranslationConfig, *, file: Path | None = None, progress: bool | None = None
) -> TrainingResult:
    """Trains a translator, or goes on with a run that was stopped.

    Nothing is written before the configuration and the data are known to be good.

    Args:
        config: The run's configuration.
        file: The TOML file that it was read from, to be copied into the run's folder.
        progress: Whether to show a progress bar; where None, a bar on a terminal and lines
            elsewhere.

    Returns:
        Where the model is, and how it came to be; at once if the run has finished.

    Raises:
        InvalidInputError: If the folder holds a run of another configuration, backend or data,
            or the data is not there.
        ModelFormatError: If what the folder holds is damaged.
        TrainingError: If the loss is no finite number, the folder cannot be written, or another
            process trains in it.
    """
    folder = RunFolder(config.folder)
    try:
        environment = folder.read_environment(config)
        result = None if environment is None else folder.read_result()
        return result or _TranslationRun(config, folder, environment).train(file, progress)
    except OSError as error:
        space = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise TrainingError(
            f"{error.filename or config.folder} cannot be written ({error.strerror or error}); "
            f"the last checkpoint is kept: {'free some space' if space else 'put that right'} and "
            "start the same run again"
        ) from error


class _TranslationRun:
    def __init__(
        self, config: TranslationConfig, folder: RunFolder, environment: dict[str, Any] | None
    ) -> None:
        if config.validation.sentences:
            # A missing package shall not end the first epoch.
            score_translations([""], [""], resamples=1)
        keep_freed_memory()
        self.config = config
        self.folder = folder
        self.started = environment is not None
        c = config.optimization
        here: dict[str, Any] = {"precision": resolve_precision(c.precision)}
        self.environment = environment or here | describe_environment()
        self._check_environment("backend", keras.backend.backend())
        keras.utils.set_random_seed(c.seed)
        initial, given = None, None
        if config.start_from is not None:
            initial = config.initial()
            self._check_environment("start_from", initial.fingerprint())
            given = initial.read_tokenizer("source"), initial.read_tokenizer("target")
        self.data = TranslationData.load(
            _load_pairs(config.data),
            config,
            tokenizers=folder.read_tokenizers() if self.started else given,
            # JAX compiles a step for every shape.
            fixed_shapes=keras.backend.backend() == "jax",
        )
        self._check_environment("data", self.data.fingerprint())
        model_config = config.transformer(*(t.get_vocab_size() for t in self.data.tokenizers))
        precision = self.environment.get("precision", here["precision"])
        self.model = Transformer(dtype=precision, **model_config.to_dict())
        if initial is not None:
            assign_parameters(self.model, initial.read_parameters(dtype="float32"))
        self.steps = len(self.data.plan(0)) * c.epochs
        self.trainer = Trainer(
            self.model,
            make_optimizer(c, model_dim=model_config.model_dim, steps=self.steps),
            _make_objective(c.label_smoothing),
            folder.path,
            checkpoint_steps=c.checkpoint_steps,
            metrics=("accuracy",),
        )
        self.log: TensorBoardLog | None = None

    def _check_environment(self, key: str, value: str) -> None:
        """A run that goes on with something else would end with other weights."""
        started = self.environment.setdefault(key, value)
        if started != value:
            raise InvalidInputError(
                f"{self.folder.path} holds a run with {key} = {started!r}, got {value!r}; "
                f"{_REMEDIES[key]}, or choose another folder"
            )

    def train(self, file: Path | None, show: bool | None) -> TrainingResult:
        epochs = self.config.optimization.epochs
        tokens = sum(len(target) for _, target in self.data.train)
        with self.folder.lock(), TrainingProgress(tokens * epochs, show=show) as self.progress:
            if not self.started:
                self.folder.start(self.config, self.environment, self.data.tokenizers, file=file)
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

    def _open_log(self, step: int) -> TensorBoardLog:
        if self.log is None:
            self.progress.skip(round(self.progress.total * step / self.steps))
            self.log = TensorBoardLog(self.folder.path / "tensorboard", step=step)
        return self.log

    def _after_step(self, step: int, batch: Batch, values: Mapping[str, float]) -> None:
        log = self._open_log(step - 1)
        if step % LOG_STEPS == 0:
            rate = float(ops.convert_to_numpy(self.trainer.optimizer.learning_rate))
            log.scalars(step, {**values, "learning_rate": rate})
        epoch = 1 + (step - 1) * self.config.optimization.epochs // self.steps
        self.progress.update(epoch=epoch, tokens=_tokens(batch), loss=values["loss"])

    def _validate(self, name: str) -> Row:
        values = self.trainer.evaluate(self.data.validation_batches(), weight=_tokens)
        if not math.isfinite(values["loss"]):
            raise TrainingError(
                f"the validation's loss is {values['loss']}; lower the learning rate or the "
                "model's precision in a new run"
            )
        row = {f"validation_{key}": value for key, value in values.items()}
        self._save_model(name)
        path = self.folder.path / name
        if self.config.validation.sentences:
            row |= self._translate(path)
        with atomic_file(path / CARD_FILE) as card:
            card.write_text(_card(self.config, row), encoding="utf-8")
        return row

    def _timed(self, row: Row) -> Row:
        now = time.monotonic()
        seconds, self.epoch_started = now - self.epoch_started, now
        return {**row, "seconds": seconds}

    def _translate(self, path: Path) -> Row:
        """Scores real translations, by the engine that the model is made for."""
        c = self.config.validation
        sources, references = (side[: c.sentences] for side in self.data.validation_texts)
        with temporary_cache():
            translator = nlp_suite.load(
                "translate",
                model=path,
                runtime=c.runtime,
                compute_type="float32" if c.runtime == "ctranslate2" else None,
            )
            translations = translator(sources, beam_size=c.beam_size, progress=False)
        scores = score_translations([str(t) for t in translations], references, resamples=1)
        return {"validation_bleu": scores.bleu.score, "validation_chrf": scores.chrf.score}

    def _after_epoch(self, history: list[Row]) -> bool:
        row, best = history[-1], self._best_epoch(history)
        self.progress.line(_words(row))
        self._open_log(int(row["step"])).scalars(int(row["step"]), _validation(row))
        write_history(history, self.folder.path / "history.csv")
        plot_history(history, self.folder.path / "history.png", best=best)
        c = self.config.optimization
        if c.average > 1:
            weights = {n: ops.convert_to_numpy(v) for n, v in named_parameters(self.model).items()}
            self.folder.keep_weights(int(row["epoch"]), weights, newest=c.average)
        if best == len(history):
            self.folder.copy("last", "best")
        return c.patience is not None and len(history) - best >= c.patience

    def _best_epoch(self, history: list[Row]) -> int:
        """Gives the number, from 1, of the first epoch that none surpasses."""
        qualities = [self._quality(row) for row in history]
        return 1 + qualities.index(max(qualities))

    def _quality(self, row: Row) -> float:
        metric = self.config.validation.metric
        return (-1.0 if metric == "loss" else 1.0) * row[f"validation_{metric}"]

    def _finish(self, history: list[Row]) -> TrainingResult:
        best, source = history[self._best_epoch(history) - 1], "best"
        if self.config.optimization.average > 1:
            assign_parameters(self.model, self.folder.average_weights())
            averaged = self._validate("averaged")
            self.progress.line("averaged  " + _words(averaged))
            if self._quality(averaged) > self._quality(best):
                best, source = averaged, "averaged"
        return self.folder.finish(source, history, _validation(best))

    def _save_model(self, name: str) -> None:
        window = min(self.config.data.max_tokens, self.model.config.max_length)
        save_model(
            self.model,
            self.folder.path / name,
            self.data.tokenizers,
            options={"source_language": "en", "target_language": "de", "window": window},
        )


def _load_pairs(data: DataConfig) -> "datasets.DatasetDict":
    clean: Literal["ascii"] | None = "ascii" if data.clean else None
    load = partial(load_parallel, seed=data.seed, clean=clean)
    if data.validation is None:
        return load(data.train, splits=data.splits, rows=data.rows)
    pairs = load(data.train, splits=(1.0, 0.0, 0.0), rows=data.rows)
    pairs["validation"] = load(data.validation, splits=(0.0, 1.0, 0.0))["validation"]
    return pairs


def _make_objective(label_smoothing: float) -> Callable[[Any, Batch, bool], dict[str, Any]]:
    def objective(model: Transformer, batch: Batch, training: bool) -> dict[str, Any]:
        source_ids, target_ids, labels = batch["source_ids"], batch["target_ids"], batch["labels"]
        masks = padding_mask(source_ids), padding_mask(target_ids)
        logits = model(source_ids, target_ids, *masks, training=training)
        mask = padding_mask(labels)
        # Validation compares across settings of the smoothing.
        smoothing = label_smoothing if training else 0.0
        loss = masked_cross_entropy(labels, logits, mask, label_smoothing=smoothing)
        return {"loss": loss, "accuracy": masked_accuracy(labels, logits, mask)}

    return objective


def _tokens(batch: Batch) -> int:
    return int(np.count_nonzero(batch["labels"] != PAD_ID))


def _validation(row: Row) -> Row:
    return {name: value for name, value in row.items() if name.startswith("validation_")}


def _words(row: Mapping[str, float]) -> str:
    return "  ".join(f"{name} {value:.4g}" for name, value in row.items())


def _card(config: TranslationConfig, metrics: Row) -> str:
    train = config.data.train
    names = [Path(file).name for file in ((train,) if isinstance(train, str) else train)]
    return "\n".join(
        [
            "# A translator, English to German",
            "",
            f"Trained by `nlp_suite.training.train` on `{'` and `'.join(names)}`.",
            "",
            *(f"- {name}: {value:.4f}" for name, value in metrics.items()),
            "",
        ]
    )
