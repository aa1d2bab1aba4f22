"""The history of a training run as a picture and as data."""

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nlp_suite._lazy import missing_dependency
from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

History = Sequence[Mapping[str, float]]

# What each panel shows, if the history has it: of the training data and of the validation data.
_PANELS = (
    ("loss", "Loss"),
    ("accuracy", "Accuracy"),
    ("bleu", "BLEU"),
    ("chrf", "chrF"),
    ("exact_match", "Exact match"),
    ("f1", "F1"),
)
# The same colour in every panel.
_SERIES = (("", "training", "tab:blue"), ("validation_", "validation", "tab:orange"))
_WIDTH, _HEIGHT, _DOTS_PER_INCH = 5.0, 3.6, 120


def draw_history(history: History, *, best: int | None = None) -> "Figure":
    """Draws loss, and every other measure that there is, over the epochs.

    Args:
        history: The rows that `Trainer.fit` returns. A row may lack any number but `epoch`.
        best: The number of the epoch to mark; none where None.

    Returns:
        A figure of its own, which pyplot knows nothing of: one panel for each measure, with
        training and validation in it, and a line at the epoch to mark.

    Raises:
        InvalidInputError: If there is nothing to draw.
        MissingDependencyError: If matplotlib is not installed.

    Example:
        >>> figure = draw_history([{"epoch": 1, "loss": 4.0, "validation_loss": 3.5}])
        >>> [panel.get_ylabel() for panel in figure.axes]
        ['Loss']
    """
    _check_rows(history)
    names = set().union(*history)
    panels = [
        (measure, title)
        for measure, title in _PANELS
        if names & {prefix + measure for prefix, *_ in _SERIES}
    ]
    if not panels:
        raise InvalidInputError(
            f"the history has nothing to draw, only {sorted(names)}; it needs 'loss' or "
            "'validation_loss'"
        )
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise missing_dependency("A plot", error.name, "keras") from error
    figure = Figure(figsize=(_WIDTH * len(panels), _HEIGHT), layout="constrained")
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    for panel, (measure, title) in zip(axes, panels, strict=True):
        _draw_panel(panel, history, measure, title, best)
    return figure


def plot_history(history: History, path: str | Path, *, best: int | None = None) -> None:
    """Draws the history of a training run into a PNG file.

    Args:
        history: The rows that `Trainer.fit` returns.
        path: Where the picture shall be; one that stands there is replaced.
        best: The number of the epoch to mark; none where None.

    Raises:
        InvalidInputError: If there is nothing to draw.
        MissingDependencyError: If matplotlib is not installed.

    Example:
        ```python
        plot_history([{"epoch": 1, "loss": 4.0}, {"epoch": 2, "loss": 3.0}], "runs/history.png")
        ```
    """
    figure = draw_history(history, best=best)
    with atomic_file(Path(path)) as file, file.open("wb") as stream:
        figure.savefig(stream, format="png", dpi=_DOTS_PER_INCH)


def write_history(history: History, path: str | Path) -> None:
    """Writes the history of a training run as a table.

    Args:
        history: The rows that `Trainer.fit` returns.
        path: A `.csv` file, with a column for every name that any row has and an empty cell
            where a row lacks it; or a `.json` file, a list of the rows, with null for what
            is no finite number. A file that stands there is replaced.

    Raises:
        InvalidInputError: If the path ends in anything else, or a row has no epoch.

    Example:
        ```python
        write_history([{"epoch": 1, "loss": 4.0}], "runs/history.csv")
        ```
    """
    path = Path(path)
    _check_rows(history)
    writers = {".csv": _csv, ".json": _json}
    if path.suffix not in writers:
        raise InvalidInputError(f"the path must end in .csv or .json, got {str(path)!r}")
    with atomic_file(path) as file:
        file.write_text(writers[path.suffix](history), encoding="utf-8")


def _draw_panel(
    panel: "Axes", history: History, measure: str, title: str, best: int | None
) -> None:
    from matplotlib.ticker import MaxNLocator

    for prefix, label, color in _SERIES:
        points = [
            (row["epoch"], row[prefix + measure]) for row in history if prefix + measure in row
        ]
        if points:
            # A single epoch would be no line.
            panel.plot(*zip(*points, strict=True), label=label, color=color, marker=".")
    if best is not None:
        panel.axvline(best, color="grey", linestyle="--", linewidth=1, label=f"best epoch: {best}")
    panel.set_xlabel("Epoch")
    panel.set_ylabel(title)
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    panel.grid(alpha=0.3)
    panel.legend()


def _check_rows(history: History) -> None:
    if not history:
        raise InvalidInputError("the history is empty; train for at least one epoch")
    for number, row in enumerate(history, start=1):
        if "epoch" not in row:
            raise InvalidInputError(
                f"row {number} of the history has no 'epoch', only {sorted(row)}"
            )


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
