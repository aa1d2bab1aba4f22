"""Interfaces of the custom engine's runtimes: encoding and beam search."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.decoding.target_sequence import TargetSequence
from nlp_suite.engines.interfaces import RuntimeSettings

# Sequences of ids, which may differ in length.
Batch = Sequence[Sequence[int] | np.ndarray]


class TranslationRuntime(Protocol):
    """Runs beam search over batches of token ids.

    Attributes:
        workers: Number of batches that it computes at once.
        settings: What computes, and where.
    """

    workers: int
    settings: RuntimeSettings

    def translate(
        self,
        batches: Iterable[tuple[Batch, DecodingOptions]],
        suppressed: Sequence[Sequence[int]] = (),
        *,
        to_copy: bool = False,
    ) -> Iterator[list[list[TargetSequence]]]:
        """Translates batches, several at once if the runtime can.

        Args:
            batches: Batches of source ids, each ended by the end, with how to search;
                `max_length` is given, and counts the end.
            suppressed: Sequences of target ids that no target may have.
            to_copy: Whether nothing but the attention of unknown tokens matters.

        Yields:
            For each batch, in order, the targets of each source, the best first. No target
            is empty.
        """
        ...


class EncoderRuntime(Protocol):
    """Runs an encoder over batches of token ids.

    Attributes:
        settings: What computes, and where.
    """

    settings: RuntimeSettings

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


class GenerationRuntime(Protocol):
    """Writes targets to batches of token ids.

    Attributes:
        settings: What computes, and where.
    """

    settings: RuntimeSettings

    def generate(
        self,
        batch: Batch,
        options: GenerationOptions,
        *,
        start_id: int,
        end_id: int,
        pad_id: int,
        prefix_ids: Sequence[int],
    ) -> list[TargetSequence]:
        """Finds a target for each source of a batch.

        Args:
            batch: Source ids, with what the model wants before and behind them.
            options: How long, and how to search; none of them is None.
            start_id: What a target begins with.
            end_id: What it ends with.
            pad_id: What sources are padded with.
            prefix_ids: What it begins with behind the start.

        Returns:
            A target for each, in their order.
        """
        ...
