"""The history of a training run as data, in files."""

import csv
import io
import json
import math
from pathlib import Path

from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_file
from nlp_suite.plots.learning_curves import History, check_history


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
