"""Echo task: random symbols of which some are to be repeated; one-hot encoding."""

import numpy as np

from nlp_suite.arguments import check_whole
from nlp_suite.data.series.windows import Examples
from nlp_suite.errors import InvalidInputError


def echo_pairs(
    number: int, *, seed: int, length: int = 5, symbols: int = 50, echoed: int = 2
) -> Examples:
    """Makes rows of random symbols; the target is the first few, then zeros.

    Args:
        number: How many rows N.
        seed: Seed of the random symbols.
        length: Symbols T in a row.
        symbols: How many symbols there are: 0 to `symbols` - 1.
        echoed: How many of a row are in its target.

    Returns:
        Inputs and targets, 32-bit integers of shape (N, T).

    Raises:
        InvalidInputError: If an argument is out of range.

    Example:
        >>> pairs = echo_pairs(1000, seed=1)
        >>> bool((pairs.targets[:, :2] == pairs.inputs[:, :2]).all())
        True
    """
    _check(number, seed, length, symbols)
    check_whole("echoed", echoed, smallest=1)
    if echoed > length:
        raise InvalidInputError(f"echoed must be at most length ({length}), got {echoed}")
    rng = np.random.default_rng(seed)
    inputs = rng.integers(0, symbols, (number, length), dtype="int32")
    targets = np.zeros_like(inputs)
    targets[:, :echoed] = inputs[:, :echoed]
    return Examples(inputs, targets)


def padded_echo_pairs(
    number: int,
    *,
    seed: int,
    length: int = 10,
    symbols: int = 8,
    shortest: int = 4,
    longest: int = 9,
) -> Examples:
    """Makes rows of random symbols, zeros after them; the target is the last, then the first.

    Harder than `echo_pairs`: where the last symbol stands is another place in every row.

    Args:
        number: How many rows N.
        seed: Seed of the random symbols.
        length: Length T of a row with its padding.
        symbols: How many symbols there are, with the 0 that is kept for padding: rows are
            filled with 1 to `symbols` - 1.
        shortest: Fewest filled places of a row.
        longest: Most filled places of a row.

    Returns:
        Inputs and targets, 32-bit integers of shape (N, T); zeros follow the target's two.

    Raises:
        InvalidInputError: If an argument is out of range.

    Example:
        >>> pairs = padded_echo_pairs(1000, seed=1)
        >>> bool((pairs.targets[:, 1] == pairs.inputs[:, 0]).all())
        True
    """
    _check(number, seed, length, symbols)
    check_whole("shortest", shortest, smallest=1)
    check_whole("longest", longest, smallest=shortest)
    if longest > length or length < 2:
        raise InvalidInputError(
            f"length must be at least 2 and at least longest ({longest}), got {length}"
        )
    rng = np.random.default_rng(seed)
    filled = rng.integers(shortest, longest + 1, number)
    inputs = rng.integers(1, symbols, (number, length), dtype="int32")
    inputs[np.arange(length) >= filled[:, None]] = 0
    targets = np.zeros_like(inputs)
    targets[:, 0] = inputs[np.arange(number), filled - 1]
    targets[:, 1] = inputs[:, 0]
    return Examples(inputs, targets)


def _check(number: int, seed: int, length: int, symbols: int) -> None:
    check_whole("number", number, smallest=1)
    check_whole("seed", seed, smallest=0)
    check_whole("length", length, smallest=1)
    check_whole("symbols", symbols, smallest=2)


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
