"""Interpolation weights for resizing positional embeddings."""

import numpy as np

from nlp_suite.errors import InvalidInputError

INTERPOLATIONS = ("bicubic", "bilinear")
# Keys' choice: with it, parabolas come out exactly.
_CUBIC = -0.5


def interpolation_matrix(old: int, new: int, kind: str = "bilinear") -> np.ndarray:
    """Returns the weights that interpolate `new` evenly spread values from `old` ones.

    Old and new values are the middles of cells that divide the same line, so that neither
    line sticks out. Beyond its ends the old line goes on with its last value. On a grid the
    matrix is applied to rows and columns, one after the other.

    Args:
        old: Number of values that are there.
        new: Number of values wanted; with fewer than `old`, values between are left out, not
            averaged.
        kind: "bilinear", between two values, or "bicubic", among four.

    Returns:
        float64 array of shape (new, old); every row sums to 1.

    Raises:
        InvalidInputError: If `kind` is neither, or there is no value.

    Example:
        >>> interpolation_matrix(2, 4)
        array([[1.  , 0.  ],
               [0.75, 0.25],
               [0.25, 0.75],
               [0.  , 1.  ]])

    Reference:
        Keys 1981, "Cubic convolution interpolation for digital image processing",
        https://doi.org/10.1109/TASSP.1981.1163711
    """
    if kind not in INTERPOLATIONS:
        raise InvalidInputError(f"kind must be one of {INTERPOLATIONS}, got {kind!r}")
    if old < 1 or new < 1:
        raise InvalidInputError(f"old and new must be at least 1, got {old} and {new}")
    place = (np.arange(new) + 0.5) * old / new - 0.5
    first = np.floor(place).astype(int)
    weigh, reach = (_linear, (0, 1)) if kind == "bilinear" else (_cubic, (-1, 0, 1, 2))
    matrix = np.zeros((new, old))
    for step in reach:
        column = np.clip(first + step, 0, old - 1)
        np.add.at(matrix, (np.arange(new), column), weigh(np.abs(place - first - step)))
    return matrix


def _linear(distance: np.ndarray) -> np.ndarray:
    return np.maximum(1.0 - distance, 0.0)


def _cubic(distance: np.ndarray) -> np.ndarray:
    near = ((_CUBIC + 2) * distance - (_CUBIC + 3)) * distance**2 + 1
    far = _CUBIC * (((distance - 5) * distance + 8) * distance - 4)
    return np.where(distance <= 1, near, np.where(distance < 2, far, 0.0))
