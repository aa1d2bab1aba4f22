"""BPE-dropout (Provilkov et al. 2020): subword regularization of token ids."""

import json
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nlp_suite.errors import InvalidInputError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = npt.NDArray[np.int32]


class BPEDropout:
    """BPE-dropout: splits tokens of byte pair encoding into shorter ones at random.

    A token gives way to the two that it was merged from, and each of these may do so again. A
    model that sees its words in varying parts learns the parts of rare words from other words.

    Args:
        tokenizer: A tokenizer with a BPE model.
        share: Probability that a token is split.

    Raises:
        InvalidInputError: If the tokenizer has no merges.

    Example:
        >>> from nlp_suite.text.translation_tokenizers import train_tokenizers
        >>> tokenizer, _ = train_tokenizers(["Go on."], ["Los."])
        >>> go = np.array([tokenizer.token_to_id("▁Go")], np.int32)
        >>> split = BPEDropout(tokenizer, share=1.0)
        >>> [tokenizer.id_to_token(i) for i in split(go, np.random.RandomState(0))]
        ['▁', 'G', 'o']

    Reference:
        Provilkov et al. 2020, "BPE-Dropout: Simple and Effective Subword Regularization",
        https://arxiv.org/abs/1910.13267, which leaves merges out where this takes them back.
    """

    def __init__(self, tokenizer: "Tokenizer", share: float) -> None:
        model = json.loads(tokenizer.to_str())["model"]
        if not model.get("merges"):
            raise InvalidInputError(
                f"only tokens of byte pair encoding can be split, got a {model['type']} tokenizer"
            )
        ids = model["vocab"]
        # Characters are their own parts.
        self._parts = np.full((max(ids.values()) + 1, 2), -1, dtype=np.int32)
        for left, right in reversed(model["merges"]):
            self._parts[ids[left + right]] = ids[left], ids[right]
        self._share = share
        self._expected = np.ones(len(self._parts))
        for left, right in model["merges"]:
            token = ids[left + right]
            # Both parts are characters, or were merged before.
            self._expected[token] += share * (self._expected[self._parts[token]].sum() - 1)

    def expected_length(self, ids: Ids) -> float:
        """Computes the expected number of tokens.

        Args:
            ids: int32 array of shape (T,).

        Returns:
            The expected number, at least T.
        """
        return float(self._expected[ids].sum())

    def __call__(self, ids: Ids, random: np.random.RandomState) -> Ids:
        """Splits some of the tokens at random.

        Args:
            ids: int32 array of shape (T,).
            random: The random generator.

        Returns:
            The ids of the same text in at least as many tokens.
        """
        fresh = np.ones(ids.size, dtype=np.bool_)
        while True:
            cut = (
                fresh & (self._parts[ids, 0] >= 0) & (random.random_sample(ids.size) < self._share)
            )
            if not cut.any():
                return ids
            counts = np.where(cut, 2, 1)
            first = np.cumsum(counts) - counts
            parts = self._parts[ids[cut]]
            ids, fresh = np.repeat(ids, counts), np.repeat(cut, counts)
            ids[first[cut]], ids[first[cut] + 1] = parts.T
