"""Replacement of character spans in a text."""

from collections.abc import Sequence
from typing import Protocol


class Span(Protocol):
    """A character span of a text.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
    """

    @property
    def start(self) -> int:
        """Offset of its first character."""
        ...

    @property
    def end(self) -> int:
        """Offset after its last character."""
        ...


def replace_spans(text: str, spans: Sequence[Span], replacements: Sequence[str]) -> str:
    """Replaces spans of a text and keeps what is between them.

    Args:
        text: The text.
        spans: Stretches of it, in its order, that don't overlap.
        replacements: What to put in the place of each.

    Returns:
        The new text.

    Example:
        >>> from nlp_suite.text import SentenceSpan
        >>> replace_spans("  one two", [SentenceSpan(2, 5), SentenceSpan(6, 9)], ["eins", "zwei"])
        '  eins zwei'
    """
    pieces: list[str] = []
    position = 0
    for span, replacement in zip(spans, replacements, strict=True):
        pieces += (text[position : span.start], replacement)
        position = span.end
    return "".join((*pieces, text[position:]))
