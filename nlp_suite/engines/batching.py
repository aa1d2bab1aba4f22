"""Length bucketing and token batches in bounded memory, and the limits of lengths."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from nlp_suite.arguments import check_whole
from nlp_suite.errors import InvalidInputError

# The width of a length bucket, in tokens.
BUCKET_TOKENS = 16

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


def length_bucket(length: int) -> int:
    """Rounds the length of a source up to that of its bucket, a multiple of 16.

    Sentences of one bucket only are translated together, so that the limit of a target's length
    does not depend on the rest of a batch.

    Args:
        length: Number of tokens.

    Returns:
        The largest number of tokens in the bucket.

    Example:
        >>> length_bucket(16), length_bucket(17)
        (16, 32)
    """
    return -(-length // BUCKET_TOKENS) * BUCKET_TOKENS


def max_target_length(source_length: int, max_length: int | None) -> int:
    """Returns the limit of a target's length.

    Args:
        source_length: Number of tokens of the source, or of another one of its bucket.
        max_length: The caller's limit; None for the default.

    Returns:
        Most tokens of the target: `max_length`, or twice the length of the source's bucket and
        20 more if None.

    Example:
        >>> max_target_length(10, None), max_target_length(10, 5)
        (52, 5)
    """
    return max_length or 2 * length_bucket(source_length) + 20


def check_source_lengths(lengths: Iterable[int], max_source_tokens: int, model: str) -> None:
    """Checks that no source has more tokens than the model can take.

    Args:
        lengths: The number of tokens of each.
        max_source_tokens: Most tokens of a source.
        model: The model's name.

    Raises:
        InvalidInputError: If one is too long.

    Example:
        >>> check_source_lengths([3, 9], 8, "english-german")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: a sentence has 9 tokens, the model english-german ...
    """
    for length in lengths:
        if length > max_source_tokens:
            raise InvalidInputError(
                f"a sentence has {length} tokens, the model {model} reads at most "
                f"{max_source_tokens}; split it"
            )
