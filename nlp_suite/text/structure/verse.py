"""Stanzas of verse."""

from itertools import pairwise

from nlp_suite.text.structure.layout import Layout

_LEAST_LINES, _LEAST_COUPLET, _LEAST_STANZA, _LONGEST_LINE, _MEAN_LENGTH, _MEAN_WORDS = (
    4,
    2,
    3,
    65,
    52,
    3.0,
)
# So many lines in all are verse even if each fills its width: words were chosen to fit.
_MANY_LINES = 8
# The width of a narrow column.
_NARROW, _LINE = 16, 40
# Lines of what stands over a poem and under it: its title and its poet.
_FRAME = 2


def mark_narrow(layout: Layout) -> None:
    """Joins paragraphs that are wrapped so narrowly that `split_sentences` leaves them alone.

    Args:
        layout: The lines of a text.
    """
    for first, after in _open_stretches(layout):
        lines = layout.lines[first:after]
        count = len(lines)
        if count < _LEAST_LINES:
            continue
        width = max(line.length for line in lines)
        # Verse of small letters fills no lines, and lists have no stop.
        if (
            _NARROW <= width < _LINE
            and lines[-1].stopped
            and sum(line.lower for line in lines[1:]) * 2 >= count - 1
            and all(
                line.length + 1 + len(following.text.split(maxsplit=1)[0]) > width
                for line, following in pairwise(lines)
            )
        ):
            for number in range(first, after):
                layout.mark(number, "prose", joined=number > first)


def mark_verse(layout: Layout) -> None:
    """Marks stanzas: short lines that begin with capitals, or texts of short lines alone.

    A sentence may run over several lines of a stanza, but a stanza without stops is given line
    by line.

    Args:
        layout: The lines of a text.
    """
    stretches = _open_stretches(layout)
    shaped = [stretch for stretch in stretches if _is_shaped(layout, *stretch)]
    rest = sum(kind is None for kind in layout.kinds) - sum(
        after - first for first, after in shaped
    )
    # Couplets, small letters, or no punctuation make a poem only if there is nothing else.
    nothing_else = rest <= _FRAME and (
        len(shaped) > 1 or sum(after - first for first, after in shaped) >= _MANY_LINES
    )
    stanzas = [block for block in shaped if nothing_else or _is_capitalised(layout, *block)]
    count = sum(after - first for first, after in stanzas)
    if count < _LEAST_LINES:
        return
    for first, after in stanzas:
        if not (nothing_else or count >= _MANY_LINES or _is_ragged(layout, first, after)):
            continue
        stops = sum(layout.lines[number].stopped for number in range(first, after))
        run_on = stops * 4 >= after - first
        for number in range(first, after):
            layout.mark(number, "verse", joined=run_on and number > first)


def _open_stretches(layout: Layout) -> list[tuple[int, int]]:
    """Returns the lines between blank lines that are not taken for anything yet."""
    stretches: list[tuple[int, int]] = []
    for number, line in enumerate(layout.lines):
        if not layout.is_open(number):
            continue
        if line.gap or not layout.is_open(number - 1):
            stretches.append((number, number + 1))
        else:
            stretches[-1] = (stretches[-1][0], number + 1)
    return stretches


def _is_shaped(layout: Layout, first: int, after: int) -> bool:
    count = after - first
    lines = layout.lines[first:after]
    if count < _LEAST_COUPLET:
        return False
    return (
        max(line.length for line in lines) <= _LONGEST_LINE
        and sum(line.length for line in lines) <= _MEAN_LENGTH * count
        and sum(line.words(12) for line in lines) >= _MEAN_WORDS * count
        and sum(line.stopped for line in lines) <= 0.6 * count
    )


def _is_capitalised(layout: Layout, first: int, after: int) -> bool:
    lines = layout.lines[first:after]
    marked = sum(not line.text[-1].isalnum() for line in lines)
    # Headlines have capitals as well, and no punctuation.
    return (
        len(lines) >= _LEAST_STANZA
        and sum(line.capital for line in lines) >= 0.8 * len(lines)
        and marked * 3 >= len(lines)
    )


def _is_ragged(layout: Layout, first: int, after: int) -> bool:
    """Tells whether a wrapper would have put the next word into most of the lines."""
    lines = layout.lines[first:after]
    width = max(line.length for line in lines)
    filled = sum(
        line.length + 1 + len(following.text.split(maxsplit=1)[0]) > width
        for line, following in pairwise(lines)
    )
    return filled * 2 < len(lines)
