"""Decoded target sequences: tokens, score and attention."""

from typing import NamedTuple

import numpy as np


class TargetSequence(NamedTuple):
    """A target sequence that beam search decoded.

    Attributes:
        token_ids: Its tokens, without start and end.
        score: Mean log-probability of its tokens, the end among them if it has one, in
            nats.
        attention: Attention weights of each token over the source positions, of shape
            (len(token_ids), S); the mean over the heads of the last layer.

    Example:
        >>> TargetSequence((7, 4), -0.3).token_ids
        (7, 4)
    """

    token_ids: tuple[int, ...]
    score: float
    attention: np.ndarray | None = None
