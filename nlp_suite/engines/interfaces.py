"""What a task asks of an engine, whichever it is."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class SentenceEmbedder(Protocol):
    """Gives the embeddings that a summary is chosen by.

    Attributes:
        engine: The engine's name, such as "custom".
        model: The model's name.
    """

    engine: str
    model: str

    def embed(self, sentences: Sequence[str]) -> np.ndarray:
        """Embeds sentences.

        Args:
            sentences: The sentences; their order and company do not matter to the result.

        Returns:
            float32 array of shape (len(sentences), D) with rows of length one.
        """
        ...
