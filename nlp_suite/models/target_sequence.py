"""Decoded target sequences: tokens, score and attention."""

from typing import NamedTuple

import numpy as np


class TargetSequence(NamedTuple):
    """A target sequence that beam search decoded.

    Attributes:
        token_ids: Its tokens, without start and end.
        score: Mean log-probability of its tokens, the end among them where it has one, in
            nats.
        attention: How much each token looked at each source position, of shape
            (len(token_ids), S); the mean over the heads of the last layer.

    Example:
        >>> TargetSequence((7, 4), -0.3).token_ids
        (7, 4)
    """

    token_ids: tuple[int, ...]
    score: float
    attention: np.ndarray | None = None
