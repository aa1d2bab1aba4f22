"""Strings of resource files: JSON, gettext, Java properties, strings of iOS."""

import functools
import re


def find_resource_strings(text: str, start: int, end: int) -> list[tuple[int, int]] | None:
    r"""Finds the strings to translate of a line of a resource file.

    Lines are of JSON or of iOS (strings in quotation marks with keys), of gettext (of which
    `msgstr` alone has something to translate: `msgid` and `msgctxt` are keys), or of Java
    properties (a key with stops in it, or one right before "=").

    Args:
        text: The text.
        start: Start of the line, behind white space.
        end: End of the line.

    Returns:
        Start and end of each value, within its quotation marks; None if the line is not one of a
        resource file.

    Example:
        >>> line = '"save": "Save it", "size": 12'
        >>> [line[first:last] for first, last in find_resource_strings(line, 0, len(line))]
        ['Save it']
        >>> print(find_resource_strings('"Yes": that is what he said.', 0, 28))
        None
    """
    patterns = _patterns()
    message = patterns["message"].fullmatch(text, start, end)
    if message:
        return [message.span("string")] if message["keyword"].startswith("msgstr") else []
    entry = patterns["property"].match(text, start, end)
    if entry:
        return [(entry.end(), end)]
    if text[start] not in '"{[' or not patterns["keyed"].search(text, start, min(end, start + 200)):
        return None
    values = []
    at = start
    for string in patterns["string"].finditer(text, start, end):
        if not patterns["between"].fullmatch(text, at, string.start()):
            return None
        at = string.end()
        if not patterns["separator"].match(text, at, end):
            values.append(string.span("string"))
    return values if patterns["between"].fullmatch(text, at, end) else None


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    string = r'"(?P<string>(?:[^"\\]|\\.)*+)"'
    return {
        "message": re.compile(
            rf"(?P<keyword>msgctxt|msgid(?:_plural)?|msgstr(?:\[\d\])?)\s++{string}\s*+"
        ),
        "property": re.compile(
            r"(?:[A-Za-z][\w-]*+(?:\.[\w-]++)++[ \t]?=[ \t]?|[A-Za-z_][\w-]*+=(?=[^\W\d_]))"
        ),
        "string": re.compile(string),
        "keyed": re.compile(r'[\[{\s]*+"[^"\\]{1,100}+"\s*[:=]\s*(?:["\[{\d-]|true|false|null|$)'),
        "separator": re.compile(r"\s*+[:=]"),
        "between": re.compile(r"(?:[\s:=,;\[\]{}0-9.+-]|true|false|null|[eE](?=[-+0-9]))*+"),
    }
