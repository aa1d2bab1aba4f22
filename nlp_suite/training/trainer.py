"""Training loop that resumes from checkpoints."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from nlp_suite.errors import InvalidInputError, TrainingError
from nlp_suite.models.folder.shape_checks import check_shapes
from nlp_suite.training.checkpoint_store import Checkpoint, CheckpointStore

Batch = Mapping[str, np.ndarray]
Row = dict[str, float]


class Trainer:
    """Trains a model, and resumes a run that was stopped.

    A checkpoint holds the weights, the optimizer's state, the states of the random
    generators (dropout), the position in the data and the history. The same calls in a new
    process load the newest one and continue; as long as `batches` gives the same batches
    for the same epoch, the run ends with the same weights as one that was never stopped. `notes`
    are plain values that the caller has checkpoints keep, too; `fit` begins with those of the
    checkpoint that it loads.

    Args:
        model: A built Keras model.
        optimizer: A Keras optimizer of its own for this run.
        objective: Takes the model, a batch and `training=True` and returns the scalar loss, or
            a dictionary of "loss" and the scalars that `metrics` names; written with
            `keras.ops`.
        folder: Where the run's checkpoints are.
        checkpoint_steps: Number of steps between checkpoints; one is also written before
            the first step and after each epoch.
        jit_compile: Whether TensorFlow compiles the step with XLA, once for each shape of a
            batch; JAX always does.
        metrics: Names of scalars of the objective whose means over an epoch's batches go into
            the history beside the loss.

    Raises:
        InvalidInputError: If `checkpoint_steps` is below 1.

    Example:
        ```python
        inputs = keras.Input((2,))
        model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
        x = np.ones((4, 2), "float32")

        def objective(model, batch, training):
            return keras.ops.mean((model(batch["x"], training=training) - 1.0) ** 2)

        trainer = Trainer(model, keras.optimizers.SGD(0.1), objective, "runs/example")
        history = trainer.fit(lambda epoch: [{"x": x}], epochs=3)
        ```
    """

    def __init__(
        self,
        model: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        objective: Callable[[Any, Batch, bool], Any],
        folder: str | Path,
        *,
        checkpoint_steps: int = 1000,
        jit_compile: bool = False,
        metrics: Sequence[str] = (),
    ) -> None:
        if checkpoint_steps < 1:
            raise InvalidInputError(f"checkpoint_steps must be at least 1, got {checkpoint_steps}")
        self.model = model
        self.optimizer = optimizer
        self.store = CheckpointStore(Path(folder) / "checkpoints")
        self.notes: dict[str, Any] = {}
        self._checkpoint_steps = checkpoint_steps
        self._step = _TrainingStep(model, objective, metrics)
        self._step.compile(
            optimizer=optimizer,
            jit_compile=jit_compile or keras.backend.backend() == "jax",
        )
        optimizer.build(model.trainable_variables)

    def fit(
        self,
        batches: Callable[[int], Sequence[Any]],
        epochs: int,
        *,
        load: Callable[[Any], Batch] = lambda batch: batch,
        validate: Callable[[], Mapping[str, float]] | None = None,
        after_step: Callable[[int, Batch, Mapping[str, float]], None] | None = None,
        after_epoch: Callable[[list[Row]], bool] | None = None,
    ) -> list[Row]:
        """Trains until an epoch, from the newest checkpoint if there is one.

        Args:
            batches: Returns the batches of an epoch by its number from 0, or anything that
                `load` makes batches of, such as arrays of indices; always the same for the
                same epoch.
            epochs: Number of epochs in all, those before the checkpoint counted in.
            load: Makes a batch, named arrays with the examples along the first axis.
            validate: Called after each epoch; its numbers go into the history.
            after_step: Called with the number of steps so far, the batch, and its loss and
                metrics.
            after_epoch: Called after each epoch with the history so far; training stops early
                if it returns true.

        Returns:
            The history, one row an epoch: its number from 1, steps so far, mean training
            loss and metrics, and what `validate` returned.

        Raises:
            ModelFormatError: If the checkpoint is of another model or optimizer.
            TrainingError: If the loss is not a finite number.
        """
        step, epoch, position, losses, history, stopped = self._resume()
        while epoch < epochs and not stopped:
            plan = batches(epoch)
            for item in plan[position:]:
                batch = load(item)
                values = self._step.train(batch)
                losses.append(values)
                step, position = step + 1, position + 1
                if after_step:
                    after_step(step, batch, values)
                if step % self._checkpoint_steps == 0:
                    self._save(step, epoch, position, losses, history, stopped)
            row = {"epoch": epoch + 1, "step": step, **_means(losses)}
            row |= validate() if validate else {}
            history.append(row)
            stopped = bool(after_epoch and after_epoch(history))
            epoch, position, losses = epoch + 1, 0, []
            self._save(step, epoch, position, losses, history, stopped)
        return history

    def evaluate(
        self,
        batches: Iterable[Batch],
        weight: Callable[[Batch], float] = lambda _: 1.0,
    ) -> Row:
        """Computes the objective without training.

        Args:
            batches: The batches.
            weight: Returns the weight of a batch, such as its number of tokens.

        Returns:
            Means of the loss and the metrics over the batches.

        Raises:
            InvalidInputError: If there is no batch.
        """
        rows, weights = [], []
        for batch in batches:
            rows.append(self._step.evaluate_batch(batch))
            weights.append(weight(batch))
        if not rows:
            raise InvalidInputError("there is no batch to evaluate on; give at least one")
        return {
            name: float(np.average([row[name] for row in rows], weights=weights))
            for name in rows[0]
        }

    def _resume(self) -> tuple[int, int, int, list[Row], list[Row], bool]:
        checkpoint = self.store.newest()
        if checkpoint is None:
            self._save(0, 0, 0, [], [], False)
            return 0, 0, 0, [], [], False
        self._restore(checkpoint)
        s = checkpoint.state
        # Checkpoints of earlier releases have none.
        self.notes = dict(s.get("notes", {}))
        return (checkpoint.step, s["epoch"], s["position"], s["losses"], s["history"], s["stopped"])

    def _variables(self) -> dict[str, Any]:
        # Keras numbers the layers and optimizers of a process: their order is what stays.
        groups = (("model", self.model.variables), ("optimizer", self.optimizer.variables))
        return {
            f"{group}.{i}.{variable.name}": variable
            for group, variables in groups
            for i, variable in enumerate(variables)
        }

    def _save(
        self,
        step: int,
        epoch: int,
        position: int,
        losses: Sequence[Row],
        history: Sequence[Row],
        stopped: bool,
    ) -> None:
        arrays = {name: ops.convert_to_numpy(v) for name, v in self._variables().items()}
        arrays |= _torch_random_states()
        state = {
            "epoch": epoch,
            "position": position,
            "losses": list(losses),
            "history": list(history),
            "stopped": stopped,
            "notes": self.notes,
        }
        self.store.save(step, arrays, state)

    def _restore(self, checkpoint: Checkpoint) -> None:
        variables = self._variables()
        shapes = {name: tuple(variable.shape) for name, variable in variables.items()}
        shapes |= {name: state.shape for name, state in _torch_random_states().items()}
        check_shapes(
            shapes,
            {name: array.shape for name, array in checkpoint.arrays.items()},
            source=f"the checkpoint in {self.store.folder}",
        )
        _set_torch_random_states(checkpoint.arrays)
        for name, variable in variables.items():
            variable.assign(checkpoint.arrays[name])


def _torch_random_states() -> dict[str, np.ndarray]:
    """Returns the states of torch's own generators, which Keras' dropout draws from on torch.

    On the other backends every random number comes from a variable of the model.
    """
    if keras.backend.backend() != "torch":
        return {}
    import torch

    states = [torch.get_rng_state(), *torch.cuda.get_rng_state_all()]
    return {f"torch.{i}": state.numpy() for i, state in enumerate(states)}


def _set_torch_random_states(arrays: Mapping[str, np.ndarray]) -> None:
    if keras.backend.backend() != "torch":
        return
    import torch

    names = list(_torch_random_states())
    cpu, *gpus = (torch.tensor(arrays[name]) for name in names)
    torch.set_rng_state(cpu)
    torch.cuda.set_rng_state_all(gpus)


def _means(rows: Sequence[Row]) -> Row:
    if not rows:
        return {"loss": math.nan}
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


class _TrainingStep(keras.Model):
    """Keras' own training step, which every backend has, with an objective to minimise."""

    def __init__(
        self,
        model: keras.Model,
        objective: Callable[[Any, Batch, bool], Any],
        metrics: Sequence[str],
    ) -> None:
        super().__init__(name="training_step")
        self.trained = model
        self.objective = objective
        self.means = [keras.metrics.Mean(name=name) for name in metrics]
        # TensorFlow's only.
        self.functions: dict[str, Callable[[Batch], Any]] = {}

    def call(self, batch: Batch, training: bool | None = None) -> Any:
        return self.objective(self.trained, batch, bool(training))

    def compute_loss(
        self,
        x: Any = None,  # noqa: ARG002
        y: Any = None,  # noqa: ARG002
        y_pred: Any = None,
        sample_weight: Any = None,  # noqa: ARG002
        training: bool = True,  # noqa: ARG002
    ) -> Any:
        return y_pred["loss"] if isinstance(y_pred, dict) else y_pred

    def compute_metrics(
        self,
        x: Any,  # noqa: ARG002
        y: Any,  # noqa: ARG002
        y_pred: Any,
        sample_weight: Any = None,  # noqa: ARG002
    ) -> Any:
        for mean in self.means:
            mean.update_state(y_pred[mean.name])
        return self.get_metrics_result()

    def evaluate_batch(self, batch: Batch) -> Row:
        return self._run("test", batch)

    def _run(self, kind: str, batch: Batch) -> Row:
        self.reset_metrics()
        if keras.backend.backend() == "tensorflow":
            if kind not in self.functions:
                self.functions[kind] = self._trace(kind, batch)
            values = self.functions[kind](dict(batch))
        else:
            values = getattr(self, f"{kind}_on_batch")(dict(batch), return_dict=True)
        return {name: float(value) for name, value in values.items()}

    def _trace(self, kind: str, batch: Batch) -> Callable[[Batch], Any]:
        # Keras would trace the first shape as it is, and later ones more generally, which sums
        # in another order: a resumed run would begin with another shape.
        import tensorflow as tf

        step = getattr(self, f"{kind}_step")
        specs = {
            n: tf.TensorSpec([None] * np.ndim(a), np.asarray(a).dtype) for n, a in batch.items()
        }
        return tf.function(
            lambda arrays: step((arrays, None, None)),
            input_signature=[specs],
            jit_compile=self.jit_compile,
        )

    def train(self, batch: Batch) -> Row:
        row = self._run("train", batch)
        if not np.isfinite(row["loss"]):
            raise TrainingError(
                f"the loss is {row['loss']}; lower the learning rate and start from an earlier "
                "checkpoint"
            )
        return row
