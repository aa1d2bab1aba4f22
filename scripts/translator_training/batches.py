"""Token batches of a training corpus: encoded anew for each epoch, padded little."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
from tokenizers import Tokenizer

from nlp_suite.text.translation_tokenizers import PAD_ID, START_ID
from translator_training.augmentation import PairAugmenter, TextPair
from translator_training.corpus import TOKENIZER_FILES, TRAIN_FILE, read_pairs

# Widths are multiples of it, so that compiled layers see few shapes.
_WIDTH_STEP = 8


class TokenBatch(NamedTuple):
    """What the model takes, and what it shall predict.

    Attributes:
        source_ids: int64 array of shape (B, S), padded at the end.
        target_ids: int64 array of shape (B, T): the labels shifted right.
        labels: int64 array of shape (B, T).
    """

    source_ids: np.ndarray
    target_ids: np.ndarray
    labels: np.ndarray


class EncodedSide(NamedTuple):
    """The token ids of many sentences, one after the other.

    Attributes:
        ids: All ids.
        lengths: How many of them each sentence has.
        starts: Where each sentence starts.
    """

    ids: np.ndarray
    lengths: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, sentences: Sequence[Sequence[int]]) -> Self:
        """Joins sentences.

        Args:
            sentences: The ids of each.

        Returns:
            The side.
        """
        lengths = np.array([len(ids) for ids in sentences], np.int64)
        ids = np.fromiter((token for ids in sentences for token in ids), np.int32)
        return cls(ids, lengths, np.cumsum(lengths) - lengths)

    def padded(self, rows: np.ndarray) -> np.ndarray:
        """Returns sentences as a padded array.

        Args:
            rows: Which sentences.

        Returns:
            int64 array of shape (B, longest, rounded up).
        """
        lengths = self.lengths[rows]
        column = np.arange(_rounded_up(int(lengths.max())))
        real = column < lengths[:, None]
        padded = np.full(real.shape, PAD_ID, np.int64)
        padded[real] = self.ids[(self.starts[rows][:, None] + column)[real]]
        return padded


class EncodedPairs(NamedTuple):
    """Both sides of encoded pairs.

    Attributes:
        source: What the model reads.
        target: What it shall write.
    """

    source: EncodedSide
    target: EncodedSide

    def batch(self, rows: np.ndarray) -> TokenBatch:
        """Makes a batch.

        Args:
            rows: Which pairs.

        Returns:
            Their padded ids.
        """
        labels = self.target.padded(rows)
        target_ids = np.roll(labels, 1, axis=1)
        target_ids[:, 0] = START_ID
        # The end is a label, never an input.
        target_ids[labels == PAD_ID] = PAD_ID
        return TokenBatch(self.source.padded(rows), target_ids, labels)

    def batches(
        self, max_positions: int, *, max_tokens: int, rng: np.random.Generator | None = None
    ) -> list[np.ndarray]:
        """Groups pairs of like lengths into batches.

        Args:
            max_positions: Most positions of a batch on either side, padding counted.
            max_tokens: Longest side of a pair; longer pairs are left out.
            rng: Shuffles pairs of one length, and the batches; None to keep the order.

        Returns:
            The rows of each batch.
        """
        longest = np.maximum(self.source.lengths, self.target.lengths)
        shortest = np.minimum(self.source.lengths, self.target.lengths)
        # One token is the end alone.
        rows = np.flatnonzero((longest <= max_tokens) & (shortest > 1))
        if rng is not None:
            rows = rng.permutation(rows)
        rows = rows[np.lexsort((self.source.lengths[rows], longest[rows]))]
        batches, start = [], 0
        while start < len(rows):
            stop = start + max(1, max_positions // _rounded_up(int(longest[rows[start]])))
            # The longest of a batch is its last.
            while stop > start + 1:
                width = _rounded_up(int(longest[rows[min(stop, len(rows)) - 1]]))
                if (stop - start) * width <= max_positions:
                    break
                stop = start + max(1, max_positions // width)
            batches.append(rows[start:stop])
            start = stop
        if rng is not None:
            order = rng.permutation(len(batches))
            batches = [batches[i] for i in order]
        return batches


class CorpusEncoder:
    """Encodes a prepared corpus, each epoch with other augmentation, the next in the background.

    Use as a context manager.

    Args:
        corpus: The folder that `prepare_corpus` wrote, with its tokenizers.
        reverse: Whether the source is the German side.
        noise: See `PairAugmenter`.
        seed: Another seed gives other augmentation.
        workers: Processes that encode; 0 to encode in this one, when asked.
    """

    def __init__(
        self, corpus: str | Path, *, reverse: bool, noise: float, seed: int, workers: int
    ) -> None:
        self._corpus, self._reverse = Path(corpus), reverse
        self._noise, self._seed, self._workers = noise, seed, workers
        self._pairs = list(read_pairs(self._corpus / TRAIN_FILE))
        self._pool = (
            ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) if workers else None
        )
        self._pending: dict[int, list[Future[EncodedPairs]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def epoch(self, number: int) -> EncodedPairs:
        """Returns the pairs of an epoch.

        Args:
            number: The epoch, from 0.

        Returns:
            The encoded pairs, the same for the same number and seed.
        """
        shards = self._shards(number)
        if self._pool is None:
            return _join([encode_pairs(*shard) for shard in shards])
        self._submit(number)
        self._submit(number + 1)
        return _join([future.result() for future in self._pending.pop(number)])

    def _submit(self, number: int) -> None:
        if self._pool and number not in self._pending:
            self._pending[number] = [
                self._pool.submit(encode_pairs, *shard) for shard in self._shards(number)
            ]

    def _shards(self, number: int) -> list[tuple[Path, list[TextPair], bool, float | None, int]]:
        # A fixed number, so that the augmentation does not depend on the workers.
        count = min(32, len(self._pairs))
        return [
            (
                self._corpus,
                self._pairs[i::count],
                self._reverse,
                self._noise,
                (self._seed * 1000 + number) * 100 + i,
            )
            for i in range(count)
        ]


def encode_pairs(
    corpus: Path, pairs: Sequence[TextPair], reverse: bool, noise: float | None, seed: int
) -> EncodedPairs:
    """Augments and tokenizes pairs.

    Args:
        corpus: The folder with the tokenizers.
        pairs: The pairs.
        reverse: Whether the source is the German side.
        noise: See `PairAugmenter`; None to augment nothing.
        seed: Of the augmentation.

    Returns:
        The encoded pairs.
    """
    if multiprocessing.parent_process() is not None:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
    sides: tuple[list[str], list[str]] = ([], [])
    augmenter = PairAugmenter(seed, noise or 0.0)
    for pair in pairs:
        source, target = pair if noise is None else augmenter.vary_facts(pair)
        if reverse:
            source, target = target, source
        if noise:
            source, target = augmenter.degrade(source, target)
        sides[0].append(source)
        sides[1].append(target)
    encoded = []
    for name, side in zip(TOKENIZER_FILES, sides, strict=True):
        tokenizer = Tokenizer.from_file(str(corpus / name))
        tokenizer.encode_special_tokens = True
        encoded.append(EncodedSide.of([encoding.ids for encoding in tokenizer.encode_batch(side)]))
    return EncodedPairs(*encoded)


def batches_of(
    pairs: EncodedPairs, rows: Sequence[np.ndarray], start: int = 0
) -> Iterator[TokenBatch]:
    """Makes batches one after the other.

    Args:
        pairs: The pairs.
        rows: The rows of each batch.
        start: How many batches to pass over.

    Yields:
        Each batch.
    """
    for chosen in rows[start:]:
        yield pairs.batch(chosen)


def _join(parts: Sequence[EncodedPairs]) -> EncodedPairs:
    sides = []
    for of_side in zip(*parts, strict=True):
        lengths = np.concatenate([side.lengths for side in of_side])
        ids = np.concatenate([side.ids for side in of_side])
        sides.append(EncodedSide(ids, lengths, np.cumsum(lengths) - lengths))
    return EncodedPairs(*sides)


def _rounded_up(width: int) -> int:
    return -(-width // _WIDTH_STEP) * _WIDTH_STEP
