"""A placeable: a stretch of a text whose translation is known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placeable:
    """A stretch of a text whose translation is known: a copy of it, or another form of its value.

    The term is that of computer-aided translation: what a translator places into the target
    instead of translating it.

    Args:
        start: Where it starts in the text, in characters.
        end: Where it ends, the character after its last.
        kind: What it is, "url" say.
        target: What the translation has in its place.
        hidden: Whether a model shall see only that something stands there. Otherwise the model
            writes it, in any form of the same value, and is checked.

    Example:
        >>> Placeable(5, 24, "url", "https://example.org").hidden
        True
    """

    start: int
    end: int
    kind: str
    target: str
    hidden: bool = True
