"""Interface of the custom engine's encoder runtimes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

# Sequences of ids, which may differ in length.
Batch = Sequence[Sequence[int] | np.ndarray]


class EncoderRuntime(Protocol):
    """Runs an encoder over batches of token ids."""

    def encode(
        self, batches: Iterable[Batch], segments: Iterable[Batch] | None = None
    ) -> Iterator[np.ndarray]:
        """Encodes batches, several at once if the runtime can.

        Args:
            batches: Batches of token id sequences.
            segments: The segment ids of each batch, as many as its token ids; zeros if
                None. Only for an encoder that has segments.

        Yields:
            For each batch, in order, hidden states of shape (B, T, D), float32, where T is
            the batch's longest length; what stands at a shorter sequence's padding is
            undefined.
        """
        ...
