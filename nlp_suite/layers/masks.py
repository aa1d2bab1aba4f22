"""Padding and causal attention masks, and how layers read the masks that they are given.

Masks are True where a position may be seen. The material that hides with ones (a mask of 1 at
the padding, 1 above the diagonal) is the logical negation of that. What every layer and model
takes:

- 0 and 1 of any integer or floating-point type for False and True, such as the `attention_mask`
  of a tokenizer. Other values, those of an additive mask among them, are an error; in a compiled
  function, where values cannot be seen, they make the output NaN.
- A padding mask has the shape (B, S), or (1, S) for all sequences. An attention mask of two axes
  is a padding mask, whatever the lengths; one of (T, S) for all sequences is given as (1, T, S).
- The mask that Keras attaches to a tensor, such as that of an `Embedding` with `mask_zero`, is
  used beside it: what either hides is hidden. `keras.layers` hand it on, `keras.ops` and + do not.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

# Keras has no public name for it, and fills only arguments called `mask` or `<tensor>_mask`.
from keras.src.backend import get_keras_mask

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers.tensor import Tensor

# Sizes as `keras.ops.shape` returns them: one that is not known before is a tensor, or None.
Shape = Sequence[Any]


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
        key's; False where the column comes later. Layers take it as `causal_mask(T)[None]`.

    Example:
        >>> causal_mask(3)
        [[True, False, False], [True, True, False], [True, True, True]]
        >>> causal_mask(1, key_length=4, start=2)
        [[True, True, True, False]]
    """
    queries = ops.add(start, ops.arange(length))
    keys = ops.arange(length if key_length is None else key_length)
    return ops.greater_equal(queries[:, None], keys[None, :])


def read_mask(mask: Tensor) -> Tensor:
    """Reads a mask of any type and shape.

    Args:
        mask: Tensor, array or lists of booleans, or of 0 and 1 in any other type.

    Returns:
        Boolean tensor.

    Raises:
        InvalidInputError: If it is of another type, or has another value that can be seen.

    Example:
        >>> read_mask(np.array([[1, 1, 0]]))
        [[True, True, False]]
    """
    if not _is_tensor(mask):
        array = _array(mask)
        _check_values(array.dtype.name, array)
        return ops.convert_to_tensor(array.astype(bool))
    kind = keras.backend.standardize_dtype(mask.dtype)
    if kind == "bool":
        return mask
    _check_values(kind, _values(mask))
    return ops.not_equal(mask, 0)


def read_padding_mask(
    mask: Tensor | None, shape: Shape, attached: Tensor | None = None
) -> Tensor | None:
    """Reads a padding mask.

    Args:
        mask: The mask, see `read_mask`, of shape (B, T) or (1, T); None if there is none.
        shape: (B, T), as `keras.ops.shape` returns it.
        attached: What `attached_mask` returned: another one, which is used as well.

    Returns:
        Boolean tensor of shape (B, T); None if nothing is hidden.

    Raises:
        InvalidInputError: If the mask is of another shape, or see `read_mask`.

    Example:
        >>> read_padding_mask([[1, 1, 0], [1, 0, 0]], (2, 3))
        [[True, True, False], [True, False, False]]
    """
    masks = []
    for one in (mask, attached):
        if one is not None:
            one = read_mask(one)
            if len(one.shape) != 2 or not _fits(one.shape, shape, broadcast=1):
                raise InvalidInputError(
                    f"a padding mask must have the shape (B, T) = {_shown(shape)}, got "
                    f"{_shown(one.shape)}"
                )
            masks.append(one)
    seen = _all(masks)
    if seen is None or seen.shape[0] != 1 or shape[0] == 1:
        return seen
    return ops.broadcast_to(seen, tuple(shape))


def read_attention_mask(
    mask: Tensor | None, shape: Shape, attached_to: Sequence[Tensor | None] = ()
) -> Tensor | None:
    """Reads an attention mask.

    Args:
        mask: The mask, see `read_mask`, of shape (B, S), (B, T, S) or the scores' own; any of
            these but S may be 1. None if there is none.
        shape: The shape (B, ..., T, S) of the scores, as `keras.ops.shape` returns it; scores
            (T, S) have a mask of that shape only.
        attached_to: Tensors (B, S, ...) that Keras may have attached a mask to.

    Returns:
        Boolean tensor that broadcasts to the scores; None if nothing is hidden.

    Raises:
        InvalidInputError: If the mask is of another shape, or, having two axes where B, T and S
            are equal, looks like a causal one; or see `read_mask`.

    Example:
        >>> read_attention_mask([[1, 1, 0], [1, 0, 0]], (2, 4, 3))
        [[[True, True, False]], [[True, False, False]]]
    """
    masks = [] if mask is None else [_to_scores(read_mask(mask), shape)]
    for tensor in attached_to:
        attached = attached_mask(tensor)
        if attached is not None:
            attached = read_padding_mask(attached, (shape[0], shape[-1]))
            masks.append(_expanded(attached, len(shape)))
    return _all(masks)


