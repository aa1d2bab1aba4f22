"""Markup within a line: tags and entities of HTML and XML, marks of Markdown, inline code."""

import functools
import re
from collections.abc import Iterator

from nlp_suite.text.placeables.span import Span

# What signs and operators that models seldom read are made of.
_OPERATORS = frozenset("\u00a9\u00ae\u2122\u00a7\u00b6\u2020\u2021=&|~>")
_SIGNS = {"()": "call", "::": "scope", "\\": "escape"}


def find_markup(text: str, characters: set[str]) -> Iterator[Span]:
    """Finds markup within a line: tags, entities, marks of Markdown, inline code, formulas.

    What tags and marks enclose is text; what backticks and dollars enclose is not. A mark that
    has no partner in the text is one only if it is double and stands where one can.

    Args:
        text: The text.
        characters: Its different characters.

    Yields:
        Spans of the kinds "tag", "entity", "mark", "code" and "formula", in no order, and some
        within others.

    Example:
        >>> text = "Click **Save** or <a href='x'>type</a> `git add`&nbsp;[here](a.html)."
        >>> [text[start:end] for start, end, _ in sorted(find_markup(text, set(text)))]
        ['**', '**', "<a href='x'>", '</a>', '`git add`', '&nbsp;', '[', '](a.html)']
    """
    if "<" in characters:
        for match in _pattern("element").finditer(text):
            yield Span(*match.span(), "code")
        for match in _pattern("tag").finditer(text):
            yield Span(*match.span(), "tag")
    if "&" in characters:
        for match in _pattern("entity").finditer(text):
            yield Span(*match.span(), "entity")
    if "`" in characters:
        yield from _find_inline_code(text)
    if "*" in characters or "_" in characters or "~" in characters:
        yield from _find_emphasis(text)
    if "[" in characters:
        yield from _find_links(text)
    names = [name for sign, name in _SIGNS.items() if sign in text]
    if not characters.isdisjoint(_OPERATORS):
        names.append("operator")
    if "." in characters and _pattern("inner dot").search(text):
        names.append("dotted")
    for name in names:
        for match in _pattern(name).finditer(text):
            yield Span(*match.span(), "code")
    if "$" in characters or "\\" in characters:
        for match in _pattern("formula").finditer(text):
            yield Span(*match.span(), "formula")


def _find_inline_code(text: str) -> Iterator[Span]:
    """Finds code in backticks, which ends where as many of them stand as at its start."""
    runs = [match.span() for match in re.finditer("`+", text)]
    partners: list[int | None] = [None] * len(runs)
    last: dict[int, int] = {}
    for i in range(len(runs) - 1, -1, -1):
        length = runs[i][1] - runs[i][0]
        partners[i] = last.get(length)
        last[length] = i
    done = 0
    for i, (start, stop) in enumerate(runs):
        partner = partners[i]
        if start < done or partner is None:
            continue
        content_end, end = runs[partner]
        # In ``one'' and ``two'' they are quotation marks.
        if text[content_end - 1].isspace() and not text[stop].isspace():
            continue
        yield Span(start, end, "code")
        done = end


def _find_emphasis(text: str) -> Iterator[Span]:
    """Finds marks of emphasis in pairs, the innermost first."""
    opened: dict[str, list[Span]] = {}
    for match in re.finditer(r"\*{1,3}|_{1,3}|~~", text):
        start, end = match.span()
        mark = match[0]
        before = text[start - 1 : start]
        after = text[end : end + 1]
        if mark[0] in (before, after):
            # A longer row is a line or a blank to fill in.
            continue
        opens = bool(after.strip()) and not before.isalnum()
        closes = bool(before.strip()) and not after.isalnum()
        span = Span(start, end, "mark")
        if closes and opened.get(mark):
            yield opened[mark].pop()
            yield span
        elif opens:
            opened.setdefault(mark, []).append(span)
        elif closes and len(mark) > 1:
            yield span
    for mark, spans in opened.items():
        if len(mark) > 1:
            yield from spans


def _find_links(text: str) -> Iterator[Span]:
    """Finds what stands around the text of links and pictures, footnotes, BBCode."""
    opened: list[int] = []
    for match in _pattern("bracket").finditer(text):
        if match[0][:3] == "[![":
            yield Span(*match.span(), "code")
        elif match[0] in ("[", "!["):
            opened.append(match.start())
        elif match[0] == "]":
            if opened:
                opened.pop()
        elif match[0][0] == "]":
            if opened:
                start = opened.pop()
                if match[0][1] == "[" and text[start + 1 : match.start()].isdigit():
                    # Two notes, as in "so it is.[2][3]".
                    yield Span(start, match.end(), "code")
                    continue
                yield Span(start, start + (2 if text[start] == "!" else 1), "mark")
                yield Span(*match.span(), "mark")
        else:
            yield Span(*match.span(), "mark")


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_patterns()[name])


@functools.cache
def _patterns() -> dict[str, str]:
    names = "b|i|u|s|url|img|quote|code|color|size|list|center|spoiler"
    return {
        "inner dot": r"\w\.[^\W\d_]",
        # What is written for a machine.
        "element": r"<(code|kbd|samp|tt|var)(?:\s[^<>]*)?>[^<>]*</\1>",
        "tag": r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>|<!--[^<>]*-->",
        "entity": r"&(?:[A-Za-z][\w.-]{1,60}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});",
        "call": r"(?<![\w.:>])[^\W\d]\w*(?:(?:\.|::|->)[^\W\d]\w*)*\(\)",
        "scope": r"(?<![\w:])[^\W\d]\w*(?:::[^\W\d]\w*)+",
        # Of two parts only where a capital within shows that no sentence ends at the stop.
        "dotted": (
            r"(?<![\w.@/:-])(?:[a-z]+[A-Z]\w*(?:\.[a-z]\w+)+|[^\W\d]\w+(?:\.[^\W\d]\w+){2,}"
            r"|[^\W\d]\w+\.[^\W\d]*[a-z][A-Z]\w*)(?![\w@])"
        ),
        "operator": (
            r"[\u00a9\u00ae\u2122\u00a7\u00b6\u2020\u2021]|(?<!~)~(?!~)"
            r"|(?<=\s)(?:[<>!=]==?|[=-]>|&&|\|\|)(?=\s)"
        ),
        "escape": r"\\(?:[nrtbf0\"']|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})",
        "formula": (
            r"(?<![\w$\\])\$(?![{(\[])(?=[^$\n]{0,200}[\\^_={])[^\s$][^$\n]{0,200}(?<=\S)\$(?![\w${(\[])"
            r"|(?<![\w$\\])\$[A-Za-z]\$(?![\w$])|\\[A-Za-z]{2,30}(?:\{[^{}\s]{0,100}\}){1,3}"
        ),
        "bracket": (
            # A badge, whose text is no sentence, then BBCode, notes, links and pictures.
            r"\[!\[[^\[\]]*+\]\([^()\s]*+\)\]\([^()\s]*+\)|"
            rf"\[/?(?:{names})(?:=[^\]\s]{{0,200}})?\]|\[\^[\w-]{{1,40}}\]|!?\["
            r"|\](?:\((?:[^()\s]|\([^()\s]*\))*(?:\s[\"'][^\"'\n]*[\"'])?\)|\[[\w-]{0,40}\])?"
        ),
    }
