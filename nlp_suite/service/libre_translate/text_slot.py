"""Stretches of a file or of HTML that are translated, and are written back into their places."""

import dataclasses
from collections.abc import Callable, Sequence

from nlp_suite.text.spans import replace_spans


@dataclasses.dataclass(frozen=True, slots=True)
class TextSlot:
    r"""A stretch of a source whose text is translated.

    Attributes:
        start: Where it starts in the source.
        end: Where it ends.
        text: What is to be translated: the stretch as one reads it.
        write: Makes the stretch again of a translation, with escapes and tags.
        visible: The text without the tags that it has; `text` if None.

    Example:
        >>> slot = TextSlot(6, 10, "a\nb", lambda text: text.replace("\n", r"\n"))
        >>> slot.write("c\nd")
        'c\\nd'
    """

    start: int
    end: int
    text: str
    write: Callable[[str], str] = str
    visible: str | None = None


def fill_slots(source: str, slots: Sequence[TextSlot], translations: Sequence[str]) -> str:
    """Writes translations into the places of what was translated.

    Args:
        source: The source.
        slots: Its slots, in order.
        translations: A translation of each.

    Returns:
        The source with the translations.

    Example:
        >>> fill_slots("<p>Hi!</p>", [TextSlot(3, 6, "Hi!")], ["Hallo!"])
        '<p>Hallo!</p>'
    """
    written = [slot.write(text) for slot, text in zip(slots, translations, strict=True)]
    return replace_spans(source, slots, written)
