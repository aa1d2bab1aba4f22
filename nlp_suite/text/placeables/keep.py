"""What a user wants to be kept as it is."""

import re
from collections.abc import Iterable
from typing import Any

from nlp_suite.arguments import shown
from nlp_suite.errors import InvalidInputError
from nlp_suite.text.placeables.phrase_matcher import PhraseMatcher
from nlp_suite.text.placeables.placeable import Placeable


def _is_list(value: Any) -> bool:
    # An array without a dimension is of a class that can be iterated over.
    return isinstance(value, Iterable) and getattr(value, "ndim", 1) == 1


class KeepList:
    r"""Words and patterns that a translation shall copy.

    A str is found where it stands as whole words, in its own case. A pattern is found where it
    matches; how long that takes is up to the pattern, as it is with any regular expression.

    Args:
        keep: Each a str or a compiled regular expression.

    Raises:
        InvalidInputError: If one is neither, is empty, or matches nothing at all.

    Example:
        >>> keep = KeepList(["ACME Cloud", re.compile(r"[Pp]roject \w+")])
        >>> [p.target for p in keep.find("ACME Cloud runs project Mercury, not Acme cloud.")]
        ['ACME Cloud', 'project Mercury']
    """

    def __init__(self, keep: Iterable[str | re.Pattern[str]]) -> None:
        if isinstance(keep, str | bytes | re.Pattern) or not _is_list(keep):
            raise InvalidInputError(
                "keep must be a list of str and compiled patterns, got "
                f"{shown(keep)}; write keep=[{shown(keep)}]"
            )
        phrases: list[tuple[str, bool]] = []
        self._patterns: list[re.Pattern[str]] = []
        for entry in keep:
            if isinstance(entry, re.Pattern):
                self._patterns.append(_checked(entry))
            elif not isinstance(entry, str):
                raise InvalidInputError(
                    "each entry of keep must be a str or a compiled pattern (re.compile), got "
                    f"{shown(entry)}"
                )
            elif not entry.strip():
                raise InvalidInputError(
                    f"an entry of keep is empty, got {entry!r}; leave it out of the list"
                )
            else:
                phrases.append((entry, True))
        self._matcher = PhraseMatcher(phrases)

    def find(self, text: str) -> list[Placeable]:
        """Finds what shall be kept.

        Args:
            text: The text.

        Returns:
            Placeables of the kind "keep", sorted; of those that overlap the first, and of those
            that start together the longest.
        """
        spans = [(start, end) for start, end, _ in self._matcher.find(text)]
        for pattern in self._patterns:
            spans += [match.span() for match in pattern.finditer(text) if match[0].strip()]
        placeables = []
        done = 0
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start >= done:
                placeables.append(Placeable(start, end, "keep", text[start:end]))
                done = end
        return placeables


def _checked(pattern: re.Pattern[str]) -> re.Pattern[str]:
    if not isinstance(pattern.pattern, str):
        raise InvalidInputError(
            f"a pattern of keep is for bytes, got {pattern.pattern!r}; compile a str"
        )
    if pattern.search(""):
        raise InvalidInputError(
            f"a pattern of keep matches the empty text, got {pattern.pattern!r}; let it match one "
            "character at least"
        )
    return pattern
