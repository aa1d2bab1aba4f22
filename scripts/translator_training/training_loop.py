"""The training loop of a translator in PyTorch, by the clock or by steps, and resumable."""

import dataclasses
import time
from pathlib import Path

import numpy as np
import torch
from torch_training.checkpointed_training import CheckpointedTraining
from torch_training.configuration import TrainingTable

from nlp_suite.errors import InvalidInputError
from translator_training.batches import CorpusEncoder, EncodedPairs, TokenBatch, encode_pairs
from translator_training.corpus import VALIDATION_FOLDER, read_pairs
from translator_training.torch_transformer import TorchTransformer


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TranslatorTrainingConfig(TrainingTable):
    """How a translator is trained, the table `training` of a configuration file.

    Attributes:
        seconds: How long to train; or give `steps`.
        steps: How many steps to train.
        batch_tokens: Most positions of a batch on either side, padding counted.
        max_tokens: Longest side of a training pair.
        optimizer: "adamw", or "muon" for matrices and AdamW for the rest.
        learning_rate: The highest learning rate.
        warmup_steps: Steps in which the rate rises to it.
        constant_share: Share of the training until which it stays; then it falls linearly to 0.
        dropout: Share of sub-layer outputs and embeddings dropped.
        label_smoothing: Share of each label that is spread over the vocabulary.
        noise: Share of the pairs that are made worse, see `PairAugmenter`.
        clip_norm: Largest norm of a step's gradient.
        bfloat16: Whether to compute in bfloat16 where that is safe.
        workers: Processes that encode the corpus; 0 for none.
        checkpoint_seconds: Time between two checkpoints.
        log_steps: Steps between two lines of the log.
        seed: Another seed gives another order and other augmentation.

    Raises:
        InvalidInputError: If a value is of the wrong type or out of its range.
    """

    seconds: float | None = None
    steps: int | None = None
    batch_tokens: int = 4096
    max_tokens: int = 128
    optimizer: str = "adamw"
    learning_rate: float = 2e-4
    warmup_steps: int = 100
    constant_share: float = 0.0
    dropout: float = 0.1
    label_smoothing: float = 0.1
    noise: float = 0.15
    clip_norm: float = 1.0
    bfloat16: bool = True
    workers: int = 1
    checkpoint_seconds: float = 300.0
    log_steps: int = 10
    seed: int = 0

    def _check(self) -> None:
        if (self.seconds is None) == (self.steps is None):
            raise InvalidInputError(
                f"give either seconds or steps, got seconds={self.seconds!r} and "
                f"steps={self.steps!r}"
            )
        if self.seconds is not None:
            self._require_positive_number("seconds")
        if self.steps is not None:
            self._require_positive("steps")
        self._require_one_of("optimizer", ("adamw", "muon"))
        self._require_positive("batch_tokens", "max_tokens", "warmup_steps", "log_steps")
        for field in ("learning_rate", "clip_norm", "checkpoint_seconds"):
            self._require_positive_number(field)
        self._require_share("constant_share", "dropout", "label_smoothing", "noise")
        self._require("workers", self.workers >= 0, "be at least 0")

    def rate(self, step: int, progress: float) -> float:
        """Returns the learning rate of a step.

        Args:
            step: The step, from 0.
            progress: Share of the training that is done.

        Returns:
            The rate: warm-up, constant, then linear to 0.
        """
        falling = min(1.0, max(0.0, (1 - progress) / (1 - self.constant_share)))
        return self.learning_rate * min(1.0, (step + 1) / self.warmup_steps) * falling


