"""HTML highlighting of spans and differences in texts."""

import difflib
import html
import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

# Colours that the page's style sheet has.
COLOURS = 6

_WORD = re.compile(r"\w+|[^\w\s]")


class MarkedSpan(NamedTuple):
    """A part of a text that a system chose.

    Attributes:
        start: Where it starts, in characters.
        end: Where it ends, the character after its last.
        system: The system's number, from 0.
        number: What of the system's result it belongs to, from 1 on; 0 if to no part of it.
    """

    start: int
    end: int
    system: int
    number: int = 0


def escape(text: str) -> str:
    """Escapes a text for HTML.

    Args:
        text: The text.

    Returns:
        HTML that can also stand in an attribute.

    Example:
        >>> escape("<b>")
        '&lt;b&gt;'
    """
    return html.escape(text)


def lang(code: str | None) -> str:
    """Renders the attribute for the language of an element.

    Args:
        code: The language's code; None if unknown.

    Returns:
        The attribute with a space before it; "" if the language is unknown.

    Example:
        >>> lang("fr"), lang(None)
        (' lang="fr"', '')
    """
    return f' lang="{escape(code)}"' if code else ""


def badge(system: int, numbers: Sequence[int] = ()) -> str:
    """Renders the badge of a system: a letter in its colour.

    Args:
        system: Its number, from 0.
        numbers: Parts of its result that are meant, from 1 on; none for all of it.

    Returns:
        HTML.

    Example:
        >>> badge(1), badge(1, [2, 3])
        ('<b class="badge k1">B</b>', '<b class="badge k1">B 2, 3</b>')
    """
    shown = " ".join([sign(system), ", ".join(map(str, numbers))]).rstrip()
    return f'<b class="badge k{system % COLOURS}">{shown}</b>'


def sign(system: int) -> str:
    """Returns the letter of a system, or its number where there are no more letters.

    Args:
        system: Its number, from 0.

    Returns:
        The letter.

    Example:
        >>> sign(0), sign(26)
        ('A', '27')
    """
    return chr(ord("A") + system) if system < 26 else str(system + 1)


def mark_spans(text: str, spans: Sequence[MarkedSpan], systems: int) -> str:
    """Marks the parts of a text that systems chose; parts may overlap.

    Args:
        text: The text.
        spans: The parts.
        systems: How many systems there are.

    Returns:
        HTML with a `mark` for each part, and at its start the badges of those that chose it, with
        the parts' numbers. The class is the system's, or "all" or "some" where several chose it.

    Example:
        >>> mark_spans("Tom sleeps.", [MarkedSpan(0, 3, 0)], systems=2)
        '<mark class="k0"><b class="badge k0">A</b>Tom</mark> sleeps.'
    """
    borders = sorted({0, len(text), *(border for span in spans for border in span[:2])})
    pieces = []
    for start, end in itertools.pairwise(borders):
        piece = escape(text[start:end])
        inside = sorted({one.system for one in spans if one.start <= start and end <= one.end})
        if inside:
            first = sorted({(one.system, one.number) for one in spans if one.start == start})
            signs = "".join(
                badge(system, [number for of, number in first if of == system and number])
                for system in inside
                if any(of == system for of, _ in first)
            )
            kind = f"k{inside[0] % COLOURS}" if len(inside) == 1 else "some"
            kind = "all" if len(inside) == systems > 1 else kind
            piece = f'<mark class="{kind}">{signs}{piece}</mark>'
        pieces.append(piece)
    return "".join(pieces)


def mark_differences(text: str, base: str) -> str:
    """Marks the words of a text that another one does not have at that place.

    Args:
        text: The text.
        base: What to compare it with.

    Returns:
        HTML with a `mark` for each run of other words, and an empty `i` with the class "gap"
        where words of `base` are missing.

    Example:
        >>> mark_differences("Tom hat eine Katze.", "Tom hat die Katze.")
        'Tom hat <mark class="other">eine</mark> Katze.'
    """
    words, expected = list(_WORD.finditer(text)), _WORD.findall(base)
    matcher = difflib.SequenceMatcher(None, expected, [m[0] for m in words], autojunk=False)
    pieces, done = [], 0
    for kind, _, _, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        if first == last:
            start = end = words[first].start() if first < len(words) else len(text)
            marked = '<i class="gap"></i>'
        else:
            start, end = words[first].start(), words[last - 1].end()
            marked = f'<mark class="other">{escape(text[start:end])}</mark>'
        pieces += [escape(text[done:start]), marked]
        done = end
    return "".join([*pieces, escape(text[done:])])
