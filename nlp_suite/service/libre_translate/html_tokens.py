"""Tokens of HTML with their places, so that whatever is not translated stays as it was written."""

import functools
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["text", "open", "close", "other"]

# What their tags enclose is no markup, up to their own end tag.
_RAW = frozenset(["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"])
_SPACE = " \t\n\r\f"


class HtmlToken(NamedTuple):
    """A token of HTML.

    Attributes:
        kind: "text", a tag that is "open" or "close", or "other": comments, the document type,
            what scripts and style sheets enclose.
        start: Where it starts.
        end: Where it ends.
        name: The name of the element in small letters.
        attributes: The attributes of a tag, their names in small letters.
    """

    kind: Kind
    start: int
    end: int
    name: str = ""
    attributes: dict[str, str] = {}  # noqa: RUF012 - it is never changed.


def html_tokens(text: str) -> Iterator[HtmlToken]:
    """Yields the tokens of a text, which together are all of it.

    Any text is HTML: what is no markup is text, and a tag that does not end reaches to the end of
    the text, as in a browser. It takes time in proportion to the text.

    Args:
        text: The text.

    Yields:
        The tokens, in order.

    Example:
        >>> source = "<p class=a>1 < 2<!-- so -->"
        >>> [(token.kind, source[token.start : token.end]) for token in html_tokens(source)]
        [('open', '<p class=a>'), ('text', '1 < 2'), ('other', '<!-- so -->')]

    Reference:
        HTML Living Standard, section 13.2.5, Tokenization:
        https://html.spec.whatwg.org/multipage/parsing.html#tokenization
    """
    at = 0
    while at < len(text):
        found = _markup().search(text, at)
        start = found.start() if found else len(text)
        if start > at:
            yield HtmlToken("text", at, start)
        if found is None:
            return
        token = _tag(text, start) if found["name"] else _comment(text, start)
        yield token
        at = token.end
        if token.kind == "open" and token.name == "plaintext":
            break
        if token.kind == "open" and token.name in _RAW:
            closed = _end_tag(token.name).search(text, at)
            end = closed.start() if closed else len(text)
            if end > at:
                yield HtmlToken("text" if token.name == "title" else "other", at, end)
            at = end
    if at < len(text):
        yield HtmlToken("other", at, len(text))


def _comment(text: str, start: int) -> HtmlToken:
    if text.startswith(("<!-->", "<!--->"), start):
        return HtmlToken("other", start, text.index(">", start) + 1)
    if text.startswith("<!--", start):
        found = _comment_end().search(text, start + 4)
        return HtmlToken("other", start, found.end() if found else len(text))
    end = text.find(">", start)
    return HtmlToken("other", start, end + 1 if end >= 0 else len(text))


def _tag(text: str, start: int) -> HtmlToken:
    closes = text[start + 1] == "/"
    name = _name().match(text, start + 1 + closes)
    assert name is not None  # noqa: S101
    at = name.end()
    attributes: dict[str, str] = {}
    while True:
        gap = _gap().match(text, at)
        at = gap.end() if gap else at
        if at == len(text):
            # It never ends, and a browser shows nothing of it.
            return HtmlToken("other", start, at)
        if text[at] == ">":
            kind: Kind = "close" if closes else "open"
            return HtmlToken(kind, start, at + 1, name[0].lower(), attributes)
        key = _attribute_name().match(text, at)
        assert key is not None  # noqa: S101
        at = key.end()
        value = ""
        if key["equals"]:
            quote = text[at : at + 1]
            if quote and quote in "\"'":
                end = text.find(quote, at + 1)
                if end < 0:
                    return HtmlToken("other", start, len(text))
                value, at = text[at + 1 : end], end + 1
            else:
                bare = _bare_value().match(text, at)
                value = bare[0] if bare else ""
                at += len(value)
        attributes.setdefault(key["name"].lower(), value)


@functools.cache
def _markup() -> re.Pattern[str]:
    return re.compile(r"<(?:/?(?P<name>[A-Za-z])|[!?]|/(?=.))", re.DOTALL)


@functools.cache
def _name() -> re.Pattern[str]:
    return re.compile(rf"[A-Za-z][^{_SPACE}/>]*")


@functools.cache
def _gap() -> re.Pattern[str]:
    return re.compile(rf"[{_SPACE}/]+")


@functools.cache
def _attribute_name() -> re.Pattern[str]:
    # An equals sign at its start is a part of it.
    return re.compile(rf"(?P<name>.[^{_SPACE}/>=]*)(?P<equals>[{_SPACE}]*=[{_SPACE}]*)?", re.DOTALL)


@functools.cache
def _bare_value() -> re.Pattern[str]:
    return re.compile(rf"[^{_SPACE}>]*")


@functools.cache
def _comment_end() -> re.Pattern[str]:
    return re.compile(r"--!?>")


@functools.cache
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[{_SPACE}/>])", re.IGNORECASE)
