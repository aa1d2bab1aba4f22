"""Training history: CSV and JSON files, and TensorBoard logs."""

import csv
import io
import json
import math
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.closing import Closable
from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_file
from nlp_suite.plots.learning_curves import History, check_history

_PREFIX = "events.out.tfevents."


class TensorBoardLog(Closable):
    """Writes scalars to an event file that TensorBoard draws while training runs.

    A run that was killed resumes at its last checkpoint and does the steps after that again.
    Its new file says so, and TensorBoard forgets what older files of the folder say of those
    steps. Each call is on disk when it returns, so that the next process finds all of it.

    Args:
        folder: Where the files are; made if need be.
        step: The step that the run stands at: 0 for a new one, that of the checkpoint for
            a resumed one. What the folder has of later steps shows no more.

    Raises:
        InvalidInputError: If `step` is negative.
        MissingDependencyError: If tensorboardX is not installed.

    Example:
        ```python
        with TensorBoardLog("runs/example/tensorboard", step=2000) as log:
            log.scalars(2100, {"loss": 3.2, "learning_rate": 0.0007})
        ```

    Reference:
        TensorBoard's event files,
        https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto
    """

    def __init__(self, folder: str | Path, *, step: int = 0) -> None:
        if step < 0:
            raise InvalidInputError(f"step must be at least 0, got {step}")
        try:
            from tensorboardX import RecordWriter
        except ImportError as error:
            raise missing_dependency("TensorBoardLog", error.name, "keras") from error
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self._writer = RecordWriter(str(folder / _next_name(folder)))
        self._closed = False
        # Version 2 is what makes TensorBoard heed the mark that follows.
        self._write(file_version="brain.Event:2")
        self._write(step=step + 1, session_log={"status": "START"})
        self._writer.flush()

    def scalars(self, step: int, values: Mapping[str, float]) -> None:
        """Writes the scalars of a step.

        Args:
            step: Number of steps so far.
            values: The numbers by name; a slash in a name puts it in a group, as in
                "validation/loss".

        Raises:
            InvalidInputError: If the log is closed.

        Example:
            ```python
            with TensorBoardLog("runs/example/tensorboard") as log:
                log.scalars(1, {"loss": 4.0})
            ```
        """
        if self._closed:
            raise InvalidInputError("the TensorBoardLog is closed; make a new one")
        summary = [{"tag": name, "simple_value": float(value)} for name, value in values.items()]
        self._write(step=step, summary={"value": summary})
        self._writer.flush()

    def close(self) -> None:
        """Closes the file; a second time does nothing."""
        if not self._closed:
            self._closed = True
            self._writer.close()

    def _write(self, **fields: Any) -> None:
        from tensorboardX.proto.event_pb2 import Event

        self._writer.write(Event(wall_time=time.time(), **fields).SerializeToString())


def _next_name(folder: Path) -> str:
    # TensorBoard reads the files by name. Numbers keep that order within one second, and when
    # a run moves to a machine whose clock is behind; the usual timestamps would not.
    numbers = [
        int(part)
        for path in folder.glob(f"{_PREFIX}*")
        if (part := path.name.removeprefix(_PREFIX).split(".")[0]).isdecimal()
    ]
    return f"{_PREFIX}{max(numbers, default=0) + 1:010d}.{socket.gethostname()}"


def write_history(history: History, path: str | Path) -> None:
    """Writes the history of a training run to a CSV or JSON file.

    Args:
        history: The rows that `Trainer.fit` returns.
        path: A `.csv` file, with a column for every name that any row has and an empty cell
            where a row lacks it; or a `.json` file, a list of the rows, with null for what
            is not a finite number. A file that stands there is replaced.

    Raises:
        InvalidInputError: If the path ends in anything else, or a row has no epoch.

    Example:
        ```python
        write_history([{"epoch": 1, "loss": 4.0}], "runs/history.csv")
        ```
    """
    path = Path(path)
    check_history(history)
    writers = {".csv": _csv, ".json": _json}
    if path.suffix not in writers:
        raise InvalidInputError(f"the path must end in .csv or .json, got {str(path)!r}")
    with atomic_file(path) as file:
        file.write_text(writers[path.suffix](history), encoding="utf-8")


def _csv(history: History) -> str:
    columns = list(dict.fromkeys(name for row in history for name in row))
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(history)
    return table.getvalue()


def _json(history: History) -> str:
    rows = [
        {name: value if math.isfinite(value) else None for name, value in row.items()}
        for row in history
    ]
    return json.dumps(rows, indent=2, allow_nan=False) + "\n"
