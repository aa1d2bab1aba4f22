"""Plots of positional embeddings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_suite.errors import InvalidInputError
from nlp_suite.plots.figures import as_array, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH, _HEIGHT = 7.0, 4.0


def plot_positions(matrix: Any) -> "Figure":
    """Draws a positional matrix as an image, zero in white.

    Args:
        matrix: Array of shape (T, D), a row for each position: the sinusoids of
            `nlp_suite.layers.sinusoids`, or the table of a `LearnedPositionalEmbedding`.

    Returns:
        A figure with the image, and a colour bar as its last axes.

    Raises:
        InvalidInputError: If the matrix has another shape, or holds no finite numbers.
        MissingDependencyError: If matplotlib is not installed.

    Example:
        ```python
        from nlp_suite.layers.sinusoids import sinusoidal_positions

        figure = plot_positions(sinusoidal_positions(100, 512))
        figure.savefig("positions.png")
        ```
    """
    array = as_array("matrix", matrix, 2)
    figure = new_figure(_WIDTH, _HEIGHT)
    panel = figure.subplots()
    limit = np.abs(array).max() or 1.0
    image = panel.imshow(
        array, cmap="RdBu", vmin=-limit, vmax=limit, aspect="auto", interpolation="nearest"
    )
    panel.set_xlabel("Column")
    panel.set_ylabel("Position")
    figure.colorbar(image, ax=panel)
    return figure


def plot_sinusoids(matrix: Any, columns: Sequence[int]) -> "Figure":
    """Draws single columns of a positional matrix over the positions.

    Args:
        matrix: Array of shape (T, D), a row for each position.
        columns: Which columns, from 0.

    Returns:
        A figure with a line for each column.

    Raises:
        InvalidInputError: If there is no column to draw, or no such column, or the matrix has
            another shape or holds no finite numbers.
        MissingDependencyError: If matplotlib is not installed.

    Example:
        ```python
        from nlp_suite.layers.sinusoids import sinusoidal_positions

        figure = plot_sinusoids(sinusoidal_positions(100, 512), [0, 1, 64])
        ```
    """
    array = as_array("matrix", matrix, 2)
    if not columns or not all(0 <= column < array.shape[1] for column in columns):
        raise InvalidInputError(
            f"columns must be numbers from 0 to {array.shape[1] - 1}, got {list(columns)}"
        )
    figure = new_figure(_WIDTH, _HEIGHT)
    panel = figure.subplots()
    for column in columns:
        panel.plot(array[:, column], label=f"column {column}")
    panel.set_xlabel("Position")
    panel.set_ylabel("Value")
    panel.grid(alpha=0.3)
    panel.legend()
    return figure
