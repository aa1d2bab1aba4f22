"""Items of lists."""

# ruff: noqa: RUF001 - dashes are what this module looks for.

import functools
import re

from nlp_suite.text.structure.layout import Layout

# Lines between which the numbers of a list follow each other.
_NEAR = 12


def mark_lists(layout: Layout) -> None:
    """Marks list items, without the bullets and numbers before them.

    Args:
        layout: The lines of a text.
    """
    patterns = _patterns()
    numbered: list[tuple[int, str, int, int]] = []
    for number, line in enumerate(layout.lines):
        if not layout.is_open(number):
            continue
        bullet = patterns["bullet"].match(line.text)
        if bullet and bullet.end() < line.length:
            layout.mark(number, "list_item", line.start + bullet.end())
            continue
        ordinal = patterns["number"].match(line.text)
        if ordinal and ordinal.end() < line.length:
            value = ordinal["value"]
            place = int(value) if value.isdigit() else ord(value.casefold()[-1]) - ord("a") + 1
            style = ordinal["open"] + ("1" if value.isdigit() else "a") + ordinal["close"]
            numbered.append((number, style, place, line.start + ordinal.end()))
    # One number alone begins a sentence as well: "3. Oktober".
    for index, (number, style, place, content) in enumerate(numbered):
        near = numbered[max(0, index - 1) : index] + numbered[index + 1 : index + 2]
        if any(
            other_style == style and abs(other - place) == 1 and abs(at - number) <= _NEAR
            for at, other_style, other, _ in near
        ):
            layout.mark(number, "list_item", content)
    for number, line in enumerate(layout.lines):
        if number and layout.is_open(number) and layout.kinds[number - 1] == "list_item":
            first = number - 1
            before = layout.lines[first]
            inside = line.begin + 1 < line.start and not line.gap
            if inside or (not line.gap and line.lower and not before.stopped):
                layout.mark(number, "list_item", joined=True)


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "bullet": re.compile(r"[-*+•‣◦▪▫●○■□·⁃∙–]\s+(?:\[[ xX]?\]\s+)?"),
        "number": re.compile(
            r"(?P<open>\(?)(?P<value>\d{1,3}|[A-Za-z]|[ivx]{1,4})(?P<close>[.)])\s+"
        ),
    }
