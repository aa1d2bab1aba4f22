"""Checkpoints, written atomically and verified by hash."""

import hashlib
import json
import re
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import safetensors
from safetensors.numpy import load, save

from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_folder

ARRAYS_FILE = "arrays.safetensors"
STATE_FILE = "state.json"

_NAME = re.compile(r"step-(\d{10})")


class Checkpoint(NamedTuple):
    """The contents of a checkpoint.

    Attributes:
        step: Number of steps taken.
        arrays: The weights, the optimizer's and the random generators' states, by name.
        state: Everything else that is needed to resume the run; plain values for JSON.
    """

    step: int
    arrays: dict[str, np.ndarray]
    state: dict[str, Any]


class CheckpointStore:
    """Keeps a run's newest checkpoints in a folder, one folder a step.

    A checkpoint is written and synced under another name and renamed when it is complete, older
    ones are deleted only then, and its contents carry their hash: whenever the process is killed,
    and if the newest files are damaged, the newest good checkpoint is found again, and a warning
    says so.

    Args:
        folder: Where the checkpoints are; made at the first save.
        keep: How many to keep, at least 1.

    Raises:
        InvalidInputError: If `keep` is below 1.

    Example:
        ```python
        store = CheckpointStore(Path("runs/translator/checkpoints"))
        store.save(100, {"weight": np.ones(3, "float32")}, {"epoch": 2})
        store.newest().state["epoch"]
        ```
    """

    def __init__(self, folder: str | Path, *, keep: int = 2) -> None:
        if keep < 1:
            raise InvalidInputError(f"keep must be at least 1, got {keep}")
        self.folder = Path(folder)
        self.keep = keep

    def save(self, step: int, arrays: Mapping[str, np.ndarray], state: Mapping[str, Any]) -> None:
        """Adds a checkpoint, wholly or not at all, and deletes those too many.

        Those of later steps are deleted as well: they were damaged, so that the run went on from
        an earlier one.

        Args:
            step: Number of steps taken.
            arrays: The weights and states, by name.
            state: Everything else; plain values for JSON.

        Raises:
            OSError: If the disk is full; the older checkpoints are untouched then.
        """
        data = save({name: np.asarray(array, order="C") for name, array in arrays.items()})
        text = json.dumps(dict(state))
        record = {"sha256": _digest(data, text), "state": text}
        # What a killed process was writing.
        for leftover in self.folder.glob(".step-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        with atomic_folder(self.folder / f"step-{step:010d}") as work:
            (work / ARRAYS_FILE).write_bytes(data)
            (work / STATE_FILE).write_text(json.dumps(record), encoding="utf-8")
        steps = self._steps()
        last = steps.index(step) + 1
        for old in (*steps[: max(last - self.keep, 0)], *steps[last:]):
            shutil.rmtree(self.folder / f"step-{old:010d}", ignore_errors=True)

    def newest(self) -> Checkpoint | None:
        """Reads the newest checkpoint that is complete and undamaged.

        A damaged one is passed over with a warning.

        Returns:
            The checkpoint; None if there is none.
        """
        damaged: list[str] = []
        for step in reversed(self._steps()):
            checkpoint = _read(self.folder / f"step-{step:010d}", step)
            if checkpoint is not None:
                self._warn(damaged, f"the one of step {step} is used")
                return checkpoint
            damaged.append(f"step-{step:010d}")
        self._warn(damaged, "there is no other, and the run starts anew")
        return None

    def _warn(self, damaged: list[str], instead: str) -> None:
        if damaged:
            warnings.warn(f"{self.folder}: {', '.join(damaged)} damaged; {instead}", stacklevel=2)

    def _steps(self) -> list[int]:
        if not self.folder.is_dir():
            return []
        names = (_NAME.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted(int(name[1]) for name in names if name)


def _read(folder: Path, step: int) -> Checkpoint | None:
    try:
        data = (folder / ARRAYS_FILE).read_bytes()
        record = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
        if _digest(data, record["state"]) != record["sha256"]:
            return None
        return Checkpoint(step, load(data), json.loads(record["state"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError, safetensors.SafetensorError):
        return None


def _digest(data: bytes, text: str) -> str:
    return hashlib.sha256(hashlib.sha256(data).digest() + text.encode()).hexdigest()
