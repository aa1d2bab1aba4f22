"""GRU and LSTM cells and layers by name."""

from typing import Any

import keras

CELLS = ("gru", "lstm")


def make_cell(kind: str, units: int, *, name: str, dtype: Any) -> Any:
    """Makes a recurrent cell, one step of a recurrent layer.

    Args:
        kind: "gru" or "lstm".
        units: Width of the state.
        name: The cell's name.
        dtype: Keras dtype or policy.

    Returns:
        A `keras.layers.GRUCell` or `keras.layers.LSTMCell`.
    """
    of_kind = keras.layers.LSTMCell if kind == "lstm" else keras.layers.GRUCell
    return of_kind(units, name=name, dtype=dtype)


def make_recurrent_layer(
    kind: str, units: int, *, go_backwards: bool = False, name: str, dtype: Any
) -> Any:
    """Makes a recurrent layer that returns all its outputs and its last state.

    Args:
        kind: "gru" or "lstm".
        units: Width of the state.
        go_backwards: Whether it reads from the end.
        name: The layer's name.
        dtype: Keras dtype or policy.

    Returns:
        A `keras.layers.GRU` or `keras.layers.LSTM`.
    """
    of_kind = keras.layers.LSTM if kind == "lstm" else keras.layers.GRU
    return of_kind(
        units,
        return_sequences=True,
        return_state=True,
        go_backwards=go_backwards,
        name=name,
        dtype=dtype,
    )


def states_per_cell(kind: str) -> int:
    """Counts the tensors that a cell's state consists of.

    Args:
        kind: "gru" or "lstm".

    Returns:
        2 for an LSTM, which has an output and a memory, and 1 for a GRU.

    Example:
        >>> states_per_cell("lstm")
        2
    """
    return 2 if kind == "lstm" else 1
