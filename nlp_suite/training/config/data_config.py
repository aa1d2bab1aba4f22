"""Which sentences a translator learns from."""

import dataclasses
import math

from nlp_suite.config import Config


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DataConfig(Config):
    """The section `[data]` of a translator: the sentence pairs to train on.

    Attributes:
        train: A file, or two files of lines, that `nlp_suite.data.load_parallel` reads.
        validation: The same, for validation; if None, a part of `train` is. It is not checked
            whether the two have sentences in common.
        splits: The shares of `train` for training, validation and test where there is no
            `validation`; the third is left alone.
        rows: How many pairs to take from the beginning of `train`; all if None.
        clean: "ascii" for lower case letters without accents and punctuation; None to keep the
            sentences as they are.
        seed: Another seed gives other splits.
        max_tokens: Pairs with a longer side, the end counted, are left out of training and
            of the validation's loss and accuracy.
        noise: Share of the pairs of an epoch that `noisy_pair` augments: sources without
            capital letters or punctuation, or with unknown words that are to be copied.
        bpe_dropout: BPE-dropout: probability in training that a token of byte pair encoding
            is split into the two that it was merged from.
        rare_repeats: Oversampling: how often a pair with a rare source word is in an epoch.
        rare_below: In how many training sentences a word is not rare any more.
    """

    train: str | tuple[str, str]
    validation: str | tuple[str, str] | None = None
    splits: tuple[float, float, float] = (0.8, 0.1, 0.1)
    rows: int | None = None
    clean: str | None = None
    seed: int = 0
    max_tokens: int = 128
    noise: float = 0.0
    bpe_dropout: float = 0.0
    rare_repeats: int = 1
    rare_below: int = 20

    def _check(self) -> None:
        self._require(
            "splits",
            min(self.splits) >= 0 and math.isclose(sum(self.splits), 1, abs_tol=1e-6),
            "be three shares with a sum of 1",
        )
        self._require("clean", self.clean in (None, "ascii"), "be 'ascii' or left out")
        self._require("rows", self.rows is None or self.rows >= 1, "be at least 1 or left out")
        self._require("seed", 0 <= self.seed < 2**32, "be from 0 to 2**32 - 1")
        self._require("max_tokens", self.max_tokens >= 2, "be at least 2")
        self._require_share("noise", "bpe_dropout")
        self._require_positive("rare_repeats", "rare_below")
