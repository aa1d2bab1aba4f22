"""Length bucketing and token batches, for any number of sequences in bounded memory."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from nlp_suite.arguments import check_whole

T = TypeVar("T")


def fill_pools(
    items: Iterable[T], length: Callable[[T], int], max_tokens: int
) -> Iterator[list[T]]:
    """Gathers items into pools to be sorted by length, without looking at the rest.

    Args:
        items: The sequences.
        length: Returns the number of tokens of one.
        max_tokens: A pool is full once it has so many.

    Yields:
        The items in their order, in lists of which each but the last has just so many tokens,
        or the fewest more.

    Example:
        >>> list(fill_pools(["ab", "c", "def"], len, max_tokens=3))
        [['ab', 'c'], ['def']]
    """
    pool: list[T] = []
    tokens = 0
    for item in items:
        pool.append(item)
        tokens += length(item)
        if tokens >= max_tokens:
            yield pool
            pool, tokens = [], 0
    if pool:
        yield pool


def sort_into_batches(
    pool: Iterable[T], length: Callable[[T], int], max_tokens: int
) -> Iterator[list[T]]:
    """Sorts sequences by length and cuts them into batches.

    Args:
        pool: The sequences.
        length: Returns the number of tokens of one.
        max_tokens: The most tokens of a batch, padding included; a longer sequence is a batch
            of its own.

    Yields:
        The batches, the shortest sequences first; those of one length keep their order.

    Example:
        >>> list(sort_into_batches(["abc", "d", "ef", "g"], len, max_tokens=4))
        [['d', 'g'], ['ef'], ['abc']]
    """
    batch: list[T] = []
    for item in sorted(pool, key=length):
        if batch and length(item) * (len(batch) + 1) > max_tokens:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def check_batch_tokens(given: int | None, usual: int) -> int:
    """Checks the most padded tokens of a batch, and fills in the default.

    Args:
        given: The caller's choice; None for the default.
        usual: The engine's default.

    Returns:
        Most padded tokens of a batch. A longer input is a batch of its own.

    Raises:
        InvalidInputError: If it is no whole number from 1 on.

    Example:
        >>> check_batch_tokens(None, 512)
        512
    """
    if given is None:
        return usual
    check_whole("batch_tokens", given, 1)
    return given
