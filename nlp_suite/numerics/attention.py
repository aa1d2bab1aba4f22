"""Scaled dot-product attention in NumPy, for a single query and for matrices."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nlp_suite.errors import InvalidInputError

Array = NDArray[np.floating]


def softmax(scores: ArrayLike, axis: int = -1) -> Array:
    """Computes the softmax: positive weights with the sum 1.

    Args:
        scores: Array of any shape; minus infinity gives the weight 0.
        axis: Along which the weights sum up to 1.

    Returns:
        Array of the shape of `scores`; zeros where all scores are minus infinity.

    Example:
        >>> softmax([0.0, np.log(3.0)]).round(2).tolist()
        [0.25, 0.75]
    """
    values = np.asarray(scores, dtype=np.float64)
    largest = values.max(axis=axis, keepdims=True)
    # The largest exponent is 0 then, and none overflows.
    powers = np.exp(values - np.where(np.isfinite(largest), largest, 0.0))
    total = powers.sum(axis=axis, keepdims=True)
    return np.divide(powers, total, out=np.zeros_like(powers), where=total > 0)


def attend(query: ArrayLike, keys: ArrayLike, values: ArrayLike) -> tuple[Array, Array]:
    """Mixes values by how well their keys match one query.

    Args:
        query: Array of shape (d_k,).
        keys: Array of shape (S, d_k).
        values: Array of shape (S, d_v).

    Returns:
        The mixture, of shape (d_v,), and the weights, of shape (S,).

    Raises:
        InvalidInputError: If the shapes do not go together.

    Example:
        >>> output, weights = attend([1.0, 0.0], [[1.0, 0.0], [1.0, 0.0]], [[2.0], [4.0]])
        >>> output.tolist(), weights.tolist()
        ([3.0], [0.5, 0.5])
    """
    vector = np.asarray(query, dtype=np.float64)
    if vector.ndim != 1:
        raise InvalidInputError(f"query must have the shape (d_k,), got {vector.shape}")
    output, weights = general_attention(vector[None], keys, values)
    return output[0], weights[0]


def general_attention(
    queries: ArrayLike, keys: ArrayLike, values: ArrayLike, mask: ArrayLike | None = None
) -> tuple[Array, Array]:
    """Mixes values by how well their keys match each query: softmax(QKᵀ / √d_k) V.

    Args:
        queries: Array of shape (..., T, d_k).
        keys: Array of shape (..., S, d_k).
        values: Array of shape (..., S, d_v).
        mask: Array of booleans, or of 0 and 1, True where a query may see a key; None if all
            may see all. It broadcasts to (..., T, S), but for one of two axes: where the queries
            have more, that is a padding mask (B, S) of the first. A query that may see nothing
            gets zeros.

    Returns:
        The mixtures, of shape (..., T, d_v), and the weights, of shape (..., T, S).

    Raises:
        InvalidInputError: If the shapes do not go together, or the mask has other values.

    Example:
        >>> words = np.eye(3)
        >>> output, weights = general_attention(words, words, words, mask=np.tri(3, dtype=bool))
        >>> weights.round(2).tolist()
        [[1.0, 0.0, 0.0], [0.36, 0.64, 0.0], [0.26, 0.26, 0.47]]

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.2.1,
        https://arxiv.org/abs/1706.03762
    """
    q, k, v = (np.asarray(array, dtype=np.float64) for array in (queries, keys, values))
    if min(q.ndim, k.ndim, v.ndim) < 2 or q.shape[-1] != k.shape[-1] or k.shape[-2] != v.shape[-2]:
        raise InvalidInputError(
            "queries, keys and values must have the shapes (..., T, d_k), (..., S, d_k) and "
            f"(..., S, d_v), got {q.shape}, {k.shape} and {v.shape}"
        )
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])  # (..., T, S)
    if mask is not None:
        scores = np.where(_visible(mask, scores.shape), scores, -np.inf)
    weights = softmax(scores)
    return weights @ v, weights


def _visible(mask: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    given = np.asarray(mask)
    if given.dtype.kind not in "biuf" or not np.isin(given, (0, 1)).all():
        raise InvalidInputError(
            f"mask must have the values 0 (hidden) and 1 (visible), got {given.ravel()[:5]}; of an "
            "additive mask give mask == 0"
        )
    visible = given.astype(bool)
    if visible.ndim == 2 < len(shape):
        visible = visible.reshape(len(visible), *(1,) * (len(shape) - 2), -1)
    try:
        np.broadcast_to(visible, shape)
    except ValueError as error:
        raise InvalidInputError(
            f"mask must be of shape (B, S), or broadcast to the scores {shape}, got {given.shape}"
        ) from error
    return visible
