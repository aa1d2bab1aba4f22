"""Sliding windows: a series as examples, split for training and test."""

import dataclasses
from typing import NamedTuple

import numpy as np

from nlp_suite.arguments import check_whole
from nlp_suite.data.series.min_max_scale import MinMaxScale
from nlp_suite.errors import InvalidInputError


class Examples(NamedTuple):
    """Examples: inputs and targets, a row an example.

    Args:
        inputs: Of a series, floats of shape (N, T, 1); of symbols, integers of shape (N, T).
        targets: Of a series, floats of shape (N, 1); of symbols, integers of shape (N, T).

    Example:
        >>> Examples(np.zeros((2, 3, 1)), np.ones((2, 1))).targets.shape
        (2, 1)
    """

    inputs: np.ndarray
    targets: np.ndarray


def make_windows(values: np.ndarray, time_steps: int, *, stride: int = 1) -> Examples:
    """Cuts a series into sliding windows: some values in a row, and the value that comes next.

    Args:
        values: The series, of shape (L,).
        time_steps: Number T of values that an example has.
        stride: From one example's first value to the next one's; with `time_steps`, the
            examples do not overlap.

    Returns:
        Inputs of shape (N, T, 1) and targets of shape (N, 1), in the series' order.

    Raises:
        InvalidInputError: If a number is out of range, or the series has other than one
            dimension, or is too short for a single example.

    Example:
        >>> examples = make_windows(np.array([1, 2, 3, 5, 8]), 3)
        >>> examples.inputs[..., 0]
        array([[1, 2, 3],
               [2, 3, 5]])
        >>> examples.targets[:, 0]
        array([5, 8])
    """
    check_whole("time_steps", time_steps, smallest=1)
    check_whole("stride", stride, smallest=1)
    values = np.asarray(values)
    if values.ndim != 1:
        raise InvalidInputError(f"values must have one dimension, got shape {values.shape}")
    if len(values) <= time_steps:
        raise InvalidInputError(
            f"windows of {time_steps} steps and the value after need a series of more than "
            f"{time_steps} values, got {len(values)}; take fewer time_steps or a longer series"
        )
    rows = np.lib.stride_tricks.sliding_window_view(values, time_steps + 1)[::stride]
    # A copy: the view shares memory between its rows, and writing to one would change others.
    return Examples(rows[:, :-1, None].copy(), rows[:, -1:].copy())


def check_train_share(train_share: float) -> None:
    """Checks the share of a series for training.

    Args:
        train_share: The share.

    Raises:
        InvalidInputError: If it is not between 0 and 1.

    Example:
        >>> check_train_share(0.8)
    """
    if not 0 < train_share < 1:
        raise InvalidInputError(f"train_share must be between 0 and 1, got {train_share!r}")


@dataclasses.dataclass(frozen=True, slots=True)
class SeriesSplit:
    """The examples of a series, split for training and test.

    Attributes:
        train: What to learn from.
        test: What to measure with.
        scale: How the values were scaled, to scale forecasts back; None if they were not.

    Example:
        ```python
        from nlp_suite.data.series import fibonacci_windows

        split = fibonacci_windows(1200, 20)
        split.train.inputs.shape  # (826, 20, 1)
        ```
    """

    train: Examples
    test: Examples
    scale: MinMaxScale | None = None
