"""Removal of near-duplicate sentences."""

import numpy as np
import numpy.typing as npt

from nlp_suite.tasks.summarization.selection import Vectors

# Rows that are compared at a time: enough for matrix products to be fast, and few enough
# for the products to stay small beside the embeddings.
_BLOCK = 256


def without_near_duplicates(
    order: npt.NDArray[np.intp], embeddings: Vectors, count: int, threshold: float
) -> list[int]:
    """Takes sentences in order, passing over those that nearly repeat one taken before.

    Passed-over sentences make up the number at the end if too few others exist. Memory is
    linear in n·d; time is that of comparing the sentences looked at with those taken.

    Args:
        order: Positions of the sentences (n,), the best first.
        embeddings: Sentence embeddings (n, d), rows of length one or zero.
        count: Number of sentences to take, at most n.
        threshold: Cosine from which a sentence counts as a repetition.

    Returns:
        Positions of `count` sentences.

    Example:
        >>> vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
        >>> without_near_duplicates(np.arange(3), vectors, 2, 0.9)
        [0, 2]
    """
    taken: list[int] = []
    passed: list[int] = []
    kept = np.empty((count, embeddings.shape[1]), dtype=np.float32)
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        vectors = embeddings[block]
        repeats = np.zeros(len(block), dtype=bool)
        for first in range(0, len(taken), _BLOCK):
            earlier = kept[first : min(first + _BLOCK, len(taken))]
            repeats |= (vectors @ earlier.T >= threshold).any(axis=1)
        alike = vectors @ vectors.T >= threshold
        for row, index in enumerate(block.tolist()):
            if repeats[row]:
                passed.append(index)
                continue
            kept[len(taken)] = vectors[row]
            taken.append(index)
            if len(taken) == count:
                return taken
            repeats |= alike[row]
    return taken + passed[: count - len(taken)]