class TranslatorTraining(CheckpointedTraining[TorchTransformer]):
    """Trains a model on a prepared corpus; continues from its checkpoint if there is one.

    Args:
        model: The model, with the weights to start from.
        config: How to train.
        corpus: The folder that `prepare_translation_data.py` wrote.
        run: The folder for the checkpoint and the log.
        reverse: Whether the source is the German side.

    Example:
        ```python
        training = TranslatorTraining(model, config, "runs/data", "runs/english-german")
        training.run()
        model.export_parameters()
        ```
    """

    def __init__(
        self,
        model: TorchTransformer,
        config: TranslatorTrainingConfig,
        corpus: str | Path,
        run: str | Path,
        *,
        reverse: bool = False,
    ) -> None:
        self._config, self._corpus, self._reverse = config, Path(corpus), reverse
        super().__init__(
            model, run, seed=config.seed, make_optimizers=lambda model: _optimizers(model, config)
        )
        if self._device == "cuda":
            for layer in (*model.encoder.layers, *model.decoder.layers):
                layer.compile(dynamic=True)

    def run(self) -> None:
        """Trains to the end, and writes the last checkpoint."""
        c = self._config
        self._log(event="start", step=self._step, **self._validation_losses())
        saved = now = logged = time.monotonic()
        started = now - self._elapsed
        losses: list[float] = []
        positions = 0
        with CorpusEncoder(
            self._corpus, reverse=self._reverse, noise=c.noise, seed=c.seed, workers=c.workers
        ) as encoder:
            while self._progress() < 1:
                pairs = encoder.epoch(self._epoch)
                rng = np.random.default_rng((c.seed, self._epoch))
                batches = pairs.batches(c.batch_tokens, max_tokens=c.max_tokens, rng=rng)
                if not batches:
                    raise InvalidInputError(f"{self._corpus} has no pair to train on")
                while self._batch < len(batches) and self._progress() < 1:
                    loss, rows = self._train_step(pairs.batch(batches[self._batch]))
                    losses.append(loss)
                    positions += rows
                    self._step += 1
                    self._batch += 1
                    now = time.monotonic()
                    self._elapsed = now - started
                    if self._step % c.log_steps == 0:
                        self._log(
                            step=self._step,
                            epoch=round(self._epoch + self._batch / len(batches), 3),
                            loss=round(float(np.mean(losses)), 4),
                            tokens_per_second=round(positions / max(now - logged, 1e-9)),
                        )
                        losses, positions, logged = [], 0, now
                    if now - saved > c.checkpoint_seconds:
                        self._save()
                        saved = now
                if self._batch >= len(batches):
                    self._epoch, self._batch = self._epoch + 1, 0
        self._save()
        self._log(event="end", step=self._step, **self._validation_losses())

    def _progress(self) -> float:
        c = self._config
        return self._step / c.steps if c.steps else self._elapsed / float(c.seconds or 1)

    def _train_step(self, batch: TokenBatch) -> tuple[float, int]:
        c = self._config
        self._model.train()
        rate = c.rate(self._step, self._progress())
        with self._precision():
            losses = self._model.losses(*self._tensors(batch), smoothing=c.label_smoothing)
        self._update(losses.smoothed / losses.num_tokens, rate=rate, clip_norm=c.clip_norm)
        loss = float(losses.negative_log_likelihood.detach()) / losses.num_tokens
        return loss, batch.labels.size

    @torch.no_grad()
    def _validation_losses(self) -> dict[str, float]:
        """Returns the loss a token of each validation set."""
        self._model.eval()
        found = {}
        for file in sorted((self._corpus / VALIDATION_FOLDER).glob("*.tsv")):
            pairs: EncodedPairs = encode_pairs(
                self._corpus, list(read_pairs(file)), self._reverse, None, 0
            )
            total = tokens = 0.0
            for rows in pairs.batches(self._config.batch_tokens, max_tokens=256):
                with self._precision():
                    losses = self._model.losses(*self._tensors(pairs.batch(rows)))
                total += float(losses.negative_log_likelihood)
                tokens += losses.num_tokens
            found[f"{file.stem}_loss"] = round(total / max(tokens, 1), 4)
        return found

    def _precision(self) -> torch.autocast:
        return torch.autocast(self._device, torch.bfloat16, enabled=self._config.bfloat16)

    def _tensors(self, batch: TokenBatch) -> list[torch.Tensor]:
        return [torch.from_numpy(ids).to(self._device, non_blocking=True) for ids in batch]


def _optimizers(
    model: TorchTransformer, config: TranslatorTrainingConfig
) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of layers if asked for, AdamW for what is left."""
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embedding" not in n]
    taken = set(map(id, matrices)) if config.optimizer == "muon" else set[int]()
    rest = [p for p in model.parameters() if id(p) not in taken]
    rate = config.learning_rate
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0, fused=True)
    ]
    if taken:
        optimizers.append(
            torch.optim.Muon(
                matrices,
                lr=rate,
                weight_decay=0.01,
                momentum=0.95,
                adjust_lr_fn="match_rms_adamw",
            )
        )
    return optimizers
