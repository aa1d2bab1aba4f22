"""Key/value cache of a decoder layer."""

from typing import Any, NamedTuple


class DecoderLayerCache(NamedTuple):
    """Key/value cache of a decoder layer, for decoding step by step.

    Attributes:
        self_attention: Keys (B, H, S, d_k) and values (B, H, S, d_v) of S target positions;
            zeros before the first step.
        cross_attention: Keys and values of the encoder's output, whole from the start.

    Example:
        ```python
        layer = DecoderLayer(num_heads=2, feed_forward_dim=16)
        layer.build((1, 5, 8), (1, 7, 8))
        cache = layer.make_cache(keras.random.normal((1, 7, 8)), length=5)
        keys, values = cache.self_attention  # (1, 2, 5, 4) each
        ```
    """

    self_attention: tuple[Any, Any]
    cross_attention: tuple[Any, Any]
