"""Padding and causal attention masks, boolean: True where a position may be seen.

The material that hides with ones (a mask of 1 at the padding, 1 above the diagonal) is the
logical negation of what these functions return.
"""

from keras import ops

from nlp_suite.layers.tensor import Tensor


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    """Marks real tokens True and padding False.

    Args:
        token_ids: Integer tensor of shape (B, T), or any shape.
        pad_id: The id that fills sequences up to a common length.

    Returns:
        Boolean tensor of the shape of `token_ids`, False at padding.

    Example:
        >>> padding_mask([[1, 2, 3, 4, 0, 0, 0]])
        [[True, True, True, True, False, False, False]]
    """
    return ops.not_equal(ops.convert_to_tensor(token_ids), pad_id)


def causal_mask(length: int, key_length: int | None = None, start: int = 0) -> Tensor:
    """Lets each position attend to itself and to earlier ones (the look-ahead mask).

    Args:
        length: Number of query positions T.
        key_length: Number of key positions S; T if None.
        start: Position of the first query, for decoding step by step.

    Returns:
        Boolean tensor of shape (T, S), row = the query's position, column = the
        key's; False where the column comes later.

    Example:
        >>> causal_mask(3)
        [[True, False, False], [True, True, False], [True, True, True]]
        >>> causal_mask(1, key_length=4, start=2)
        [[True, True, True, False]]
    """
    queries = ops.add(start, ops.arange(length))
    keys = ops.arange(length if key_length is None else key_length)
    return ops.greater_equal(queries[:, None], keys[None, :])
