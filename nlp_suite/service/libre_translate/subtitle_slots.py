"""Texts of subtitles: SubRip and WebVTT."""

import functools
import re
from bisect import bisect_left

from nlp_suite.service.libre_translate.text_slot import TextSlot

_LETTER = re.compile(r"[^\W\d_]")


def find_subtitle_slots(text: str) -> list[TextSlot]:
    r"""Finds the texts of subtitles; numbers, times and notes stay.

    The lines of one subtitle are one text, and the translation is broken into as many lines; where
    a line starts with a dash, as those of a dialogue do, its lines are kept.

    Args:
        text: The file.

    Returns:
        The slots, in order.

    Example:
        >>> source = "1\n00:00:01,000 --> 00:00:02,000\nWhere is\nthe station?\n"
        >>> (slot,) = find_subtitle_slots(source)
        >>> slot.text, slot.write("Wo ist der Bahnhof?")
        ('Where is the station?', 'Wo ist der\nBahnhof?')
    """
    slots = []
    for found in _subtitle().finditer(text):
        written = found["text"].rstrip()
        lines = [line.strip() for line in written.splitlines()]
        if not _LETTER.search(written):
            continue
        start = found.start("text")
        newline = "\r\n" if "\r\n" in written else "\n"
        is_dialogue = any(line.startswith(("-", "\u2013", "\u2014")) for line in lines)
        shown = (newline if is_dialogue else " ").join(lines)
        count = 1 if is_dialogue else len(lines)
        write = functools.partial(_break, count=count, newline=newline)
        slots.append(TextSlot(start, start + len(written), shown, write))
    return slots


def _break(text: str, count: int, newline: str) -> str:
    """Breaks a text into lines of nearly one length."""
    gaps = [gap.start() for gap in _gap().finditer(text)] if count > 1 else []
    lines: list[str] = []
    start = 0
    for number in range(1, count):
        wanted = len(text) * number // count
        behind = bisect_left(gaps, wanted)
        near = [gap for gap in gaps[max(0, behind - 1) : behind + 1] if gap > start]
        if near:
            at = min(near, key=lambda gap: abs(gap - wanted))
            lines.append(text[start:at])
            start = at + 1
    return newline.join((*lines, text[start:]))


@functools.cache
def _subtitle() -> re.Pattern[str]:
    stamp = r"(?:\d{1,3}:)?\d\d:\d\d(?:[.,]\d{1,3})?"
    # Up to an empty line; in front of the text may be where it is shown.
    return re.compile(
        rf"^[ \t]*{stamp}[ \t]*-->[ \t]*{stamp}[^\r\n]*\r?\n(?:\{{\\[^{{}}\r\n]*\}})?"
        r"(?P<text>[^\r\n]+(?:\r?\n[ \t]*[^\s][^\r\n]*)*+)",
        re.MULTILINE,
    )


@functools.cache
def _gap() -> re.Pattern[str]:
    # Not within a tag.
    return re.compile(r" (?![^<>]{0,100}>)")
