"""Attention weights of a Transformer."""

from typing import NamedTuple

from nlp_suite.layers.tensor import Tensor


class AttentionWeights(NamedTuple):
    """Attention weights of every layer and head; lists with one tensor a layer.

    Attributes:
        encoder: Self-attention of the encoder, (B, H, S, S).
        decoder: Self-attention of the decoder, (B, H, T, T).
        cross: Attention of the decoder to the encoder's output, (B, H, T, S).

    Example:
        ```python
        source_ids, target_ids = np.array([[5, 8, 2]]), np.array([[1, 7]])
        logits, weights = transformer(source_ids, target_ids, return_attention_weights=True)
        weights.cross[-1]  # (1, H, 2, 3)
        ```
    """

    encoder: list[Tensor]
    decoder: list[Tensor]
    cross: list[Tensor]
