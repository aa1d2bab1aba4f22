"""Inputs with their targets."""

from typing import NamedTuple

import numpy as np


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
