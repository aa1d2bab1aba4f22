"""Learning curves of a training run."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nlp_suite.errors import InvalidInputError
from nlp_suite.plots.figures import new_figure

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
_WIDTH, _HEIGHT = 5.0, 3.6


def plot_history(history: History, *, best: int | None = None) -> "Figure":
    """Draws loss, and every other measure that there is, over the epochs.

    Args:
        history: The rows that `Trainer.fit` returns. A row may lack any number but `epoch`.
        best: The number of the epoch to mark; none if None.

    Returns:
        A figure of its own, which pyplot does not manage: one panel for each measure, with
        training and validation in it, and a line at the epoch to mark.

    Raises:
        InvalidInputError: If there is nothing to draw.
        MissingDependencyError: If matplotlib is not installed.

    Example:
        >>> figure = plot_history([{"epoch": 1, "loss": 4.0, "validation_loss": 3.5}])
        >>> [panel.get_ylabel() for panel in figure.axes]
        ['Loss']
    """
    check_history(history)
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
    figure = new_figure(_WIDTH * len(panels), _HEIGHT)
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    for panel, (measure, title) in zip(axes, panels, strict=True):
        _draw_panel(panel, history, measure, title, best)
    return figure


def check_history(history: History) -> None:
    """Checks that every row has the number of its epoch.

    Args:
        history: The rows.

    Raises:
        InvalidInputError: If there is no row, or one has no epoch.
    """
    if not history:
        raise InvalidInputError("the history is empty; train for at least one epoch")
    for number, row in enumerate(history, start=1):
        if "epoch" not in row:
            raise InvalidInputError(
                f"row {number} of the history has no 'epoch', only {sorted(row)}"
            )


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
