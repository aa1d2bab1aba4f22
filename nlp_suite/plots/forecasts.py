"""Plots of time series and their forecasts."""

from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_suite.errors import InvalidInputError
from nlp_suite.plots.figures import as_array, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH, _HEIGHT = 9.0, 4.0


def plot_forecast(actual: Any, predicted: Any, split: int) -> "Figure":
    """Draws a series, its forecast, and a line where the training data end.

    Args:
        actual: The N values that came true.
        predicted: The N values that were forecast, each for the same time as the actual one;
            NaN where there is no forecast, as for the first steps of a series.
        split: Number of values that were trained on.

    Returns:
        A figure of one panel, with two curves and the line between both parts.

    Raises:
        InvalidInputError: If the series differ in length, hold no numbers, or the split lies
            outside of them.
        MissingDependencyError: If matplotlib is not installed.

    Example:
        >>> figure = plot_forecast([1.0, 2.0, 3.0, 4.0], [float("nan"), 2.1, 2.9, 4.2], split=3)
        >>> [line.get_label() for line in figure.axes[0].lines]
        ['actual', 'predicted', 'end of the training data']
    """
    truth = as_array("actual", actual, 1)
    forecast = as_array("predicted", predicted, 1, gaps=True)
    if len(truth) != len(forecast):
        raise InvalidInputError(
            f"predicted must have a value, or NaN, for each of the {len(truth)} actual ones, got "
            f"{len(forecast)}"
        )
    if not 0 < split < len(truth):
        raise InvalidInputError(
            f"split must lie within the {len(truth)} values, from 1 to {len(truth) - 1}, got "
            f"{split}"
        )
    figure = new_figure(_WIDTH, _HEIGHT)
    panel = figure.subplots()
    steps = np.arange(len(truth))
    panel.plot(steps, truth, label="actual", color="tab:blue")
    panel.plot(steps, forecast, label="predicted", color="tab:orange")
    # Between the last value of the one part and the first of the other.
    panel.axvline(
        split - 0.5, color="grey", linestyle="--", linewidth=1, label="end of the training data"
    )
    panel.set_xlabel("Step")
    panel.set_ylabel("Value")
    panel.grid(alpha=0.3)
    panel.legend()
    return figure
