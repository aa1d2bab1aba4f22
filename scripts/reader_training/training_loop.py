"""The training loop of a reader in PyTorch, by the clock or by steps, and resumable."""

import dataclasses
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch_training.checkpointed_training import CheckpointedTraining
from torch_training.configuration import TrainingTable

from nlp_suite.engines.span_tokenizer import SpanTokenizer
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.calibration import area_under_roc
from nlp_suite.training.config import QuestionAnsweringConfig
from nlp_suite.training.question_answering.data import Batch, QuestionAnsweringData
from nlp_suite.training.question_answering.examples import QuestionAnsweringExamples
from reader_training.mixture import TRAIN_FILE, VALIDATION_FILE, read_rows
from reader_training.torch_reader import TorchReader, distillation_losses, span_losses

# Widths are multiples of it, so that compiled layers see few shapes.
_WIDTH_STEP = 8
_WIDE = ("token_ids", "segment_ids", "padding_mask", "candidates")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReaderTrainingConfig(TrainingTable):
    """How a reader is trained, the table `training` of a configuration file.

    Attributes:
        epochs: How often to go through the questions.
        seconds: When to end at the latest: the learning rate falls to 0 by the clock, if that is
            sooner than by the steps; None to go by the steps alone.
        batch_tokens: Most positions of a batch, padding counted.
        window: Number of tokens of an input.
        stride: Number of tokens that neighbouring windows of a text have in common.
        joined: Share of the texts that stand amid others, see
            `nlp_suite.training.config.QuestionAnsweringDataConfig`.
        unanswerable: Number of pairs of a question and another text, as a share of the questions
            with an answer; drawn anew for each epoch.
        same_title: Share of these whose text has the question's title.
        learning_rate: The highest learning rate.
        warmup_steps: Steps in which the rate rises to it; then it falls linearly to 0.
        dropout: Share of sub-layer outputs and embeddings dropped.
        freeze_embeddings: Whether the table of the tokens' vectors stays as it is.
        weight_decay: That of matrices.
        clip_norm: Largest norm of a step's gradient.
        distillation: Share of the loss that is the distance from the teachers' predictions,
            where there are any.
        distillation_temperature: What logits are divided by for it.
        bfloat16: Whether to compute in bfloat16 where that is safe.
        checkpoint_seconds: Time between two checkpoints, at which it is validated too.
        log_steps: Steps between two lines of the log.
        seed: Another seed gives another order.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.
    """

    epochs: int = 1
    seconds: float | None = None
    batch_tokens: int = 4096
    window: int = 256
    stride: int = 96
    joined: float = 0.0
    unanswerable: float = 0.0
    same_title: float = 0.5
    learning_rate: float = 1e-4
    warmup_steps: int = 50
    dropout: float = 0.1
    freeze_embeddings: bool = False
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    distillation: float = 0.5
    distillation_temperature: float = 2.0
    bfloat16: bool = True
    checkpoint_seconds: float = 300.0
    log_steps: int = 25
    seed: int = 0

    def _check(self) -> None:
        self._require_positive("epochs", "batch_tokens", "warmup_steps", "log_steps")
        if self.seconds is not None:
            self._require_positive_number("seconds")
        for field in ("learning_rate", "clip_norm", "checkpoint_seconds"):
            self._require_positive_number(field)
        self._require_positive_number("distillation_temperature")
        self._require_share("dropout", "weight_decay", "distillation")

    def rate(self, step: int, progress: float) -> float:
        """Returns the learning rate of a step.

        Args:
            step: The step, from 0.
            progress: Share of the training that is done.

        Returns:
            The rate.
        """
        falling = max(0.0, 1 - progress)
        return self.learning_rate * min(1.0, (step + 1) / self.warmup_steps) * falling

    def batches(self) -> QuestionAnsweringConfig:
        """Returns what makes batches of questions."""
        fields = ("window", "stride", "joined", "unanswerable", "same_title")
        return QuestionAnsweringConfig.from_dict(
            {
                "folder": "",
                "data": {"train": [TRAIN_FILE], **{name: getattr(self, name) for name in fields}},
                "optimization": {
                    "epochs": self.epochs,
                    "batch_size": self.batch_tokens,
                    "seed": self.seed,
                },
            }
        )


