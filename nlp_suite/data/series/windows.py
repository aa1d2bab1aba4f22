"""Sliding windows: a series as examples, split for training and test."""

import numpy as np

from nlp_suite.arguments import check_whole
from nlp_suite.data.series.examples import Examples
from nlp_suite.errors import InvalidInputError


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
