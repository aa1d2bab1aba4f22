"""Token, segment and positional embeddings."""

from typing import Any

import keras

from nlp_suite.layers import LearnedPositionalEmbedding, SinusoidalPositionalEmbedding


def token_embedding(size: int, dim: int, *, stddev: float, name: str, dtype: Any) -> Any:
    """Makes an embedding table of tokens or segments.

    Args:
        size: Number of ids.
        dim: Model width D.
        stddev: Standard deviation of the values before training.
        name: The layer's name.
        dtype: Keras dtype or policy.

    Returns:
        A `keras.layers.Embedding`.
    """
    initializer = keras.initializers.RandomNormal(stddev=stddev)
    return keras.layers.Embedding(
        size, dim, embeddings_initializer=initializer, name=name, dtype=dtype
    )


def position_embedding(kind: str, max_length: int, *, name: str, dtype: Any) -> Any:
    """Makes a layer of positional embeddings of any kind.

    Args:
        kind: "learned", "sinusoidal" or "sinusoidal_halves".
        max_length: Number of positions, if they are learned.
        name: The layer's name.
        dtype: Keras dtype or policy.

    Returns:
        The layer.
    """
    if kind == "learned":
        return LearnedPositionalEmbedding(max_length, name=name, dtype=dtype)
    interleaved = kind == "sinusoidal"
    return SinusoidalPositionalEmbedding(interleaved=interleaved, name=name, dtype=dtype)