class ReaderTraining(CheckpointedTraining[TorchReader]):
    """Trains a model on a prepared mixture; continues from its checkpoint if there is one.

    Args:
        model: The model, with the weights to start from.
        tokenizer: Its tokenizer.
        config: How to train.
        mixture: The folder that `prepare_reader_data.py` wrote.
        run: The folder for the checkpoint and the log.
        teachers: Models whose mean prediction it learns too (Hinton et al. 2015, "Distilling the
            Knowledge in a Neural Network").

    Example:
        ```python
        training = ReaderTraining(model, tokenizer, config, "runs/data", "runs/reader")
        training.run()
        model.export_parameters()
        ```
    """

    def __init__(
        self,
        model: TorchReader,
        tokenizer: Tokenizer,
        config: ReaderTrainingConfig,
        mixture: str | Path,
        run: str | Path,
        teachers: Sequence[TorchReader] = (),
    ) -> None:
        self._config = config
        self._data = _load_data(SpanTokenizer(tokenizer), config, Path(mixture))
        model.token_embedding.weight.requires_grad_(not config.freeze_embeddings)
        super().__init__(
            model, run, seed=config.seed, make_optimizers=lambda model: [_optimizer(model, config)]
        )
        self._teachers = [teacher.to(self._device).eval() for teacher in teachers]
        if self._device == "cuda":
            for one in (model, *self._teachers):
                for layer in one.layers:
                    layer.compile(dynamic=True)

    def run(self) -> None:
        """Trains to the end, and writes the last checkpoint."""
        c = self._config
        # Other pairs in each epoch, so other batches.
        steps = sum(len(self._data.plan(epoch)) for epoch in range(c.epochs))
        self._log(event="start", step=self._step, steps=steps, **self._validate())
        saved = now = logged = time.monotonic()
        started = now - self._elapsed
        losses: list[float] = []
        positions = 0
        while self._epoch < c.epochs and self._progress(steps) < 1:
            plan = self._data.plan(self._epoch)
            while self._batch < len(plan) and self._progress(steps) < 1:
                batch = self._data.batch(plan[self._batch])
                losses.append(self._train_step(batch, self._progress(steps)))
                positions += batch["token_ids"].size
                self._step += 1
                self._batch += 1
                now = time.monotonic()
                self._elapsed = now - started
                if self._step % c.log_steps == 0:
                    self._log(
                        step=self._step,
                        loss=round(float(np.mean(losses)), 4),
                        tokens_per_second=round(positions / max(now - logged, 1e-9)),
                    )
                    losses, positions, logged = [], 0, now
                if now - saved > c.checkpoint_seconds:
                    self._save()
                    self._log(step=self._step, **self._validate())
                    # The clock of the training stands still meanwhile.
                    saved = time.monotonic()
                    started, logged = started + saved - now, logged + saved - now
            if self._batch >= len(plan):
                self._epoch, self._batch = self._epoch + 1, 0
        self._save()
        self._log(event="end", step=self._step, **self._validate())

    def _progress(self, steps: int) -> float:
        by_clock = self._elapsed / self._config.seconds if self._config.seconds else 0.0
        return max(self._step / max(1, steps), by_clock)

    def _train_step(self, batch: Batch, progress: float) -> float:
        c = self._config
        self._model.train()
        tensors = self._tensors(batch)
        logits = self._logits(self._model, tensors)
        losses, _ = span_losses(logits, *tensors[3:])
        if self._teachers:
            with torch.no_grad():
                taught = [self._logits(teacher, tensors) for teacher in self._teachers]
            distances = distillation_losses(
                logits, taught, tensors[3], temperature=c.distillation_temperature
            )
            losses = torch.lerp(losses, distances, c.distillation)
        loss = losses.mean()
        self._update(loss, rate=c.rate(self._step, progress), clip_norm=c.clip_norm)
        return float(loss.detach())

    @torch.no_grad()
    def _validate(self) -> dict[str, float]:
        """Returns the loss, how many windows are read rightly, and how well nulls are found."""
        self._model.eval()
        losses, right, nulls, unanswerable = [], [], [], []
        for batch in self._data.validation_batches():
            tensors = self._tensors(batch)
            logits = self._logits(self._model, tensors)
            loss, best = span_losses(logits, *tensors[3:])
            losses += loss.tolist()
            right += best.tolist()
            spans = logits.masked_fill(~tensors[3][..., None], -torch.inf)[:, 1:]
            null = logits[:, 0].sum(-1) - spans.amax(1).sum(-1)
            nulls += null.tolist()
            unanswerable += (tensors[4][:, 0] == 0).tolist()
        has_none = np.array(unanswerable)
        found: dict[str, float] = {"validation_loss": round(float(np.mean(losses)), 4)}
        for name, chosen in (("answered", ~has_none), ("unanswerable", has_none)):
            if chosen.any():
                found[f"{name}_accuracy"] = round(float(np.array(right)[chosen].mean()), 4)
        area = area_under_roc(np.array(nulls), has_none)
        return found if area is None else {**found, "null_auroc": round(area, 4)}

    def _logits(self, model: TorchReader, tensors: list[torch.Tensor]) -> torch.Tensor:
        with torch.autocast(self._device, torch.bfloat16, enabled=self._config.bfloat16):
            logits: torch.Tensor = model(*tensors[:3])
        return logits

    def _tensors(self, batch: Batch) -> list[torch.Tensor]:
        missing = -batch["token_ids"].shape[1] % _WIDTH_STEP
        tensors = []
        for name in (*_WIDE, "starts", "ends"):
            array = np.pad(batch[name], ((0, 0), (0, missing if name in _WIDE else 0)))
            array = array if array.dtype == np.bool_ else array.astype(np.int64)
            tensors.append(torch.from_numpy(array).to(self._device, non_blocking=True))
        return tensors


def _load_data(
    tokenizer: SpanTokenizer, config: ReaderTrainingConfig, mixture: Path
) -> QuestionAnsweringData:
    batches = config.batches()
    # Other texts around one, or another text, are for the training alone.
    plain = dataclasses.replace(batches.data, joined=0.0, unanswerable=0.0)
    train, validation = (
        QuestionAnsweringExamples(read_rows(mixture / name), tokenizer, data)
        for name, data in ((TRAIN_FILE, batches.data), (VALIDATION_FILE, plain))
    )
    if not len(train):
        raise InvalidInputError(f"{mixture} has no question to train on")
    return QuestionAnsweringData(train, validation, tokenizer, batches)


def _optimizer(model: TorchReader, config: ReaderTrainingConfig) -> torch.optim.Optimizer:
    trained = [p for p in model.parameters() if p.requires_grad]
    return torch.optim.AdamW(
        [
            {"params": [p for p in trained if p.ndim > 1], "weight_decay": config.weight_decay},
            {"params": [p for p in trained if p.ndim == 1], "weight_decay": 0.0},
        ],
        lr=config.learning_rate,
        betas=(0.9, 0.98),
        eps=1e-6,
        fused=True,
    )
