"""Check of source lengths."""

from collections.abc import Iterable

from nlp_suite.errors import InvalidInputError


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
