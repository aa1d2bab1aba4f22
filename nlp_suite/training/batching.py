"""Length bucketing: token batches of sequences of similar length."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlp_suite.errors import InvalidInputError

LENGTH_STEP = 8


def round_up_lengths(lengths: npt.ArrayLike, longest: int) -> npt.NDArray[np.int64]:
    """Rounds lengths up to few different ones, for backends that compile each shape.

    Args:
        lengths: Lengths in tokens, of any shape.
        longest: The largest that is possible.

    Returns:
        The next multiples of 8, but nothing above `longest`.

    Example:
        >>> round_up_lengths([3, 8, 9, 20], 20).tolist()
        [8, 8, 16, 20]
    """
    rounded = -(-np.asarray(lengths, dtype=np.int64) // LENGTH_STEP) * LENGTH_STEP
    return np.minimum(rounded, longest)


def token_batches(
    lengths: Sequence[int] | npt.NDArray[np.integer],
    max_tokens: int,
    *,
    seed: int = 0,
    epoch: int = 0,
) -> list[npt.NDArray[np.int64]]:
    """Length bucketing: batches examples of similar length, by number of tokens.

    Each example is in exactly one batch. An epoch shuffles the examples, sorts them by
    length, so that examples of equal length meet anew in every epoch, cuts the order into
    batches and shuffles these. The same arguments give the same batches on every machine
    and with every release of NumPy, so that a resumed run sees the same batches.

    Args:
        lengths: Length of each example in tokens, shape (N,), at least 1; for pairs the
            longer side.
        max_tokens: The most tokens of a batch, padding included; at least the longest
            example.
        seed: Seed of the whole run.
        epoch: Number of the epoch; another one gives other batches.

    Returns:
        Indices of the examples of each batch, arrays of at least one.

    Raises:
        InvalidInputError: If a length is below 1 or above `max_tokens`.

    Example:
        >>> [batch.size for batch in token_batches([3, 3, 3, 3], max_tokens=6)]
        [2, 2]
    """
    sizes = np.asarray(lengths, dtype=np.int64)
    if sizes.ndim != 1:
        raise InvalidInputError(f"lengths must have the shape (N,), got {sizes.shape}")
    if sizes.size and not 1 <= sizes.min() <= sizes.max() <= max_tokens:
        raise InvalidInputError(
            f"lengths must be from 1 to max_tokens ({max_tokens}), got {sizes.min()} to "
            f"{sizes.max()}; shorten the examples or raise max_tokens"
        )
    # The legacy generator's numbers are frozen for good, unlike those of its successor.
    random = np.random.RandomState(np.array([seed, epoch], dtype=np.uint32))
    order = random.permutation(sizes.size)
    order = order[np.argsort(sizes[order], kind="stable")]

    batches = []
    start = 0
    for stop in range(1, order.size + 1):
        # Sorted: the next example, if any, is the longest of the batch.
        full = stop < order.size and (stop + 1 - start) * sizes[order[stop]] > max_tokens
        if full or stop == order.size:
            batches.append(order[start:stop])
            start = stop
    return [batches[i] for i in random.permutation(len(batches))]
