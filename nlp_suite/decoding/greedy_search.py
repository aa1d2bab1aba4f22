"""Greedy decoding, the reference implementation."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from nlp_suite.arguments import check_whole
from nlp_suite.layers.tensor import Tensor
from nlp_suite.models.seq2seq import Seq2Seq
from nlp_suite.models.transformer import Transformer


def greedy_decode(
    model: Transformer | Seq2Seq,
    source_ids: Tensor,
    source_mask: Tensor | None,
    start_id: int,
    end_id: int,
    max_length: int,
    pad_id: int = 0,
    *,
    suppressed_ids: Sequence[int] = (),
) -> np.ndarray:
    """Decodes a target for each source, always taking the most probable next token.

    Args:
        model: The model.
        source_ids: Integer tensor of shape (B, S).
        source_mask: Boolean tensor of shape (B, S), False at padding; None if there is
            none.
        start_id: The id that the model was trained to begin with.
        end_id: The id that it was trained to end with.
        max_length: Largest number of tokens to write, the end among them.
        pad_id: What stands behind the end.
        suppressed_ids: Tokens that are never written.

    Returns:
        int32 array of shape (B, T), T <= max_length, without the start and with the end,
        which a target that reached `max_length` lacks.

    Raises:
        InvalidInputError: If `max_length` is below 1, or beyond learned positions.

    Example:
        ```python
        source_ids = np.array([[5, 8, 2, 0], [7, 3, 9, 4]])
        target_ids = greedy_decode(
            transformer, source_ids, source_ids != 0, start_id=1, end_id=2, max_length=20
        )
        ```
    """
    check_whole("max_length", max_length, 1)
    source_ids = ops.convert_to_tensor(source_ids)
    encoder_output = model.encode(source_ids, source_mask, training=False)
    cache: Any = model.make_cache(encoder_output, max_length)
    tokens = np.full(source_ids.shape[0], start_id, dtype="int32")
    ended = np.zeros(source_ids.shape[0], dtype=bool)
    suppressed = np.isin(np.arange(model.config.target_vocabulary_size), suppressed_ids)
    steps = []
    for position in range(max_length):
        logits, cache = model.decode_step(tokens[:, None], cache, position, source_mask)
        # On torch a cache would otherwise hold on to everything that led to it.
        cache = keras.tree.map_structure(ops.stop_gradient, cache)
        allowed = ops.where(suppressed, -np.inf, logits[:, -1])
        tokens = np.asarray(ops.convert_to_numpy(ops.argmax(allowed, axis=-1)), "int32")
        tokens = np.where(ended, np.int32(pad_id), tokens)
        steps.append(tokens)
        ended |= tokens == end_id
        if ended.all():
            break
    return np.stack(steps, axis=1)
