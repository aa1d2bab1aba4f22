"""The state of a training in PyTorch: device, counters, checkpoint and log."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from torch import nn

_LOG_FILE = "log.jsonl"
_CHECKPOINT_FILE = "checkpoint.pt"

Model = TypeVar("Model", bound=nn.Module)


class CheckpointedTraining(Generic[Model]):
    """A training that continues from its checkpoint if there is one; base class of training loops.

    Args:
        model: The model, with the weights to start from.
        run: The folder for the checkpoint and the log.
        seed: Of what is drawn.
        make_optimizers: Makes the optimizers of the model, which is on its device then.
    """

    def __init__(
        self,
        model: Model,
        run: str | Path,
        *,
        seed: int,
        make_optimizers: Callable[[Model], Sequence[torch.optim.Optimizer]],
    ) -> None:
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._run = Path(run)
        self._run.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(seed)
        self._model = model.to(self._device)
        self._optimizers = make_optimizers(model)
        self._step = self._epoch = self._batch = 0
        self._elapsed = 0.0
        self._resume()

    def _update(self, loss: torch.Tensor, *, rate: float, clip_norm: float) -> None:
        """Makes a step of all optimizers."""
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), clip_norm)
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    def _save(self) -> None:
        state = {
            "model": self._model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            # What dropout draws from.
            "random": _generator(self._device).get_state(),
            "counters": {
                "step": self._step,
                "epoch": self._epoch,
                "batch": self._batch,
                "elapsed": self._elapsed,
            },
        }
        file = self._run / _CHECKPOINT_FILE
        # A stopped write leaves the checkpoint before it.
        torch.save(state, file.with_suffix(".new"))
        file.with_suffix(".new").replace(file)

    def _resume(self) -> None:
        if not (self._run / _CHECKPOINT_FILE).is_file():
            return
        state = _read_checkpoint(self._run, self._device)
        self._model.load_state_dict(state["model"])
        for optimizer, of_optimizer in zip(self._optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(of_optimizer)
        _generator(self._device).set_state(state["random"].cpu())
        counters = state["counters"]
        self._step, self._epoch = counters["step"], counters["epoch"]
        self._batch, self._elapsed = counters["batch"], counters["elapsed"]

    def _log(self, **values: Any) -> None:
        line = json.dumps({"seconds": round(self._elapsed, 1), **values})
        print(line, flush=True)
        with (self._run / _LOG_FILE).open("a", encoding="utf-8") as log:
            log.write(line + "\n")


def load_checkpoint(model: nn.Module, run: str | Path) -> None:
    """Loads the weights of a training's checkpoint.

    Args:
        model: The model that takes them.
        run: The folder of the training.

    Raises:
        FileNotFoundError: If it has no checkpoint.
    """
    model.load_state_dict(_read_checkpoint(Path(run), "cpu")["model"])


def load_mean(
    model: nn.Module, others: Sequence[nn.Module], weights: Sequence[float] | None = None
) -> None:
    """Loads the mean of the weights of models that began alike.

    Args:
        model: The model that takes it.
        others: Models of its kind (Wortsman et al. 2022, "Model soups").
        weights: How much each of them counts; None if all count alike.
    """
    states = [other.state_dict() for other in others]
    counts = weights or [1.0] * len(states)
    shares = [count / sum(counts) for count in counts]
    model.load_state_dict(
        {
            name: sum(share * state[name] for share, state in zip(shares, states, strict=True))
            for name in states[0]
        }
    )


def _read_checkpoint(run: Path, device: str) -> dict[str, Any]:
    state: dict[str, Any] = torch.load(
        run / _CHECKPOINT_FILE, map_location=device, weights_only=True
    )
    return state


def _generator(device: str) -> torch.Generator:
    if device == "cuda":
        return torch.cuda.default_generators[torch.cuda.current_device()]
    return torch.default_generator
