"""Grapheme cluster boundaries (UAX #29)."""

import re
import unicodedata

import numpy as np

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


class GraphemeSpans:
    r"""The graphemes of several characters of a text.

    It takes time in proportion to the text, whatever its characters are.

    Args:
        text: The text.

    Example:
        >>> spans = GraphemeSpans("ne\u0301e")
        >>> spans.starts_at(np.array([1, 2, 3])).tolist()
        [1, 1, 3]
        >>> spans.ends_at(np.array([1, 2, 3])).tolist()
        [1, 3, 3]
    """

    __slots__ = ("_ends", "_starts")

    def __init__(self, text: str) -> None:
        spans = [] if text.isascii() else list(_spans(text))
        # Without the first character: where a cut would part what belongs together.
        self._starts, self._ends = np.array(spans, np.int32).reshape(-1, 2).T

    def starts_at(self, positions: np.ndarray) -> np.ndarray:
        """Finds the last boundary at each position or before it.

        Args:
            positions: Integer array of shape (n,), offsets in the text.

        Returns:
            Integer array of shape (n,).
        """
        place, inside = self._place(positions)
        return np.where(inside, self._starts[place] - 1, positions) if inside.any() else positions

    def ends_at(self, positions: np.ndarray) -> np.ndarray:
        """Finds the first boundary at each position or behind it.

        Args:
            positions: Integer array of shape (n,), offsets in the text.

        Returns:
            Integer array of shape (n,).
        """
        place, inside = self._place(positions)
        return np.where(inside, self._ends[place], positions) if inside.any() else positions

    def _place(self, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if self._starts.size == 0:
            return positions, np.zeros(positions.shape, bool)
        place = np.searchsorted(self._starts, positions, side="right") - 1
        return place, (place >= 0) & (positions < self._ends[place])


def _spans(text: str) -> list[tuple[int, int]]:
    """Returns stretches before whose characters a text is not cut, in order and apart."""
    characters = set(text)
    marks = "".join(map(re.escape, sorted(filter(_continues, characters))))
    parts = [f"[{marks}]"] if marks else []
    if _JOINER in characters:
        parts.append(rf"(?<={_JOINER})\S")
    if not characters.isdisjoint(map(chr, range(0xDC00, 0xE000))):
        parts.append("(?<=[\ud800-\udbff])[\udc00-\udfff]")
    spans = []
    if parts:
        pattern = re.compile(rf"(?<=\S)(?:{'|'.join(parts)})+")
        spans = [match.span() for match in pattern.finditer(text)]
    if any(map(_is_flag_letter, characters)):
        flags = re.compile("[\U0001f1e6-\U0001f1ff]{2}").finditer(text)
        spans = _joined([*spans, *((match.start() + 1, match.end()) for match in flags)])
    return spans


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


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
