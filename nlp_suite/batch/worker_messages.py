"""Error messages of workers, in plain values."""

from collections.abc import Mapping
from typing import Any

from nlp_suite import errors
from nlp_suite.errors import NLPSuiteError


def error_message(error: NLPSuiteError) -> dict[str, str]:
    """Converts an error to a message of plain values.

    Args:
        error: The error.

    Returns:
        The message.

    Example:
        >>> from nlp_suite.errors import ModelFormatError
        >>> error_message(ModelFormatError("reader is damaged"))
        {'error': 'ModelFormatError', 'reason': 'reader is damaged'}
    """
    return {"error": type(error).__name__, "reason": str(error)}


def raise_error(message: Mapping[str, Any]) -> None:
    """Raises the error of a message, if it is about one.

    Args:
        message: The message.

    Raises:
        NLPSuiteError: The error, of the class that it had in the worker.

    Example:
        >>> raise_error({"error": "ModelFormatError", "reason": "reader is damaged"})
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: reader is damaged
    """
    if "error" in message:
        kind = getattr(errors, message["error"], NLPSuiteError)
        raise kind(message["reason"])
