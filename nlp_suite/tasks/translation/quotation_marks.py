"""Quotation marks of translations, in pairs of one style."""

import re

_MARK = re.compile(r'["“”„«»]')
_STRAIGHT = '""'
_STYLES = frozenset({_STRAIGHT, "„“", "“”", "«»", "»«", "„”"})
_STYLE_OF_LANGUAGE = {"de": "„“", "en": "“”"}


def pair_quotation_marks(source: str, target: str, target_language: str) -> str:
    """Writes the quotation marks of a translation in one style, if it mixes several.

    Nothing is changed unless the translation has as many marks as the source, or only lacks one
    at its start, and the source has pairs of one style; a translation in one style keeps it.

    Args:
        source: The source.
        target: Its translation.
        target_language: The language of the translation.

    Returns:
        The translation: with straight marks if the source has such, else with those of its
        language.

    Example:
        >>> pair_quotation_marks('"Yes," he said, "no."', '“Ja“, sagte er, “nein.“', "de")
        '"Ja", sagte er, "nein."'
    """
    wanted = _MARK.findall(source)
    style = _STYLE_OF_LANGUAGE.get(target_language.partition("-")[0].lower())
    if style is None or len(wanted) < 2 or _style(wanted) is None:
        return target
    if target and source[0] in wanted and not _MARK.match(target):
        target = style[0] + target
        found = _MARK.findall(target)
        if len(found) != len(wanted):
            return target[1:]
    else:
        found = _MARK.findall(target)
    if len(found) != len(wanted) or _style(found) is not None:
        return target
    style = _STRAIGHT if _style(wanted) == _STRAIGHT else style
    number = iter(range(len(found)))
    return _MARK.sub(lambda _: style[next(number) % 2], target)


def _style(marks: list[str]) -> str | None:
    """Returns the style of marks in pairs, if there is one."""
    styles = {"".join(marks[i : i + 2]) for i in range(0, len(marks), 2)}
    style = styles.pop()
    return style if not styles and style in _STYLES else None
