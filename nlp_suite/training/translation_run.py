"""A translator's training run, from sentences to a model folder."""

import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import keras
import numpy as np
from keras import ops

import nlp_suite
from nlp_suite.data import load_parallel
from nlp_suite.engines.custom.ctranslate2_settings import temporary_cache
from nlp_suite.errors import TrainingError
from nlp_suite.evaluation import score_translations
from nlp_suite.files import atomic_folder
from nlp_suite.layers import padding_mask
from nlp_suite.models import Transformer, save_model
from nlp_suite.models.parameters import assign_parameters, named_parameters
from nlp_suite.text.translation_tokenizers import PAD_ID
from nlp_suite.training.config import DataConfig, OptimizationConfig, TranslationConfig
from nlp_suite.training.history_files import plot_history, write_history
from nlp_suite.training.linear_schedule import LinearSchedule
from nlp_suite.training.masked_metrics import masked_accuracy, masked_cross_entropy
from nlp_suite.training.memory import keep_freed_memory
from nlp_suite.training.precision import resolve_precision
from nlp_suite.training.run_folder import RunFolder
from nlp_suite.training.tensorboard_log import TensorBoardLog
from nlp_suite.training.trainer import Batch, Row, Trainer
from nlp_suite.training.training_progress import TrainingProgress
from nlp_suite.training.training_result import TrainingResult
from nlp_suite.training.translation_data import TranslationData
from nlp_suite.training.warmup_schedule import WarmupSchedule

if TYPE_CHECKING:
    import datasets

# Steps between the numbers that TensorBoard shows.
LOG_STEPS = 20


def train_translator(
    config: TranslationConfig, *, file: Path | None = None, progress: bool | None = None
) -> TrainingResult:
    """Trains a translator, or goes on with a run that was stopped.

    The run's folder then holds its configuration, `history.csv`, `history.png`, `tensorboard/`,
    the model folders `last` and `best`, and `model`, the best of all after averaging.

    Args:
        config: The run's configuration.
        file: The TOML file that it was read from, to be copied into the run's folder.
        progress: Whether to show a progress bar; where None, a bar on a terminal and lines
            elsewhere.

    Returns:
        Where the model is, and how it came to be.

    Raises:
        InvalidInputError: If the folder holds a run of another configuration, or the data is
            not there.
        TrainingError: If the loss is no finite number, or the disk is full.
    """
    try:
        return _TranslationRun(config, file).train(progress)
    except OSError as error:
        raise TrainingError(
            f"the run in {config.folder} cannot be written ({error.strerror or error}); the last "
            "checkpoint is kept: free some space and start the same command again"
        ) from error


