"""Matplotlib figures for plots, and the arrays they are drawn from."""

from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_suite._lazy import missing_dependency
from nlp_suite.errors import InvalidInputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def new_figure(width: float, height: float) -> "Figure":
    """Makes an empty figure of its own.

    Args:
        width: In inches.
        height: In inches.

    Returns:
        The figure; it leaves room for its labels by itself.

    Raises:
        MissingDependencyError: If matplotlib is not installed.
    """
    try:
        from nlp_suite.plots._shown_figure import ShownFigure
    except ImportError as error:
        raise missing_dependency("A plot", error.name, "keras") from error
    return ShownFigure(figsize=(width, height), layout="constrained")


def as_array(name: str, values: Any, *dimensions: int, gaps: bool = False) -> np.ndarray:
    """Converts numbers of any framework to an array, and checks them.

    Args:
        name: What they are called, as the start of the message.
        values: A NumPy array, a tensor of any backend, or nested lists.
        *dimensions: How many axes there may be.
        gaps: Whether NaN is fine.

    Returns:
        float64 array.

    Raises:
        InvalidInputError: If they are no numbers, infinite or NaN, empty, or of another shape.
    """
    if hasattr(values, "detach"):  # torch gives no array of what it may differentiate
        values = values.detach().cpu()
    try:
        array = np.asarray(values, dtype="float64")
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"{name} must be an array of numbers ({error})") from error
    if array.ndim not in dimensions or not array.size:
        wanted = " or ".join(map(str, dimensions))
        raise InvalidInputError(
            f"{name} must have {wanted} axes and not be empty, got the shape {array.shape}"
        )
    if not np.isfinite(array[~np.isnan(array)] if gaps else array).all():
        raise InvalidInputError(f"{name} must hold finite numbers, got infinity or NaN")
    return array
