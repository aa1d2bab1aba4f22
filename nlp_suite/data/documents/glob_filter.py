"""Glob matching of a folder's files."""

import fnmatch
import re
from collections.abc import Sequence
from typing import NamedTuple

from nlp_suite.data.documents.document_file import known_format

_ANY_DEPTH = "**"


class Place(NamedTuple):
    """State of the match of a path against a selection.

    Attributes:
        inside: Whether all documents below match.
        parts: Which parts of the glob the next name may match.
    """

    inside: bool
    parts: frozenset[int]


class Selection:
    """Glob filter of a folder's files, or of all that are documents by their endings.

    A glob that matches a folder matches all documents in it. Names that begin with a dot
    match only where the glob has that dot.

    Args:
        parts: The names in the glob, of which `**` stands for any number of folders; none for
            all documents.
        hidden: Whether names that begin with a dot are documents and folders like others.

    Example:
        >>> Selection(["*.log"]).takes(["a.log"]), Selection().takes(["notes", "a.md"])
        (True, True)
    """

    def __init__(self, parts: Sequence[str] = (), *, hidden: bool = False) -> None:
        self._parts, self._hidden = tuple(parts), hidden
        self._matchers = [
            None if part == _ANY_DEPTH else re.compile(fnmatch.translate(part)) for part in parts
        ]
        self.start = Place(not parts, self._closed({0}) if parts else frozenset())

    def enter(self, place: Place, name: str) -> Place:
        """Matches the name of a folder, one level down.

        Args:
            place: Where the folder's parent is.
            name: The folder.

        Returns:
            The state for the folder; nothing below it matches unless `is_open`.

        Example:
            >>> selection = Selection(["a*", "*.txt"])
            >>> selection.is_open(selection.enter(selection.start, "b"))
            False
        """
        parts = self._step(place, name)
        inside = (place.inside and self._is_visible(name)) or len(self._parts) in parts
        return Place(inside, parts)

    def is_open(self, place: Place) -> bool:
        """Returns whether anything below a folder may match.

        Args:
            place: Where the folder is.

        Returns:
            True if so.
        """
        return place.inside or bool(place.parts)

    def takes_file(self, place: Place, name: str) -> bool:
        """Returns whether a file matches.

        Args:
            place: Where its folder is.
            name: The file.

        Returns:
            True if so.
        """
        if place.inside and self._is_visible(name) and known_format(name):
            return True
        return len(self._parts) in self._step(place, name)

    def takes(self, names: Sequence[str]) -> bool:
        """Returns whether a file somewhere below matches.

        Args:
            names: The folders on the way to it, and the file.

        Returns:
            True if so.
        """
        place = self.start
        for name in names[:-1]:
            place = self.enter(place, name)
        return bool(names) and self.takes_file(place, names[-1])

    def takes_all(self, names: Sequence[str]) -> bool:
        """Returns whether all documents in a folder somewhere below match.

        Args:
            names: The folders on the way to it, and itself.

        Returns:
            True if so.
        """
        place = self.start
        for name in names:
            place = self.enter(place, name)
        return place.inside

    def sees(self, place: Place, name: str) -> bool:
        """Returns whether a name is looked at, be it a file, a folder or a link.

        Args:
            place: Where its folder is.
            name: The name.

        Returns:
            True if so.
        """
        return (place.inside and self._is_visible(name)) or bool(self._step(place, name))

    def _is_visible(self, name: str) -> bool:
        return self._hidden or not name.startswith(".")

    def _step(self, place: Place, name: str) -> frozenset[int]:
        reached = set()
        for part in place.parts:
            if part == len(self._parts):
                continue
            matcher = self._matchers[part]
            dotted = self._parts[part].startswith(".")
            if (dotted or self._is_visible(name)) and (matcher is None or matcher.match(name)):
                reached.add(part if matcher is None else part + 1)
        return self._closed(reached)

    def _closed(self, reached: set[int]) -> frozenset[int]:
        for part in range(len(self._parts)):
            if part in reached and self._matchers[part] is None:
                reached.add(part + 1)
        return frozenset(reached)
