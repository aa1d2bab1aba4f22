"""Display of results: one-line representations, and HTML for notebooks."""

import html
from collections.abc import Mapping
from typing import Any

# Characters of a text that a representation shows.
_SHORT = 60
# Characters of a text, and before and after a part that is marked, that a notebook shows.
_LONG = 2000


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


def _escape(text: str) -> str:
    # A half of a surrogate pair has no bytes in UTF-8.
    return html.escape(text.encode("utf-8", "replace").decode())


def _more(count: int) -> str:
    return f"… ({count:,} more characters)" if count > 0 else ""
