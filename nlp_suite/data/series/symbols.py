"""Symbols as vectors."""

import numpy as np

from nlp_suite.arguments import check_whole
from nlp_suite.errors import InvalidInputError


def one_hot(ids: np.ndarray, size: int) -> np.ndarray:
    """One-hot encodes symbols: each becomes a vector with a single 1, at the symbol's place.

    Args:
        ids: Integers from 0 to `size` - 1, of any shape (…).
        size: How many symbols there are.

    Returns:
        32-bit floats of shape (…, size).

    Raises:
        InvalidInputError: If a symbol is not an integer or out of range.

    Example:
        >>> one_hot(np.array([2, 0]), 3)
        array([[0., 0., 1.],
               [1., 0., 0.]], dtype=float32)
    """
    check_whole("size", size, smallest=1)
    ids = np.asarray(ids)
    if not np.issubdtype(ids.dtype, np.integer):
        raise InvalidInputError(f"ids must be integers, got {ids.dtype}")
    if ids.size and (ids.min() < 0 or ids.max() >= size):
        raise InvalidInputError(
            f"ids must be from 0 to {size - 1}, got {ids.min()} to {ids.max()}; give a larger size"
        )
    vectors = np.zeros((*ids.shape, size), "float32")
    np.put_along_axis(vectors, ids[..., None], 1.0, axis=-1)
    return vectors
