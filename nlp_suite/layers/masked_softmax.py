"""Masked softmax of attention scores."""

from keras import ops

from nlp_suite.layers.tensor import Tensor


def masked_softmax(scores: Tensor, mask: Tensor | None = None) -> Tensor:
    """Computes the softmax over the positions that are not masked.

    Args:
        scores: Floating-point tensor of shape (..., S), in float32 or wider: in half precision
            the sum over a long sequence is lost.
        mask: Optional boolean tensor that broadcasts to the shape of `scores`, True where a
            position may be seen.

    Returns:
        Tensor of the shape of `scores` with the sum 1 along the last axis; zeros where nothing
        may be seen.

    Example:
        >>> weights = masked_softmax(ops.zeros((1, 3)), ops.array([[True, True, False]]))
        >>> ops.convert_to_numpy(weights).tolist()
        [[0.5, 0.5, 0.0]]
    """
    if mask is None:
        return _softmax(scores)
    # Finite, so that a row with nothing to see is no 0/0; half the range, so that adding
    # it to a score cannot overflow.
    weights = _softmax(ops.add(scores, ops.where(mask, 0.0, -1.7e38)))
    return ops.multiply(weights, ops.cast(mask, weights.dtype))


def _softmax(scores: Tensor) -> Tensor:
    # Keras takes a softmax over a single key for a mistake and warns.
    return ops.ones_like(scores) if scores.shape[-1] == 1 else ops.softmax(scores, axis=-1)
