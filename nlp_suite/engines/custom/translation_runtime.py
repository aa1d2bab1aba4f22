"""Interfaces of the custom engine's runtimes: encoding and beam search."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from nlp_suite.decoding.target_sequence import TargetSequence
from nlp_suite.engines.interfaces import DecodingOptions

Batch = Sequence[Sequence[int]]


class TranslationRuntime(Protocol):
    """Searches for targets of batches of token ids.

    Attributes:
        workers: Number of batches that it computes at once.
    """

    workers: int

    def translate(
        self, batches: Iterable[tuple[Batch, DecodingOptions]]
    ) -> Iterator[list[list[TargetSequence]]]:
        """Translates batches, several at once if the runtime can.

        Args:
            batches: Batches of source ids, each ended by the end, with how to search;
                `max_length` is given, and counts the end.

        Yields:
            For each batch, in order, the targets of each source, the best first. No target
            is empty.
        """
        ...
