"""What a recurrent decoder knows between two steps."""

from typing import Any, NamedTuple


class Seq2SeqState(NamedTuple):
    """A source that was read, and how far the target has come.

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
