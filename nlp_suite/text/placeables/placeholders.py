"""Placeholders of programs, templates and message formats."""

import functools
import re
from collections.abc import Iterator

from nlp_suite.text.placeables.span import Span

# What Java, .NET, Python, ICU, Angular, React and Rails write before or within braces. A longer
# stretch in braces is prose.
_MAX_LENGTH = 2000
_BEFORE_BRACES = "$#@%"


def find_placeholders(text: str, characters: set[str]) -> Iterator[Span]:
    """Finds placeholders: ``{name}``, ``{{ x }}``, ``%1$d``, ``${x}``, ``:x``, ``[[x]]``, ICU.

    One that is cut, ``{name`` without its end, is one too. ``{in other words}`` and ``5 %`` are
    none.

    Args:
        text: The text.
        characters: Its different characters.

    Yields:
        Spans of the kind "placeholder", in no order, and some within others.

    Example:
        >>> text = "%s has {n, plural, one {# file} other {# files}} for :user."
        >>> [text[start:end] for start, end, _ in find_placeholders(text, set(text))]
        ['{n, plural, one {# file} other {# files}}', '%s', ':user']
    """
    if "{" in characters:
        yield from _find_braces(text)
    patterns = _patterns()
    for character, pattern in patterns.items():
        if character in characters:
            for match in pattern.finditer(text):
                yield Span(*match.span(), "placeholder")


def _find_braces(text: str) -> Iterator[Span]:
    """Finds what stands in braces: the outermost that look like a placeholder."""
    inner, cut = _brace_patterns()
    ends: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"[{}]", text):
        if match[0] == "{":
            opened.append(match.start())
        elif opened:
            ends[opened.pop()] = match.end()
    done = 0
    for start in sorted([*ends, *opened]):
        if start < done:
            continue
        end = ends.get(start)
        if end is None:
            begun = cut.match(text, start)
            end = begun.end() if begun else start
        elif end - start > _MAX_LENGTH or not inner.match(text, start, end):
            continue
        if end > start:
            prefixed = start > 0 and text[start - 1] in _BEFORE_BRACES
            yield Span(start - prefixed, end, "placeholder")
            done = end


@functools.cache
def _brace_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    inner = re.compile(
        r"\{(?:"
        r"\s?[^\s{}]*\s?\}\Z"  # {name}, { name }, {0:.2f}
        r"|[{%#!@/]|\s*[\w.]+\s*(?:,|\|)\s*\w+|\s*[\"']"  # {{ x }}, {% tag %}, ICU, JSON
        r"|[^\s{}]*\{"  # {a{b}}
        r")"
    )
    return inner, re.compile(r"(?:\{|\{\{ ?)[^\W\d][\w.]*")


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    conversion = (
        r"(?:\([\w.]+\))?(?:[1-9][0-9]{0,2}\$)?[-+#0,']{0,3}(?:[1-9][0-9]{0,3}|\*)?"
        r"(?:\.(?:[0-9]{1,3}|\*))?(?:hh|ll|[hlLqjzt])?"
        # Not "%ige" and "%-Satz", which are German.
        r"(?:[d@]|s(?![A-Za-z]{2})|[iouxXeEfFgGcSpaAn](?![A-Za-z]))"
    )
    return {
        "%": re.compile(
            rf"(?<![0-9])%(?:[0-9]{{1,2}}%|[A-Za-z_][\w.]+%(?![sdif@(0-9])|{conversion}|%)"
        ),
        "$": re.compile(
            r"(?<![\w$])\$(?:[a-z_]\w*(?:(?:->|\.)[a-z_]\w*)*(?:\([^\s()]{0,100}\))?|[A-Z_]{4,}\w*"
            r"|\([^\s()]{1,100}\)|\[[^\s\[\]]{1,100}\])"
        ),
        ":": re.compile(
            r"(?<![\w:/)\]}])(?::[a-z_][\w+-]*:|:[+-]1:|:[a-z_]\w*)(?![\w:])|@:[a-z_]\w*(?:\.\w+)*"
        ),
        "[": re.compile(r"\[\[[^\[\]\n]{1,200}\]\]|\[!?[A-Z][A-Z0-9_]{2,60}\]"),
        "<": re.compile(r"<%[^<]*?%>|<\?[^<]*?\?>"),
        "_": re.compile(r"(?<!\w)__[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*__(?!\w)"),
        "#": re.compile(r"(?<![\w#])##[A-Z][A-Z0-9_]*##(?![\w#])"),
    }
