"""Checks of decoding options and source lengths."""

import math
from collections.abc import Iterable

from nlp_suite.engines.interfaces import DecodingOptions
from nlp_suite.errors import InvalidInputError


def check_decoding(options: DecodingOptions) -> None:
    """Checks the options of a beam search.

    Args:
        options: How to search.

    Raises:
        InvalidInputError: If an option is out of its range.

    Example:
        >>> check_decoding(DecodingOptions(beam_size=2, n_best=3))
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: n_best must be from 1 to beam_size, got 3
    """

    def require(name: str, condition: bool, rule: str) -> None:
        if not condition:
            raise InvalidInputError(f"{name} must {rule}, got {getattr(options, name)!r}")

    require("beam_size", options.beam_size >= 1, "be at least 1")
    require("n_best", 1 <= options.n_best <= options.beam_size, "be from 1 to beam_size")
    require("length_penalty", 0 <= options.length_penalty < math.inf, "be from 0 up")
    require("no_repeat_ngram_size", options.no_repeat_ngram_size >= 0, "be from 0 up")
    require("max_length", options.max_length is None or options.max_length >= 1, "be from 1 up")


def check_lengths(lengths: Iterable[int], window: int, model: str) -> None:
    """Checks that no source has more tokens than the model can take.

    Args:
        lengths: The number of tokens of each.
        window: The largest number of tokens that the model reads.
        model: The model's name.

    Raises:
        InvalidInputError: If one is too long.

    Example:
        >>> check_lengths([3, 9], 8, "english-german")
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: a sentence has 9 tokens, the model english-german ...
    """
    for length in lengths:
        if length > window:
            raise InvalidInputError(
                f"a sentence has {length} tokens, the model {model} reads at most {window}; "
                "split it"
            )
