"""Stanzas of verse."""

from itertools import pairwise

from nlp_suite.text.structure.layout import Layout

_LEAST_LINES, _LINE, _MEAN, _MEAN_WORDS = 4, 65, 52, 3.0


def mark_verse(layout: Layout) -> None:
    """Marks stanzas: lines that are short, begin with capitals, and end before there is a need.

    Args:
        layout: The lines of a text.
    """
    for first, after in layout.blocks():
        if after - first >= _LEAST_LINES and _is_stanza(layout, first, after):
            for number in range(first, after):
                layout.mark(number, "verse", joined=number > first)


def _is_stanza(layout: Layout, first: int, after: int) -> bool:
    lines = layout.lines[first:after]
    count = len(lines)
    if any(not layout.is_open(number) for number in range(first, after)):
        return False
    if max(line.length for line in lines) > _LINE or any(line.text[-1] == ":" for line in lines):
        return False
    if sum(line.length for line in lines) > _MEAN * count:
        return False
    if sum(line.words(12) for line in lines) < _MEAN_WORDS * count:
        return False
    if sum(line.capital for line in lines) < 0.8 * count:
        return False
    if sum(line.stopped for line in lines) > 0.6 * count:
        return False
    # A wrapper would have put the next word into the line.
    width = max(line.length for line in lines)
    filled = sum(
        line.length + 1 + len(following.text.split(maxsplit=1)[0]) > width
        for line, following in pairwise(lines)
    )
    return filled * 2 < count
