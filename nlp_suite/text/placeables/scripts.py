"""Stretches of scripts other than Latin, emoji, emoticons and other symbols."""

import functools
import re
from collections.abc import Iterator

from nlp_suite.text.placeables.span import Span

# Arrows, technical and geometric signs, dingbats; pictures; private use. Signs of Latin-1,
# currencies, the minus and accidentals are ordinary text.
_SYMBOLS = (
    "\u2117-\u2121\u2123-\u214f\u2190-\u2211\u2213-\u266c\u2670-\u2bff\ue000-\uf8ff"
    "\U0001f000-\U0001fbff"
)
# Joiners, variants, skin tones, keycaps, tags of flags.
_MODIFIERS = "\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_OTHER_SCRIPTS = (
    "\u0370-\u1cff\u1f00-\u1fff\u2c00-\u2c5f\u2c80-\u2dff\u2e80-\ua71f\ua800-\uab2f\uab70-\ud7ff"
    "\uf900-\ufaff\ufb13-\ufdff\ufe70-\ufefc\uff66-\uffdc"
    "\U00010000-\U0001cfff\U0001e000-\U0001efff\U00020000-\U0003ffff"
)


def find_symbols(text: str) -> Iterator[Span]:
    """Finds emoji, whole with their joiners and skin tones, and other symbols.

    Args:
        text: The text.

    Yields:
        Spans of the kind "symbol" in their order.

    Example:
        >>> [span[:2] for span in find_symbols("Fine 👍🏽 → home")]
        [(5, 7), (8, 9)]
    """
    for match in _symbols().finditer(text):
        yield Span(*match.span(), "symbol")


def find_emoticons(text: str) -> Iterator[Span]:
    """Finds emoticons: ``:)``, ``;-)``, ``:D``, ``<3``.

    Args:
        text: The text.

    Yields:
        Spans of the kind "symbol" in their order.

    Example:
        >>> [span[:2] for span in find_emoticons("Nice :) (really: yes) <3")]
        [(5, 7), (22, 24)]
    """
    for match in _emoticons().finditer(text):
        yield Span(*match.span(), "symbol")


def find_other_scripts(text: str) -> Iterator[Span]:
    """Finds stretches of other scripts than Latin, with the blanks between their words.

    Args:
        text: The text.

    Yields:
        Spans of the kind "script" in their order.

    Example:
        >>> text = "He said Добрый день to Ω."
        >>> [text[start:end] for start, end, _ in find_other_scripts(text)]
        ['Добрый день', 'Ω']
    """
    for match in _other_scripts().finditer(text):
        yield Span(*match.span(), "script")


@functools.cache
def _symbols() -> re.Pattern[str]:
    return re.compile(rf"[0-9#*]\ufe0f?\u20e3|[{_SYMBOLS}][{_SYMBOLS}{_MODIFIERS}]*")


@functools.cache
def _emoticons() -> re.Pattern[str]:
    return re.compile(r"(?<!\S)(?:[:;=]'?-?[)(DP]+(?=[\s.,!?]|\Z)|<3(?!\S))")


@functools.cache
def _other_scripts() -> re.Pattern[str]:
    word = rf"[{_OTHER_SCRIPTS}\u0300-\u036f\u200c\u200d]"
    return re.compile(
        rf"[{_OTHER_SCRIPTS}]{word}*(?:[\s'\u2019,.:;!?\u2013-]{{1,3}}[{_OTHER_SCRIPTS}]{word}*)*"
    )
