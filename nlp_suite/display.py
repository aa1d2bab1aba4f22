"""Display of results: one-line representations, HTML for notebooks, terminals, JSON."""

import functools
import html
import json
import re
from collections.abc import Mapping
from typing import Any

# Characters of a text that a representation shows.
_SHORT = 60
# Characters of a text, and before and after a part that is marked, that a notebook shows.
_LONG = 2000

# Characters that are not seen, and change how what is around them is shown: of the direction of
# writing, invisible operators, a byte order mark, tags, halves of surrogate pairs.
_UNSEEN = (
    r"\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f\ud800-\udfff"
)


def short_repr(kind: str, text: str, /, **values: Any) -> str:
    """Formats a result on one line, as the call that would make it begins.

    Args:
        kind: The name of its class.
        text: Its text; only the start of a long one is shown, with "…" behind the quotation mark.
        **values: Further values; numbers are rounded to two digits, and what is None is left out.

    Returns:
        The representation.

    Example:
        >>> short_repr("Answer", "in Paris", score=0.9613, start=31, document=None)
        "Answer('in Paris', score=0.96, start=31)"
        >>> len(short_repr("Answer", "a" * 1000))
        71
    """
    return f"{kind}({', '.join([_value(text), *_pairs(values)])})"


def call_repr(kind: str, /, **values: Any) -> str:
    """Formats an object on one line, by what it has.

    Args:
        kind: The name of its class.
        **values: Its values; what is None is left out.

    Returns:
        The representation.

    Example:
        >>> call_repr("Reader", model="english-reader", device="cpu")
        "Reader(model='english-reader', device='cpu')"
    """
    return f"{kind}({', '.join(_pairs(values))})"


def _pairs(values: Mapping[str, Any]) -> list[str]:
    return [f"{name}={_value(value)}" for name, value in values.items() if value is not None]


def _value(value: Any) -> str:
    if isinstance(value, str):
        return repr(value) if len(value) <= _SHORT else f"{value[:_SHORT]!r}…"
    return f"{value:.2f}" if isinstance(value, float) else repr(value)


def escaped(text: str) -> str:
    """Escapes a text for HTML, and cuts it where it is long.

    Args:
        text: The text.

    Returns:
        HTML that UTF-8 can hold.

    Example:
        >>> escaped("a < b"), escaped("é" * 2345)[-24:]
        ('a &lt; b', 'é… (345 more characters)')
    """
    return _escape(text[:_LONG]) + _more(len(text) - _LONG)


def marked(text: str, start: int, end: int) -> str:
    """Escapes a text for HTML with a part of it marked, and cuts what is far from that.

    Args:
        text: The text.
        start: Where the part starts, in characters.
        end: Where it ends, the character after its last.

    Returns:
        HTML that UTF-8 can hold.

    Example:
        >>> marked("It is < 3 m.", 6, 11)
        'It is <mark>&lt; 3 m</mark>.'
    """
    first, last = max(0, start - _LONG), end + _LONG
    before = ("…" if first else "") + _escape(text[first:start])
    after = _escape(text[end:last]) + ("…" if last < len(text) else "")
    return f"{before}<mark>{escaped(text[start:end])}</mark>{after}"


def html_block(*parts: str, note: str = "") -> str:
    """Renders parts below each other, with a note in small letters under them.

    Args:
        *parts: HTML; an empty one is left out. White space and line ends are shown.
        note: A text.

    Returns:
        HTML of one element.

    Example:
        >>> html_block("<b>Who?</b>", note="score 0.50")  # doctest: +ELLIPSIS
        '<div><div style="white-space: pre-wrap"><b>Who?</b></div><small>score 0.50</small></div>'
    """
    rows = [f'<div style="white-space: pre-wrap">{part}</div>' for part in parts if part]
    small = f"<small>{escaped(note)}</small>" if note else ""
    return f"<div>{''.join(rows)}{small}</div>"


def escape_controls(text: str) -> str:
    r"""Escapes what a terminal would take for a command, or not show.

    Line ends and tabs stay, and so do flags of emoji that are made of tags. The rest of the
    controls of ASCII and of ISO 6429, characters that change the direction of writing, and others
    that are not seen become escapes as Python has them.

    Args:
        text: The text.

    Returns:
        The text, which any terminal shows as it is.

    Example:
        >>> print(escape_controls("Tom\x1b[2J sleeps\u202e."))
        Tom\x1b[2J sleeps\u202e.

    References:
        ISO/IEC 6429, Control functions for coded character sets;
        https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
    """
    return _controls().sub(_escaped_control, text)


def json_text(value: Any, *, indent: int | None = None) -> str:
    r"""Formats a value as JSON that is safe to show, and to embed in what reads lines.

    Args:
        value: Plain values.
        indent: Number of spaces of each level; None for one line.

    Returns:
        JSON, with letters of all scripts as they are, and what `escape_controls` escapes as \\u.

    Example:
        >>> print(json_text({"text": "Größe\x9b2J"}))
        {"text": "Größe\u009b2J"}
    """
    return _unseen().sub(_json_escape, json.dumps(value, ensure_ascii=False, indent=indent))


@functools.cache
def _controls() -> re.Pattern[str]:
    flag = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
    return re.compile(f"{flag}|\r(?!\n)|[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f{_UNSEEN}]")


@functools.cache
def _unseen() -> re.Pattern[str]:
    return re.compile(f"[{_UNSEEN}]")


def _escaped_control(match: re.Match[str]) -> str:
    found = match[0]
    return found if len(found) > 1 else found.encode("unicode_escape").decode()


def _json_escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]


def _escape(text: str) -> str:
    # A half of a surrogate pair has no bytes in UTF-8.
    return html.escape(text.encode("utf-8", "replace").decode())


def _more(count: int) -> str:
    return f"… ({count:,} more characters)" if count > 0 else ""
