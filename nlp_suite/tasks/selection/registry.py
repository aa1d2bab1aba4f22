"""Registry of the sentence selection methods, their input and their result."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from nlp_suite.errors import InvalidInputError
from nlp_suite.tasks.selection.selection import Document, Selection

Method = Callable[[Document], Selection]

_METHODS: dict[str, Method] = {}


def register(name: str) -> Callable[[Method], Method]:
    """Registers a sentence selection method under a name.

    Args:
        name: What callers will pass as `method`.

    Returns:
        A decorator that returns the method as it is.

    Raises:
        InvalidInputError: If the name is taken.

    Example:
        ```python
        @register("last")
        def select_last(document: Document) -> Selection: ...
        ```
    """

    def decorate(method: Method) -> Method:
        if name in _METHODS:
            raise InvalidInputError(f"there is a selection method {name!r} already")
        _METHODS[name] = method
        return method

    return decorate


def available_methods() -> tuple[str, ...]:
    """Lists the names that `select` takes.

    Returns:
        The names, sorted.

    Example:
        >>> "mmr" in available_methods()
        True
    """
    return tuple(sorted(_METHODS))


def select(
    method: str,
    embeddings: npt.ArrayLike,
    sentences: Sequence[str],
    count: int,
    *,
    seed: int = 0,
) -> Selection:
    """Selects the sentences of a summary by a method.

    The same arguments always give the same result, and of two sentences that a method
    cannot tell apart the earlier is chosen. Memory is linear in n·d for every method.

    Args:
        method: One of `available_methods()`.
        embeddings: Sentence embeddings (n, d), rows of length one; a row of zeros is
            allowed and is similar to nothing.
        sentences: The n sentences in the order of the text.
        count: Number of sentences wanted, at least 1.
        seed: Seed of the methods that draw random numbers.

    Returns:
        Exactly min(count, n) sentences; none if the text has none.

    Raises:
        InvalidInputError: If the method is unknown, a shape is wrong, a number is not
            finite, or the count is below 1.

    Example:
        >>> vectors = np.eye(3, dtype=np.float32)
        >>> select("lead", vectors, ["One.", "Two.", "Three."], 2).indices
        (0, 1)
    """
    if method not in _METHODS:
        raise InvalidInputError(
            f"method must be one of {', '.join(available_methods())}, received {method!r}"
        )
    if not isinstance(count, int | np.integer) or isinstance(count, bool) or count < 1:
        raise InvalidInputError(f"count must be an integer of at least 1, received {count!r}")
    vectors = np.ascontiguousarray(embeddings, dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != len(sentences):
        raise InvalidInputError(
            f"embeddings must have the shape (number of sentences, d), received "
            f"{vectors.shape} for {len(sentences)} sentences"
        )
    if not np.isfinite(vectors).all():
        raise InvalidInputError("embeddings must be finite numbers, received inf or nan")
    if not sentences:
        return Selection((), ())
    return _METHODS[method](Document(vectors, sentences, min(int(count), len(sentences)), seed))
