"""A stretch of a text that may be a placeable."""

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text that may be a placeable: where it is, and what.

    Args:
        start: Where it starts, in characters.
        end: Where it ends, the character after its last.
        kind: What it is, "url" say.

    Example:
        >>> Span(0, 6, "code").end
        6
    """

    start: int
    end: int
    kind: str
