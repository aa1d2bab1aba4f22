"""Pairs of questions and texts."""

from collections.abc import Sequence
from typing import Any

from nlp_suite.errors import InvalidInputError


def pair_up(question: Any, text: Any) -> tuple[Sequence[str], Sequence[str]]:
    """Checks questions and texts, and pairs them.

    Args:
        question: A question, or a list or tuple of them.
        text: A text, or a list or tuple of them.

    Returns:
        As many questions as texts. Of two lists the first goes with the first, and so on; a
        str goes with everything in a list.

    Raises:
        InvalidInputError: If something is no str or has no visible character, or two lists
            are not of the same length.

    Example:
        >>> pair_up("Who?", ["One text.", "Another."])
        (['Who?', 'Who?'], ['One text.', 'Another.'])
    """
    questions, texts = _strings("question", question), _strings("text", text)
    if isinstance(question, str):
        questions = questions * len(texts)
    elif isinstance(text, str):
        texts = texts * len(questions)
    if len(questions) != len(texts):
        raise InvalidInputError(
            f"two lists go together pair by pair, got {len(questions)} questions and "
            f"{len(texts)} texts; give one str for all, or lists of one length"
        )
    return questions, texts


def _strings(name: str, value: Any) -> list[str]:
    if isinstance(value, str):
        return [_visible(name, value)]
    if not isinstance(value, list | tuple):
        raise InvalidInputError(
            f"{name} must be a str, or a list or tuple of str, got {type(value).__name__}"
        )
    return [_visible(f"{name}[{i}]", one) for i, one in enumerate(value)]


def _visible(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidInputError(f"{name} must be a str, got {type(value).__name__}")
    if not value or value.isspace():
        raise InvalidInputError(
            f"{name} must have a visible character, got {len(value)} characters, all white space"
            if value
            else f"{name} must have a visible character, got an empty str"
        )
    return value
