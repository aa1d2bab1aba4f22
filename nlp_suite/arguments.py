"""Checks of common arguments."""

from typing import Any

from nlp_suite.errors import InvalidInputError


def check_whole(name: str, value: Any, smallest: int) -> None:
    """Checks an integer option.

    Args:
        name: The option's name, for the error.
        value: Its value.
        smallest: The smallest allowed value.

    Raises:
        InvalidInputError: If it is no whole number, or smaller.

    Example:
        >>> check_whole("top_k", 3, smallest=1)
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < smallest:
        raise InvalidInputError(f"{name} must be a whole number from {smallest} up, got {value!r}")


def check_encodable(name: str, text: str) -> None:
    """Checks that a command line argument is valid Unicode.

    Args:
        name: The option's name, for the error.
        text: The argument; Python decodes bytes that are no UTF-8 to lone surrogates.

    Raises:
        InvalidInputError: If it is not valid UTF-8.

    Example:
        >>> check_encodable("question", "Who?")
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInputError(f"the {name} is not valid UTF-8: {text!a}") from error