class _TranslationRun:
    def __init__(self, config: TranslationConfig, file: Path | None) -> None:
        if config.validation.sentences:
            # A missing package shall not end the first epoch.
            score_translations([""], [""], resamples=1)
        keep_freed_memory()
        self.config = config
        self.folder = RunFolder(config.folder)
        c = config.optimization
        precision = resolve_precision(c.precision)
        environment = self.folder.start(config, {"precision": precision}, file=file)
        keras.utils.set_random_seed(c.seed)
        self.data = TranslationData.load(
            _load_pairs(config.data),
            config,
            tokenizers=self.folder.read_tokenizers(),
            # JAX compiles a step for every shape.
            fixed_shapes=keras.backend.backend() == "jax",
        )
        self.folder.write_tokenizers(self.data.tokenizers)
        model_config = config.transformer(*(t.get_vocab_size() for t in self.data.tokenizers))
        self.model = Transformer(dtype=environment["precision"], **model_config.to_dict())
        self.steps = len(self.data.plan(0)) * c.epochs
        self.trainer = Trainer(
            self.model,
            _make_optimizer(c, model_config.model_dim, self.steps),
            _make_objective(c.label_smoothing),
            self.folder.path,
            checkpoint_steps=c.checkpoint_steps,
            metrics=("accuracy",),
        )

    def train(self, show: bool | None) -> TrainingResult:
        epochs = self.config.optimization.epochs
        tokens = sum(len(target) for _, target in self.data.train)
        with TrainingProgress(tokens * epochs, show=show) as self.progress:
            self.log: TensorBoardLog | None = None
            self.epoch_started = time.monotonic()
            history = self.trainer.fit(
                self.data.plan,
                epochs,
                load=self.data.batch,
                validate=lambda: self._timed(self._validate("last")),
                after_step=self._after_step,
                after_epoch=self._after_epoch,
            )
            if self.log:
                self.log.close()
            return self._finish(history)

    def _after_step(self, step: int, batch: Batch, values: Mapping[str, float]) -> None:
        epochs = self.config.optimization.epochs
        if self.log is None:
            self.progress.skip(round(self.progress.total * (step - 1) / self.steps))
            self.log = TensorBoardLog(self.folder.path / "tensorboard", step=step - 1)
        if step % LOG_STEPS == 0:
            rate = float(ops.convert_to_numpy(self.trainer.optimizer.learning_rate))
            self.log.scalars(step, {**values, "learning_rate": rate})
        epoch = 1 + (step - 1) * epochs // self.steps
        self.progress.update(epoch=epoch, tokens=_tokens(batch), loss=values["loss"])

    def _validate(self, name: str) -> Row:
        values = self.trainer.evaluate(self.data.validation_batches(), weight=_tokens)
        row = {f"validation_{key}": value for key, value in values.items()}
        self._save_model(name, row)
        if self.config.validation.sentences:
            row |= self._translate(self.folder.path / name)
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
        self.progress.line(_words(history[-1]))
        if self.log:
            self.log.scalars(int(history[-1]["step"]), _validation(history[-1]))
        weights = {n: ops.convert_to_numpy(v) for n, v in named_parameters(self.model).items()}
        newest = self.config.optimization.average
        self.folder.keep_weights(int(history[-1]["epoch"]), weights, newest=newest)
        best = self._best_epoch(history)
        write_history(history, self.folder.path / "history.csv")
        plot_history(history, self.folder.path / "history.png", best=best)
        if best == len(history):
            self._copy("last", "best")
        patience = self.config.optimization.patience
        return patience is not None and len(history) - best >= patience

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
        self._copy(source, "model")
        return TrainingResult(self.folder.path / "model", history, _validation(best))

    def _copy(self, old: str, new: str) -> None:
        with atomic_folder(self.folder.path / new) as folder:
            shutil.copytree(self.folder.path / old, folder, dirs_exist_ok=True)

    def _save_model(self, name: str, metrics: Row) -> None:
        data = self.config.data
        # The end and the start need a place, too.
        window = min(data.max_tokens, self.model.config.max_length)
        source, target = self.data.tokenizers
        save_model(
            self.model,
            self.folder.path / name,
            (source, target),
            card=_card(self.config, metrics),
            options={"source_language": "en", "target_language": "de", "window": window},
        )


def _load_pairs(data: DataConfig) -> "datasets.DatasetDict":
    def load(source: str | tuple[str, str], splits: tuple[float, float, float]) -> Any:
        clean: Literal["ascii"] | None = "ascii" if data.clean else None
        return load_parallel(source, splits=splits, seed=data.seed, clean=clean, rows=rows)

    rows = data.rows
    if data.validation is None:
        return load(data.train, data.splits)
    pairs = load(data.train, (1.0, 0.0, 0.0))
    rows = None
    pairs["validation"] = load(data.validation, (0.0, 1.0, 0.0))["validation"]
    return pairs


def _make_optimizer(
    config: OptimizationConfig, model_dim: int, steps: int
) -> keras.optimizers.Optimizer:
    schedule: Any
    if config.schedule == "warmup":
        schedule = WarmupSchedule(model_dim, config.warmup_steps)
    else:
        schedule = LinearSchedule(config.learning_rate, config.warmup_steps, steps)
    return keras.optimizers.Adam(
        schedule,
        beta_1=config.beta_1,
        beta_2=config.beta_2,
        epsilon=config.epsilon,
        weight_decay=config.weight_decay or None,
        global_clipnorm=config.clip_norm,
    )


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
    train = config.data.train if isinstance(config.data.train, str) else config.data.train[0]
    lines = [f"- {name}: {value:.4f}" for name, value in metrics.items()]
    return "\n".join(
        [
            "# A translator, English to German",
            "",
            f"Trained by `nlp_suite.training.train` on `{Path(train).name}`.",
            "",
            *lines,
            "",
        ]
    )
