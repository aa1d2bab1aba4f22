"""Redundancy: near-duplicate sentences, and sentences that say what others have said."""

import heapq

import numpy as np
import numpy.typing as npt

from nlp_suite.tasks.summarization.selection import Scores, Vectors

# Rows that are compared at a time: enough for matrix products to be fast, and few enough
# for the products to stay small beside the embeddings.
_BLOCK = 256

# Cosines this high are the same statement in other words; different statements about one
# subject stay well below.
NEAR_DUPLICATE = 0.9

# Candidates whose redundancy is brought up to date together.
_CANDIDATES = 64

# Products are rounded, or a sentence and its copy would differ by the place of their rows.
_DECIMALS = 5


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


def maximal_marginal_relevance(
    relevance: Scores, embeddings: Vectors, count: int, weight: float
) -> list[int]:
    """Takes sentences one by one, each relevant and unlike those taken before.

    The next one has the highest relevance - weight · max(0, max_j cos(e_i, e_j)) over the
    sentences j taken so far. Near-duplicates of these (`NEAR_DUPLICATE`) are taken only if
    nothing else is left. A sentence's value can only fall, so that it is computed anew only when
    the sentence comes to the front: exact, at a small part of the cost.

    Args:
        relevance: How much each sentence should be taken for its own sake (n,).
        embeddings: Sentence embeddings (n, d), rows of length one or zero.
        count: Number of sentences to take, at most n.
        weight: What a cosine of 1 takes off the relevance, at least 0.

    Returns:
        Positions of `count` sentences, in the order in which they were taken.

    Example:
        >>> vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> maximal_marginal_relevance(np.array([3.0, 2.0, 1.5]), vectors, 2, 1.0)
        [0, 2]

    Reference:
        Carbonell and Goldstein 1998, "The Use of MMR, Diversity-Based Reranking for
        Reordering Documents and Producing Summaries", SIGIR. Minoux 1978, "Accelerated Greedy
        Algorithms for Maximizing Submodular Set Functions", for the order of evaluation.
    """
    # Far below whatever else there is.
    duplicate = 2 * float(np.abs(relevance).max(initial=0.0)) + weight + 1
    front = [(-value, index) for index, value in enumerate(relevance.tolist())]
    heapq.heapify(front)
    nearest = np.zeros(len(relevance))
    compared = np.zeros(len(relevance), dtype=np.intp)
    kept = np.empty((count, embeddings.shape[1]), dtype=np.float32)
    taken: list[int] = []
    while len(taken) < count:
        stale: list[int] = []
        while front and len(stale) < _CANDIDATES and compared[front[0][1]] < len(taken):
            stale.append(heapq.heappop(front)[1])
        if not stale:
            index = heapq.heappop(front)[1]
            kept[len(taken)] = embeddings[index]
            taken.append(index)
            continue
        products = embeddings[stale] @ kept[compared[stale].min() : len(taken)].T
        nearest[stale] = np.maximum(nearest[stale], products.max(axis=1).round(_DECIMALS))
        compared[stale] = len(taken)
        for index in stale:
            close = float(nearest[index])
            penalty = weight * close + (duplicate if close >= NEAR_DUPLICATE else 0.0)
            heapq.heappush(front, (penalty - float(relevance[index]), index))
    return taken
