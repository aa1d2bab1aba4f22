"""Sentence pairs as batches of token ids."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from nlp_suite.errors import InvalidInputError
from nlp_suite.text.translation_tokenizers import PAD_ID, START_ID, train_tokenizers
from nlp_suite.text.words import collect_words
from nlp_suite.training.batching import round_up_lengths, token_batches
from nlp_suite.training.config import (
    OptimizationConfig,
    TranslationConfig,
    TranslationTokenizerConfig,
)
from nlp_suite.training.translation.augmentation import noisy_pair, with_rare_words
from nlp_suite.training.translation.bpe_dropout import BPEDropout

if TYPE_CHECKING:
    import datasets
    from tokenizers import Tokenizer

Ids = npt.NDArray[np.int32]
# The tokens of both sides of a pair, the end among them.
Pair = tuple[Ids, Ids]


class BatchPlan(NamedTuple):
    """The plan of a batch: which pairs it is made of.

    Attributes:
        indices: Numbers of the pairs, shape (B,).
        noisy: Which of them have their noisy variant, boolean of shape (B,).
        seed: Seed of the batch's own random generator.
    """

    indices: npt.NDArray[np.int64]
    noisy: npt.NDArray[np.bool_]
    seed: tuple[int, ...]


class TranslationData:
    """The training and validation pairs of a run, tokenized.

    Args:
        train: The training pairs.
        noisy: A noisy variant of each; none if empty.
        validation: The validation pairs.
        validation_texts: The validation sentences, sources and targets, also those that are
            too long for a pair.
        words: The words of the training sources.
        tokenizers: What made the tokens, of the source and of the target.
        config: How batches are made.
        noise: Share of the pairs of an epoch that have their noisy variant.
        bpe_dropout: Probability of BPE-dropout of a token, see `BPEDropout`.
        fixed_shapes: Whether batches have few different shapes, some rows and columns only
            padding, for backends that compile each shape.

    Raises:
        InvalidInputError: If there is nothing to train on or to validate with, or a pair is
            longer than a batch.

    Example:
        ```python
        section = {"train": "deu.txt", "source_language": "en", "target_language": "de"}
        config = TranslationConfig.from_dict({"folder": "run", "data": section})
        data = TranslationData.load(load_parallel("deu.txt"), config)
        batch = data.batch(data.plan(epoch=0)[0])
        batch["source_ids"].shape  # (B, S)
        ```
    """

    def __init__(
        self,
        train: Sequence[Pair],
        noisy: Sequence[Pair],
        validation: Sequence[Pair],
        validation_texts: tuple[list[str], list[str]],
        words: frozenset[str],
        tokenizers: "tuple[Tokenizer, Tokenizer]",
        config: OptimizationConfig,
        *,
        noise: float = 0.0,
        bpe_dropout: float = 0.0,
        fixed_shapes: bool = False,
    ) -> None:
        for name, pairs in (("training", train), ("validation", validation)):
            if not pairs:
                raise InvalidInputError(
                    f"there is no {name} pair; change data.splits, data.max_tokens or the data"
                )
        self.train = train
        self.validation = validation
        self.validation_texts = validation_texts
        self.words = words
        self.tokenizers = tokenizers
        self._noisy = noisy
        self._noise = noise if noisy else 0.0
        self._splits = [BPEDropout(one, bpe_dropout) for one in tokenizers if bpe_dropout]
        self._config = config
        self._fixed_shapes = fixed_shapes
        every = [*train, *noisy, *validation]
        self._widest = tuple(max(len(pair[side]) for pair in every) for side in (0, 1))
        if config.batch_type == "tokens" and config.batch_size < max(self._widest):
            raise InvalidInputError(
                f"optimization.batch_size must be at least the {max(self._widest)} tokens of the "
                f"longest pair, got {config.batch_size}; raise it, or lower data.max_tokens"
            )
        self._lengths = self._measure(train)
        if noisy:
            # The longer one of a pair and its variant, so that an epoch's choice changes nothing.
            self._lengths = np.maximum(self._lengths, self._measure(noisy))

    @classmethod
    def load(
        cls,
        pairs: "datasets.DatasetDict",
        config: TranslationConfig,
        *,
        tokenizers: "tuple[Tokenizer, Tokenizer] | None" = None,
        fixed_shapes: bool = False,
    ) -> Self:
        """Tokenizes a data set.

        Args:
            pairs: The splits "train" and "validation" with the columns `source`
                and `target`.
            config: What is done to them.
            tokenizers: Those of the source and the target; learned from the training pairs
                if None.
            fixed_shapes: See the class.

        Returns:
            The data.

        Raises:
            InvalidInputError: See the class.
        """
        sources, targets = _sides(pairs["train"])
        tokenizers = tokenizers or _learn(config.tokenizer, sources, targets)
        longest = config.data.max_tokens
        train = _encode(tokenizers, sources, targets)
        noisy: list[Pair] = []
        if config.data.noise:
            random = np.random.RandomState(config.data.seed)
            variants = [noisy_pair(*pair, random) for pair in zip(sources, targets, strict=True)]
            noisy = _encode(tokenizers, [v[0] for v in variants], [v[1] for v in variants])
        kept = [
            i
            for i, variants in enumerate(zip(train, noisy or train, strict=True))
            if max(map(_length, variants)) <= longest
        ]
        texts = _sides(pairs["validation"])
        validation = [pair for pair in _encode(tokenizers, *texts) if _length(pair) <= longest]
        if config.data.rare_repeats > 1:
            rare = with_rare_words(sources, config.data.rare_below)
            kept = [i for i in kept for _ in range(config.data.rare_repeats if rare[i] else 1)]
        return cls(
            [train[i] for i in kept],
            [noisy[i] for i in kept] if noisy else [],
            validation,
            texts,
            collect_words(sources[i] for i in set(kept)),
            tokenizers,
            config.optimization,
            noise=config.data.noise,
            bpe_dropout=config.data.bpe_dropout,
            fixed_shapes=fixed_shapes,
        )

    @property
    def num_tokens(self) -> int:
        """Number of the targets' tokens in an epoch, about."""
        if self._splits:
            return round(sum(self._splits[1].expected_length(target) for _, target in self.train))
        return sum(len(target) for _, target in self.train)

    def plan(self, epoch: int) -> list[BatchPlan]:
        """Plans the batches of an epoch, the same ones for the same epoch.

        Args:
            epoch: Its number, from 0.

        Returns:
            The plans of its batches.
        """
        c = self._config
        if c.batch_type == "tokens":
            batches = token_batches(self._lengths, c.batch_size, seed=c.seed, epoch=epoch)
        else:
            order = np.random.RandomState([c.seed, epoch]).permutation(len(self.train))
            batches = [order[i : i + c.batch_size] for i in range(0, len(order), c.batch_size)]
        random = np.random.RandomState([c.seed, epoch, 1])
        chosen = random.random_sample(len(self.train)) < self._noise
        return [
            BatchPlan(indices, chosen[indices], (c.seed, epoch, 2, number))
            for number, indices in enumerate(batches)
        ]

    def batch(self, plan: BatchPlan) -> dict[str, Ids]:
        """Makes a training batch.

        Args:
            plan: Which pairs.

        Returns:
            "source_ids" of shape (B, S), "target_ids" of shape (B, T), which begin with the
            start, and "labels" of shape (B, T), which end with the end; padded with 0.
        """
        pairs = [
            (self._noisy if noisy else self.train)[index]
            for index, noisy in zip(plan.indices, plan.noisy, strict=True)
        ]
        if self._splits:
            random = np.random.RandomState(plan.seed)
            pairs = [self._split(pair, random) for pair in pairs]
        return self._arrays(pairs)

    def validation_batches(self) -> list[dict[str, Ids]]:
        """Makes the batches that cover the validation pairs once.

        Returns:
            Batches as `batch` makes them.
        """
        c = self._config
        if c.batch_type == "pairs":
            groups = [
                self.validation[i : i + c.batch_size]
                for i in range(0, len(self.validation), c.batch_size)
            ]
            return [self._arrays(group) for group in groups]
        return [
            self._arrays([self.validation[i] for i in indices])
            for indices in token_batches(self._measure(self.validation), c.batch_size)
        ]

    def fingerprint(self) -> str:
        """Hashes every token that is trained on or validated with, in order.

        Returns:
            64 hexadecimal digits.
        """
        digest = hashlib.sha256()
        for pairs in (self.train, self._noisy, self.validation):
            digest.update(len(pairs).to_bytes(8, "little"))
            for pair in pairs:
                for ids in pair:
                    digest.update(len(ids).to_bytes(8, "little") + ids.tobytes())
        return digest.hexdigest()

    def _split(self, pair: Pair, random: np.random.RandomState) -> Pair:
        source, target = (cut(ids, random) for cut, ids in zip(self._splits, pair, strict=True))
        # Learned positions may end where the longest pair does.
        fits = len(source) <= self._widest[0] and len(target) <= self._widest[1]
        return (source, target) if fits else pair

    def _measure(self, pairs: Sequence[Pair]) -> npt.NDArray[np.int64]:
        lengths = np.array([_length(pair) for pair in pairs])
        # Learned positions may end where the longest pair does.
        return round_up_lengths(lengths, max(self._widest)) if self._fixed_shapes else lengths

    def _arrays(self, pairs: Sequence[Pair]) -> dict[str, Ids]:
        rows, (source_width, target_width) = len(pairs), self._widest
        if self._config.batch_type == "tokens":
            source_width = max(len(source) for source, _ in pairs)
            target_width = max(len(target) for _, target in pairs)
            if self._fixed_shapes:
                width = int(round_up_lengths(max(source_width, target_width), max(self._widest)))
                source_width = target_width = width
                rows = max(rows, self._config.batch_size // width)
        source_ids = np.full((rows, source_width), PAD_ID, dtype=np.int32)
        labels = np.full((rows, target_width), PAD_ID, dtype=np.int32)
        for i, (source, target) in enumerate(pairs):
            source_ids[i, : len(source)] = source
            labels[i, : len(target)] = target
        target_ids = np.zeros_like(labels)
        target_ids[:, 1:] = labels[:, :-1]
        target_ids[: len(pairs), 0] = START_ID
        # The end is a label, but never an input.
        target_ids[labels == PAD_ID] = PAD_ID
        return {"source_ids": source_ids, "target_ids": target_ids, "labels": labels}


def _length(pair: Pair) -> int:
    return max(len(ids) for ids in pair)


def _sides(pairs: "datasets.Dataset") -> tuple[list[str], list[str]]:
    return list(pairs["source"]), list(pairs["target"])


def _learn(
    config: TranslationTokenizerConfig, sources: list[str], targets: list[str]
) -> "tuple[Tokenizer, Tokenizer]":
    return train_tokenizers(
        sources,
        targets,
        kind="bpe" if config.kind == "bpe" else "word",
        vocabulary_size=config.vocabulary_size or None,
        joint=config.joint,
    )


def _encode(
    tokenizers: "tuple[Tokenizer, Tokenizer]", sources: list[str], targets: list[str]
) -> list[Pair]:
    for tokenizer in tokenizers:
        # "</s>" in a sentence is no end; a loaded tokenizer does not know that.
        tokenizer.encode_special_tokens = True
    sides = [
        [np.array(encoding.ids, dtype=np.int32) for encoding in tokenizer.encode_batch(texts)]
        for tokenizer, texts in zip(tokenizers, (sources, targets), strict=True)
    ]
    return list(zip(sides[0], sides[1], strict=True))
