"""What the custom engine asks of whatever runs its encoder."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

Batch = Sequence[Sequence[int]]


class EncoderRuntime(Protocol):
    """Runs an encoder over batches of token ids."""

    def encode(self, batches: Iterable[Batch]) -> Iterator[np.ndarray]:
        """Encodes batches, several at once where the runtime can.

        Args:
            batches: Batches of token id sequences; the sequences of one batch may differ
                in length.

        Yields:
            For each batch, in order, hidden states of shape (B, T, D), float32, where T is
            the batch's longest length; what stands at a shorter sequence's padding is
            undefined.
        """
        ...
