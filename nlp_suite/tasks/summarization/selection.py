"""Registry of the sentence selection methods, their input and their result."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp_suite.errors import InvalidInputError

Vectors = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SelectionInputs:
    """The sentences of one text and how many of them a summary may have.

    Args:
        embeddings: Sentence embeddings (n, d), rows of length one or zero, n ≥ 1.
        sentences: The n sentences in the order of the text.
        count: Number of sentences to choose, 1 ≤ count ≤ n.
        seed: Seed of the methods that draw random numbers.

    Example:
        >>> SelectionInputs(np.eye(2, dtype=np.float32), ("One.", "Two."), 1, 0).count
        1
    """

    embeddings: Vectors
    sentences: Sequence[str]
    count: int
    seed: int


@dataclass(frozen=True, slots=True)
class SentenceSelection:
    """The selected sentences.

    Args:
        indices: Positions of the chosen sentences in the text, ascending, all different.
        scores: One finite number for each of `indices`, higher for a more important
            sentence. Its scale is the method's own and stands in the method's docstring.

    Example:
        >>> SentenceSelection.from_scores([2, 0], np.array([0.5, 0.1, 0.9]))
        SentenceSelection(indices=(0, 2), scores=(0.5, 0.9))
    """

    indices: tuple[int, ...]
    scores: tuple[float, ...]

    @classmethod
    def from_scores(cls, chosen: Iterable[Any], scores: npt.NDArray[Any]) -> "SentenceSelection":
        """Sorts chosen sentences into the order of the text.

        Args:
            chosen: Positions of the chosen sentences, in any order, all different.
            scores: Scores of all n sentences (n,).

        Returns:
            The selection.

        Example:
            >>> SentenceSelection.from_scores([1], np.array([0.0, 2.0])).scores
            (2.0,)
        """
        indices = tuple(sorted(int(index) for index in chosen))
        return cls(indices, tuple(float(scores[index]) for index in indices))


def ranking(scores: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Orders sentences by score, and equal scores by position.

    Args:
        scores: Scores of the sentences (n,).

    Returns:
        Positions (n,), the highest score first.

    Example:
        >>> ranking(np.array([0.1, 0.7, 0.7])).tolist()
        [1, 2, 0]
    """
    return np.argsort(-scores, kind="stable")


def dot_rows(embeddings: Vectors, vector: npt.NDArray[Any]) -> Vectors:
    """Multiplies every row by a vector, so that equal rows give equal results bit for bit.

    A BLAS product may round the last rows of a matrix differently from the first ones, and
    then a sentence and its copy would not tie.

    Args:
        embeddings: Matrix (n, d).
        vector: Vector (d,).

    Returns:
        Products (n,).

    Example:
        >>> dot_rows(np.eye(2, dtype=np.float32), np.array([3.0, 4.0])).tolist()
        [3.0, 4.0]
    """
    product: Vectors = np.einsum("ij,j->i", embeddings, vector.astype(np.float32))
    return product


SelectionMethod = Callable[[SelectionInputs], SentenceSelection]

_METHODS: dict[str, SelectionMethod] = {}


def register_method(name: str) -> Callable[[SelectionMethod], SelectionMethod]:
    """Registers a sentence selection method under a name.

    Args:
        name: What callers will pass as `method`. The first line of the method's docstring
            describes it.

    Returns:
        A decorator that returns the method as it is.

    Raises:
        InvalidInputError: If the name is taken.

    Example:
        ```python
        @register_method("last")
        def select_last(inputs: SelectionInputs) -> SentenceSelection: ...
        ```
    """

    def decorate(method: SelectionMethod) -> SelectionMethod:
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


def describe_methods() -> dict[str, str]:
    """Describes the methods in a line each.

    Returns:
        Maps each of `available_methods()` to the first line of its docstring.

    Example:
        >>> describe_methods()["mmr"]
        'Selects sentences one by one, each relevant and unlike those selected before.'
    """
    return {
        name: (inspect.getdoc(_METHODS[name]) or "").partition("\n")[0]
        for name in available_methods()
    }


def select(
    method: str,
    embeddings: npt.ArrayLike,
    sentences: Sequence[str],
    count: int,
    *,
    seed: int = 0,
) -> SentenceSelection:
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
        return SentenceSelection((), ())
    return _METHODS[method](
        SelectionInputs(vectors, sentences, min(int(count), len(sentences)), seed)
    )
