"""Decoding state of a recurrent sequence-to-sequence model."""

from typing import Any, NamedTuple


class Seq2SeqState(NamedTuple):
    """Decoding state: the encoded source and the decoder's states.

    Attributes:
        values: The encoder's annotations, of shape (B, S, W).
        keys: What the attention makes of them once for all steps, of shape (B, S, ...).
        states: The decoder's states, each of shape (B, decoder_units).

    Example:
        ```python
        state = seq2seq.encode(np.array([[5, 8, 2]]))
        logits, state = seq2seq.decode_step(np.array([[1]]), state, start=0)
        ```
    """

    values: Any
    keys: Any
    states: tuple[Any, ...]
