"""Checks of common arguments."""

import math
from collections.abc import Iterable
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


def check_number(name: str, value: Any, smallest: float, largest: float = math.inf) -> None:
    """Checks an option that is a finite number.

    Args:
        name: The option's name, for the error.
        value: Its value.
        smallest: The smallest allowed value.
        largest: The largest allowed value.

    Raises:
        InvalidInputError: If it is no number, not finite, smaller or larger.

    Example:
        >>> check_number("no_answer_threshold", 0.5, smallest=0, largest=1)
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not smallest <= value <= largest or math.isinf(value):
        limit = f"from {smallest} up" if largest == math.inf else f"from {smallest} to {largest}"
        raise InvalidInputError(f"{name} must be a number {limit}, got {value!r}")


def check_seconds(name: str, value: Any) -> None:
    """Checks an option that is a time limit.

    Args:
        name: The option's name, for the error.
        value: Its value.

    Raises:
        InvalidInputError: If it is no number above 0, or not finite.

    Example:
        >>> check_seconds("time_limit", 60.0)
    """
    if not isinstance(value, int | float) or not 0 < value < math.inf:
        raise InvalidInputError(f"{name} must be a number of seconds, got {value!r}")


def check_choice(name: str, value: Any, choices: Iterable[str]) -> None:
    """Checks an option that is one of several names.

    Args:
        name: The option's name, for the error.
        value: Its value.
        choices: The names.

    Raises:
        InvalidInputError: If it is no str, or none of them.

    Example:
        >>> check_choice("engine", "custom", ("custom", "pretrained"))
    """
    if not isinstance(value, str):
        raise InvalidInputError(f"{name} must be a str, got {type(value).__name__}")
    if value not in (names := list(choices)):
        raise InvalidInputError(f"{name} must be one of {names}, got {value!r}")


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


def check_one_standard_input(*given: tuple[str, Iterable[Any]]) -> None:
    """Checks that standard input is read for one purpose, once.

    Args:
        *given: What is read, for the message, and the paths that it is read from.

    Raises:
        InvalidInputError: If more than one of the paths is "-".

    Example:
        >>> check_one_standard_input(("the questions", ["-"]), ("paths", ["a.txt"]))
    """
    uses = [what for what, paths in given for path in paths if str(path) == "-"]
    if len(uses) > 1:
        raise InvalidInputError(
            f"standard input can be read once, got - for {' and '.join(uses)}; "
            "give a file for one of them"
        )