def attached_mask(tensor: Tensor | None) -> Tensor | None:
    """Returns the mask that Keras attached to a tensor.

    Args:
        tensor: What a layer such as an `Embedding` with `mask_zero` or a `Masking` returned.

    Returns:
        The mask; None if there is none.

    Example:
        >>> embedding = keras.layers.Embedding(5, 2, mask_zero=True)
        >>> attached_mask(embedding(np.array([[3, 0]])))
        [[True, False]]
    """
    return None if tensor is None else get_keras_mask(tensor)


def check_unseen(x: Tensor, *masks: Tensor | None) -> Tensor:
    """Turns a layer's input into NaN where a mask of a compiled function is no mask.

    Args:
        x: Floating-point tensor that all of the output depends on.
        masks: The masks, as the layer was given them.

    Returns:
        The same; all NaN if a mask whose values cannot be seen has others than 0 and 1.

    Example:
        >>> check_unseen(np.array([2.0]), np.array([True])).tolist()
        [2.0]
    """
    for mask in masks:
        if mask is None or not _is_tensor(mask):
            continue
        if keras.backend.standardize_dtype(mask.dtype) != "bool" and _values(mask) is None:
            good = ops.all(ops.logical_or(ops.equal(mask, 0), ops.equal(mask, 1)))
            x = ops.where(good, x, ops.full_like(x, float("nan")))
    return x


def _to_scores(mask: Tensor, shape: Shape) -> Tensor:
    """Gives a mask the number of axes of the scores."""
    rank, axes = len(shape), len(mask.shape)
    if axes == rank:
        fits = _fits(mask.shape, shape, broadcast=rank - 1)
    elif axes == 2:
        fits = _fits(mask.shape, (shape[0], shape[-1]), broadcast=1)
        if fits and _could_be_causal(mask, shape):
            raise InvalidInputError(
                f"a mask of shape {_shown(mask.shape)} could be a padding mask (B, S) or a causal "
                "one (T, S); give mask[:, None] for the former, mask[None] for the latter"
            )
    else:
        fits = axes == 3 and _fits(mask.shape, (shape[0], *shape[-2:]), broadcast=2)
    if not fits:
        names = {2: "(T, S)", 3: "(B, S) or (B, T, S)"}
        known = names.get(rank, "(B, S), (B, T, S) or (B, H, T, S)")
        raise InvalidInputError(
            f"an attention mask must have the shape {known} of scores {_shown(shape)}, got "
            f"{_shown(mask.shape)}; one of (T, S) for all sequences is given as mask[None]"
        )
    return _expanded(mask, rank)


def _expanded(mask: Tensor, rank: int) -> Tensor:
    """(B, ..., S) -> (B, 1, ..., S) with so many axes."""
    missing = rank - len(mask.shape)
    return ops.expand_dims(mask, tuple(range(1, 1 + missing))) if missing else mask


def _could_be_causal(mask: Tensor, shape: Shape) -> bool:
    if not (_is_size(shape[0]) and 1 != shape[0] == shape[-2] == shape[-1]):
        return False
    values = _values(mask)
    return values is not None and bool((values == np.tri(len(values), dtype=bool)).all())


def _fits(shape: Shape, wanted: Shape, *, broadcast: int) -> bool:
    """Tells whether a shape is the wanted one as far as both are known; the first may be 1."""
    return all(
        not (_is_size(size) and _is_size(want)) or size == want or (i < broadcast and size == 1)
        for i, (size, want) in enumerate(zip(shape, wanted, strict=True))
    )


def _is_size(size: Any) -> bool:
    return isinstance(size, int)


def _all(masks: Sequence[Tensor]) -> Tensor | None:
    seen: Tensor | None = None
    for mask in masks:
        seen = mask if seen is None else ops.logical_and(seen, mask)
    return seen


def _is_tensor(value: Any) -> bool:
    return ops.is_tensor(value) or isinstance(value, keras.KerasTensor)


def _check_values(kind: str, values: np.ndarray | None) -> None:
    if not kind.startswith(("bool", "int", "uint", "float", "bfloat")):
        raise InvalidInputError(f"a mask must be of booleans, or of 0 and 1, got the type {kind}")
    if values is None:
        return
    strange = values[(values != 0) & (values != 1)]
    if strange.size:
        raise InvalidInputError(
            "a mask must have the values 0 (hidden) and 1 (visible), got "
            f"{strange.flat[0]}; of an additive mask give mask == 0"
        )


def _array(mask: Any) -> np.ndarray:
    try:
        return np.asarray(mask)
    except ValueError as error:  # rows of different lengths
        raise InvalidInputError(f"a mask must be an array, got {mask!r:.200}") from error


def _values(mask: Tensor) -> np.ndarray | None:
    """Returns the values of a mask; None if they are not there yet, as in a compiled function."""
    if isinstance(mask, keras.KerasTensor):
        return None
    try:
        return np.asarray(ops.convert_to_numpy(mask))
    except (RuntimeError, TypeError):
        # What a symbolic tensor of TensorFlow, a tracer of JAX and a meta tensor of torch raise.
        return None


def _shown(shape: Shape) -> str:
    return f"({', '.join(str(size) if _is_size(size) else '?' for size in shape)})"
