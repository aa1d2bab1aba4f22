"""Registry of the sentence selection methods, their input and their result."""

import inspect
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nlp_suite._lazy import lazy_property
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.indexing.terms import Term, find_words
from nlp_suite.text.structure import StructuredSentence

Vectors = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]


class SelectionInputs:
    """The sentences of a text, or of several, and how many of them a summary may have.

    Args:
        embeddings: Sentence embeddings (n, d), rows of length one or zero, n ≥ 1; or what
            computes them when a method first asks for them.
        sentences: The n sentences in the order of the text.
        count: Number of sentences to choose, 1 ≤ count ≤ n.
        seed: Seed of the methods that draw random numbers.
        structure: Kind, paragraph, position and heading of each sentence; if None, they are
            the prose of one paragraph.
        places: The place of each sentence among those of its own document, from 0, where there
            are several documents; if None, there is one.
        documents: The sentences of each document; if None, there is one.
        language: The code of their language.

    Attributes:
        sentences: As above.
        count: As above.
        seed: As above.
        places: The place of each sentence in its document, from 0 (n,).
        documents: The positions of the sentences of each document; there is at least one in each.
        language: As above.

    Example:
        >>> SelectionInputs(np.eye(2, dtype=np.float32), ("One.", "Two."), 1, 0).count
        1
    """

    def __init__(
        self,
        embeddings: Vectors | Callable[[], Vectors],
        sentences: Sequence[str],
        count: int,
        seed: int,
        structure: Sequence[StructuredSentence] | None = None,
        places: npt.NDArray[np.intp] | None = None,
        documents: Sequence[range] | None = None,
        language: str = "en",
    ) -> None:
        self.sentences = sentences
        self.count = count
        self.seed = seed
        self.language = language
        self._embeddings = embeddings
        self._structure = structure
        self.places = np.arange(len(sentences)) if places is None else places
        self.documents = (range(len(sentences)),) if documents is None else documents

    @lazy_property
    def embeddings(self) -> Vectors:
        """Sentence embeddings (n, d); the first access may compute them."""
        return self._embeddings() if callable(self._embeddings) else self._embeddings

    @property
    def embedded(self) -> bool:
        """Whether the embeddings are there already."""
        return not callable(self._embeddings) or "embeddings" in self.__dict__

    @lazy_property
    def words(self) -> Sequence[Sequence[Term]]:
        """The words of each of the n sentences, found once for all that counts them."""
        return [tuple(find_words(sentence, self.language)) for sentence in self.sentences]

    @lazy_property
    def structure(self) -> Sequence[StructuredSentence]:
        """What each of the n sentences is, and where it stands."""
        return prose(self.sentences) if self._structure is None else self._structure


def prose(sentences: Sequence[str]) -> tuple[StructuredSentence, ...]:
    """Makes the structure of sentences of which nothing is known but their order.

    Args:
        sentences: The sentences.

    Returns:
        One a sentence: all are prose, in one paragraph, with a space between them.

    Example:
        >>> prose(["One.", "Two."])[1][:5]
        (5, 9, 'prose', 0, 1)
    """
    starts = itertools.accumulate((len(sentence) + 1 for sentence in sentences), initial=0)
    return tuple(
        StructuredSentence(start, start + len(sentence), "prose", 0, i, None)
        for i, (start, sentence) in enumerate(zip(starts, sentences, strict=False))
    )


@dataclass(frozen=True, slots=True)
class SentenceSelection:
    """The selected sentences.

    Args:
        indices: Positions of the chosen sentences in the text, ascending, all different.
        scores: One finite number for each of `indices`, higher for a more important
            sentence. Its scale is the method's own and stands in the method's docstring.
        all_scores: The same for each of the n sentences, if the method has them: by these
            another sentence is found where a chosen one cannot stand.

    Example:
        >>> SentenceSelection.from_scores([2, 0], np.array([0.5, 0.1, 0.9]))
        SentenceSelection(indices=(0, 2), scores=(0.5, 0.9))
    """

    indices: tuple[int, ...]
    scores: tuple[float, ...]
    all_scores: tuple[float, ...] | None = field(default=None, repr=False, compare=False)

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
        every = tuple(float(score) for score in scores)
        return cls(indices, tuple(every[index] for index in indices), every)


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


class _Registered(NamedTuple):
    select: SelectionMethod
    embeds: bool


_METHODS: dict[str, _Registered] = {}


def register_method(
    name: str, *, embeds: bool = True
) -> Callable[[SelectionMethod], SelectionMethod]:
    """Registers a sentence selection method under a name.

    Args:
        name: What callers will pass as `method`. The first line of the method's docstring
            describes it.
        embeds: Whether it uses the embeddings. If not, none are computed and no model is
            loaded; if so, those of several texts are computed together.

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
        _METHODS[name] = _Registered(method, embeds)
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


def uses_embeddings(method: str) -> bool:
    """Says whether a method needs the embeddings of the sentences.

    Args:
        method: One of `available_methods()`.

    Returns:
        True if it does.

    Raises:
        InvalidInputError: If there is no such method.

    Example:
        >>> uses_embeddings("lead"), uses_embeddings("mmr")
        (False, True)
    """
    return _find(method).embeds


def _find(method: str) -> _Registered:
    if method not in _METHODS:
        raise InvalidInputError(
            f"method must be one of {', '.join(available_methods())}, received {method!r}"
        )
    return _METHODS[method]


def describe_methods() -> dict[str, str]:
    """Describes the methods in a line each.

    Returns:
        Maps each of `available_methods()` to the first line of its docstring.

    Example:
        >>> describe_methods()["mmr"]
        'Selects sentences one by one, each relevant and unlike those selected before.'
    """
    return {
        name: (inspect.getdoc(_METHODS[name].select) or "").partition("\n")[0]
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
    _find(method)
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
    return select_from(
        method, SelectionInputs(vectors, sentences, min(int(count), len(sentences)), seed)
    )


def select_from(method: str, inputs: SelectionInputs) -> SentenceSelection:
    """Selects the sentences of a summary by a method, from inputs that are right already.

    Args:
        method: One of `available_methods()`.
        inputs: The sentences, at least one, and what is known of them.

    Returns:
        `inputs.count` sentences.

    Raises:
        InvalidInputError: If there is no such method.

    Example:
        >>> inputs = SelectionInputs(lambda: 1 / 0, ["One.", "Two."], 1, 0)
        >>> select_from("lead", inputs).indices
        (0,)
    """
    return _find(method).select(inputs)
