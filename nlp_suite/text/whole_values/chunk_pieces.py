"""Parts of a stretch without white space, without the punctuation around them."""

# ruff: noqa: RUF001 - typographic quotation marks and dashes are what this module looks for.

import functools
import re
from collections.abc import Iterator

from nlp_suite.text.end_trimming import trimmed_end

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_BEFORE = frozenset("'‘’`¿¡,!?:&")
# What may be the first character of a value, and by what it is followed then but digits.
_BEFORE_A_VALUE = {
    ".": ("/", "."),
    "/": ("_",),
    "-": ("-", ".", "$", "€", "£"),
    "–": ("$", "€", "£"),
    "~": ("/",),
}
# And brackets that nothing follows.
_AFTER = frozenset(".,!?'’‘`:&/-–‑…([{")


def chunk_pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Finds the parts of a stretch without white space.

    Quotation marks, long dashes and the like part them, colons and commas where they stand for no
    number, brackets that have no counterpart.

    Args:
        text: The text.
        start: Where the stretch starts.
        end: Where it ends.

    Yields:
        Where each part starts and ends.

    Example:
        >>> text = "(1,200—Ca(OH)2),"
        >>> [text[start:end] for start, end in chunk_pieces(text, 0, len(text))]
        ['1,200', 'Ca(OH)2']
    """
    for match in _pieces().finditer(text, start, end):
        piece = trimmed(text, *match.span())
        if piece[0] < piece[1]:
            yield piece


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Finds where a stretch starts and ends without the punctuation around it.

    Args:
        text: The text.
        start: Where the stretch starts.
        end: Where it ends.

    Returns:
        Where it starts and ends without; brackets that have their counterpart stay.

    Example:
        >>> trimmed("(see_a(b)),", 0, 11)
        (1, 9)
    """
    kept: dict[str, bool] = {}
    while start < end:
        first, after = text[start], text[start + 1 : min(start + 2, end)]
        if first in _CLOSING:
            if first not in kept:
                # What is closed within stays: "(re)build", but not "(1990)."
                closed = text.rfind(_CLOSING[first], start, end)
                kept[first] = closed > start and text[closed + 1 : min(closed + 2, end)].isalnum()
            if kept[first]:
                break
        elif first in _BEFORE_A_VALUE:
            # ".75", ".docx", "./x", "/usr", "~/x", "-3", "--help"
            if (
                (after.isdigit() and first != "~")
                or (after in _BEFORE_A_VALUE[first])
                or (first in "./" and after.isalpha())
            ):
                break
        elif (first not in _BEFORE and first not in _OPENING) or (
            first in "'’" and _decade().match(text, start + 1, end)
        ):
            break
        start += 1
    return start, trimmed_end(text, start, end, _AFTER)


@functools.cache
def _decade() -> re.Pattern[str]:
    # "'80s"
    return re.compile(r"[0-9]0s(?![\w'’])")


@functools.cache
def _pieces() -> re.Pattern[str]:
    return re.compile(
        r"(?:[^\s—…\"“”„«»‹›;|<>{}*≈=:,]"
        r"|(?<=[0-9])[:,](?=[0-9])"
        r"|=(?=[QRBN](?!\w))"
        # Addresses of devices.
        r"|(?<=[0-9A-Fa-f]{2}):(?=[0-9A-Fa-f]{2}(?![0-9A-Za-z])))+"
    )
