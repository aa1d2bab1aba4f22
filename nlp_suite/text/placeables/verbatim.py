"""Stretches of a text that every translation copies."""

import functools
import re
from collections.abc import Iterable

from nlp_suite.text.placeables.addresses import find_addresses
from nlp_suite.text.placeables.codes import find_codes
from nlp_suite.text.placeables.markup import find_markup
from nlp_suite.text.placeables.placeable import Placeable
from nlp_suite.text.placeables.placeholders import find_placeholders
from nlp_suite.text.placeables.scripts import find_emoticons, find_other_scripts, find_symbols
from nlp_suite.text.placeables.span import Span

# Nothing is to be found in a text of these alone, but for a stop, colon or hyphen within a word.
_PLAIN = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜäöüßéèêáàâíóòôúùûçñ .,:;!?'\"()-"
    "\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026"
)
# The kind of what a model may write in its own way, and mostly writes right: it is not hidden.
SHORT_CODE = "short code"


def find_verbatim(text: str, *, other_scripts: bool = True) -> list[Placeable]:
    """Finds what every translation copies: addresses, codes, placeholders, markup, emoji.

    Args:
        text: The text, a sentence say.
        other_scripts: Whether stretches of scripts other than Latin are among it.

    Returns:
        Them, sorted. They do not overlap: of those that do, the one that starts first is taken,
        and of these the longest. A target is the stretch itself. Short codes, "MP3" say, are not
        `hidden`.

    Example:
        >>> text = "Mail {name} (see https://example.org/a_(b)) about BA2490 🙂."
        >>> [(p.kind, p.target) for p in find_verbatim(text)][:2]
        [('placeholder', '{name}'), ('url', 'https://example.org/a_(b)')]
    """
    characters = set(text)
    if _PLAIN.issuperset(characters) and not _inner_marks().search(text):
        return []
    spans = [
        *find_addresses(text, characters),
        *find_placeholders(text, characters),
        *find_markup(text, characters),
        *find_codes(text, characters),
    ]
    if not characters.isdisjoint(":;=<"):
        spans += find_emoticons(text)
    if not text.isascii():
        spans += find_symbols(text)
        if other_scripts:
            spans += find_other_scripts(text)
    if not spans:
        return []
    return [
        Placeable(start, end, kind, text[start:end], kind != SHORT_CODE)
        for start, end, kind in _without_overlaps(spans)
    ]


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Returns of spans that overlap the first, and of those that start together the longest."""
    kept: list[Span] = []
    done = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= done and span.end > span.start:
            kept.append(span)
            done = span.end
    return kept


@functools.cache
def _inner_marks() -> re.Pattern[str]:
    return re.compile(r"[.:]\w|\(\)|--|[:;]['-]?[()-](?!\w)")
