"""Grapheme cluster boundaries (UAX #29)."""

import unicodedata

_JOINER = "\u200d"


def is_grapheme_boundary(text: str, position: int) -> bool:
    r"""Checks whether a position is a grapheme cluster boundary, where a text may be cut.

    It may not within a letter and its marks, an emoji of several parts, a flag, a syllable
    of Hangul letters, or a surrogate pair. White space is always a character of its own.

    Args:
        text: The text.
        position: Offset of the character after the cut.

    Returns:
        False if the cut would part what belongs together.

    Example:
        >>> [position for position in range(5) if is_grapheme_boundary("ne\u0301e", position)]
        [0, 1, 3, 4]

    Reference:
        Unicode Standard Annex 29, https://www.unicode.org/reports/tr29/, of which these are
        the rules that matter to words; what follows a joiner is never parted from it.
    """
    if not 0 < position < len(text):
        return True
    before, after = text[position - 1], text[position]
    if before < "\u0300" and after < "\u0300":
        return True
    if before.isspace() or after.isspace():
        return True
    if before == _JOINER or _continues(after):
        return False
    if _is_flag_letter(before) and _is_flag_letter(after):
        return _flag_letters_before(text, position) % 2 == 0
    return not ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")


def _continues(character: str) -> bool:
    return (
        unicodedata.category(character).startswith("M")
        or character in "\u200c\u200d\uff9e\uff9f"  # joiners, half-width Japanese marks
        or "\u1160" <= character <= "\u11ff"  # vowels and final consonants of Hangul
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # tags
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_letters_before(text: str, position: int) -> int:
    start = position
    while start > 0 and _is_flag_letter(text[start - 1]):
        start -= 1
    return position - start
