"""Formats of files that are translated and keep their form."""

import codecs
from collections.abc import Callable
from typing import NamedTuple

from nlp_suite.data.files.text_file import BYTE_ORDER_MARKS, decode_text
from nlp_suite.service.libre_translate.gettext_slots import find_gettext_slots
from nlp_suite.service.libre_translate.html_slots import find_html_slots
from nlp_suite.service.libre_translate.json_slots import find_json_slots
from nlp_suite.service.libre_translate.properties_slots import find_properties_slots
from nlp_suite.service.libre_translate.subtitle_slots import find_subtitle_slots
from nlp_suite.service.libre_translate.text_slot import TextSlot, fill_slots


def find_text_slots(text: str) -> list[TextSlot]:
    """Takes all of a text for one slot: the translator keeps lines, lists, tables and code.

    Args:
        text: The text.

    Returns:
        The slot.

    Example:
        >>> find_text_slots("# Rain")[0].text
        '# Rain'
    """
    return [TextSlot(0, len(text), text)]


# What finds the texts of a file, by the ending of its name.
FORMATS: dict[str, Callable[[str], list[TextSlot]]] = {
    ".txt": find_text_slots,
    ".md": find_text_slots,
    ".html": find_html_slots,
    ".htm": find_html_slots,
    ".json": find_json_slots,
    ".po": find_gettext_slots,
    ".pot": find_gettext_slots,
    ".properties": find_properties_slots,
    ".srt": find_subtitle_slots,
    ".vtt": find_subtitle_slots,
}


class TextFile(NamedTuple):
    """A file in one of the formats.

    Attributes:
        text: Its text.
        slots: What is to be translated.
        encoding: How its bytes encode the text.
        mark: The byte order mark at its start.

    Example:
        >>> file = TextFile.read(".json", b'["Rain."]')
        >>> file.write(["Regen."])
        b'["Regen."]'
    """

    text: str
    slots: list[TextSlot]
    encoding: str
    mark: bytes

    @classmethod
    def read(cls, suffix: str, data: bytes) -> "TextFile":
        """Reads a file.

        Args:
            suffix: One of `FORMATS`.
            data: The bytes.

        Returns:
            The file.

        Raises:
            DataFormatError: If it is not in that format, or no text in UTF-8 or what its byte
                order mark says.
        """
        mark, encoding = next(
            (one for one in BYTE_ORDER_MARKS if data.startswith(one[0])), (b"", "utf-8")
        )
        text = decode_text(data, "the file")
        return cls(text, FORMATS[suffix](text), codecs.lookup(encoding).name, mark)

    def write(self, translations: list[str]) -> bytes:
        """Makes the file again with translations.

        Args:
            translations: One for each slot.

        Returns:
            The bytes.
        """
        text = fill_slots(self.text, self.slots, translations)
        return self.mark + text.encode(self.encoding, "replace")
