"""Checks of common arguments."""

import math
import os
from collections.abc import Iterable
from typing import Any

from nlp_suite.errors import InvalidInputError

# What native libraries count with.
LARGEST_WHOLE = 2**31 - 1
# Of the generators of NumPy and scikit-learn.
LARGEST_SEED = 2**32 - 1
# A terabyte.
MOST_BYTES = 1 << 40
# A month and some days, which timers of every system take.
_LONGEST_SECONDS = 3e6
# Of Linux; a name has less wherever there are files.
_LONGEST_NAME, _LONGEST_PATH = 255, 4095
_LONGEST_SHOWN = 80


def shown(value: Any) -> str:
    """Formats a value for a message: its representation, cut where it is long.

    Args:
        value: The value, of any size.

    Returns:
        At most 80 characters.

    Example:
        >>> shown("Tom"), shown(10**5000)
        ("'Tom'", 'a whole number of 16610 bits')
    """
    if isinstance(value, int) and value.bit_length() > LARGEST_WHOLE.bit_length() * 8:
        return f"a whole number of {value.bit_length()} bits"
    try:
        text = repr(value)
    except Exception:
        return f"a {type(value).__name__}"
    text = " ".join(text.split()) if "\n" in text else text
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def check_whole(name: str, value: Any, smallest: int, largest: int | None = None) -> None:
    """Checks an integer option.

    Args:
        name: The option's name, for the error.
        value: Its value.
        smallest: The smallest allowed value.
        largest: The largest allowed value; None for no limit.

    Raises:
        InvalidInputError: If it is no whole number, smaller or larger.

    Example:
        >>> check_whole("top_k", 3, smallest=1)
    """
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or value < smallest:
        raise InvalidInputError(
            f"{name} must be a whole number from {smallest} up, got {shown(value)}"
        )
    if largest is not None and value > largest:
        raise InvalidInputError(
            f"{name} must be a whole number from {smallest} to {largest}, got {shown(value)}"
        )


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
    if not _is_finite(value) or not smallest <= value <= largest:
        limit = f"from {smallest} up" if largest == math.inf else f"from {smallest} to {largest}"
        raise InvalidInputError(f"{name} must be a number {limit}, got {shown(value)}")


def _is_finite(value: Any) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # No float is as large.
        return False


def check_seconds(name: str, value: Any) -> None:
    """Checks an option that is a time limit.

    Args:
        name: The option's name, for the error.
        value: Its value.

    Raises:
        InvalidInputError: If it is no number above 0, or more than a month.

    Example:
        >>> check_seconds("time_limit", 60.0)
    """
    if not _is_finite(value) or not 0 < value <= _LONGEST_SECONDS:
        raise InvalidInputError(
            f"{name} must be a number of seconds, above 0 and at most {_LONGEST_SECONDS:,.0f}, "
            f"got {shown(value)}"
        )


def check_switch(name: str, value: Any) -> None:
    """Checks an option that is on or off.

    Args:
        name: The option's name, for the error.
        value: Its value.

    Raises:
        InvalidInputError: If it is neither True nor False.

    Example:
        >>> check_switch("cohesive", True)
    """
    if not isinstance(value, bool):
        raise InvalidInputError(f"{name} must be True or False, got {shown(value)}")


def check_name(name: str, value: Any) -> None:
    """Checks an option that is a name, such as that of a column.

    Args:
        name: The option's name, for the error.
        value: Its value.

    Raises:
        InvalidInputError: If it is no str, empty or too long, has NUL, or is not valid Unicode.

    Example:
        >>> check_name("text_column", "body")
    """
    if not isinstance(value, str) or not value or "\0" in value:
        raise InvalidInputError(
            f"{name} must be a name, without NUL and not empty, got {shown(value)}"
        )
    if len(value) > _LONGEST_PATH:
        raise InvalidInputError(
            f"{name} must have at most {_LONGEST_PATH} characters, got {len(value)}"
        )
    check_encodable(name, value)


def check_path(name: str, value: Any) -> None:
    """Checks an option that is a path, whether or not there is anything.

    Args:
        name: The option's name, for the error.
        value: Its value.

    Raises:
        InvalidInputError: If it is neither a str nor a path, empty, has NUL, is too long, or cannot
            be written in bytes.

    Example:
        >>> check_path("output", "answers.jsonl")
    """
    try:
        path = os.fspath(value)
        if isinstance(path, bytes):
            raise TypeError
        data = os.fsencode(path)
    except TypeError as error:
        kind = type(value).__name__
        raise InvalidInputError(f"{name} must be a path, got {kind} {shown(value)}") from error
    except UnicodeEncodeError as error:
        raise InvalidInputError(f"{name} must be a path in Unicode, got {shown(value)}") from error
    if not data or b"\0" in data:
        raise InvalidInputError(
            f"{name} must be a path, without NUL and not empty, got {shown(path)}"
        )
    longest = max(map(len, data.split(os.fsencode(os.sep))))
    if longest > _LONGEST_NAME or len(data) > _LONGEST_PATH:
        raise InvalidInputError(
            f"{name} must be a path of names of at most {_LONGEST_NAME} bytes, and of at most "
            f"{_LONGEST_PATH} in all, got one of {len(data)} with a name of {longest}"
        )


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
        raise InvalidInputError(f"{name} must be one of {names}, got {shown(value)}")


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
        raise InvalidInputError(f"the {name} is not valid UTF-8: {text[:80]!a}") from error


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
