"""Glob matching of a folder's files."""

import fnmatch
import re
from collections.abc import Sequence
from typing import NamedTuple

from nlp_suite.data.documents.formats import known_format

_ANY_DEPTH = "**"


class GlobState(NamedTuple):
    """State of the match of a path against a filter, after some of its names.

    Attributes:
        inside: Whether all documents below match.
        parts: Which parts of the glob the next name may match.
    """

    inside: bool
    parts: frozenset[int]


class GlobFilter:
    """Glob filter of a folder's files, or of all that are documents by their endings.

    A glob that matches a folder matches all documents in it. Names that begin with a dot
    match only where the glob has that dot.

    Args:
        parts: The names in the glob, of which `**` stands for any number of folders; none for
            all documents.
        hidden: Whether names that begin with a dot are documents and folders like others.

    Example:
        >>> GlobFilter(["*.log"]).matches(["a.log"]), GlobFilter().matches(["notes", "a.md"])
        (True, True)
    """

    def __init__(self, parts: Sequence[str] = (), *, hidden: bool = False) -> None:
        self._parts, self._hidden = tuple(parts), hidden
        self._matchers = [
            None if part == _ANY_DEPTH else re.compile(fnmatch.translate(part)) for part in parts
        ]
        self.start = GlobState(not parts, self._closed({0}) if parts else frozenset())

    def enter(self, state: GlobState, name: str) -> GlobState:
        """Matches the name of a folder, one level down.

        Args:
            state: The state in the folder's parent.
            name: The folder.

        Returns:
            The state for the folder; nothing below it matches unless `is_open`.

        Example:
            >>> articles = GlobFilter(["a*", "*.txt"])
            >>> articles.is_open(articles.enter(articles.start, "b"))
            False
        """
        parts = self._step(state, name)
        inside = (state.inside and self._is_visible(name)) or len(self._parts) in parts
        return GlobState(inside, parts)

    def is_open(self, state: GlobState) -> bool:
        """Returns whether anything below a folder may match.

        Args:
            state: The state in the folder.

        Returns:
            True if so.
        """
        return state.inside or bool(state.parts)

    def matches_file(self, state: GlobState, name: str) -> bool:
        """Returns whether a file matches.

        Args:
            state: The state in its folder.
            name: The file.

        Returns:
            True if so.
        """
        if state.inside and self._is_visible(name) and known_format(name):
            return True
        return len(self._parts) in self._step(state, name)

    def matches(self, names: Sequence[str]) -> bool:
        """Returns whether a file somewhere below matches.

        Args:
            names: The folders on the way to it, and the file.

        Returns:
            True if so.
        """
        state = self.start
        for name in names[:-1]:
            state = self.enter(state, name)
        return bool(names) and self.matches_file(state, names[-1])

    def matches_all(self, names: Sequence[str]) -> bool:
        """Returns whether all documents in a folder somewhere below match.

        Args:
            names: The folders on the way to it, and itself.

        Returns:
            True if so.
        """
        state = self.start
        for name in names:
            state = self.enter(state, name)
        return state.inside

    def may_match(self, state: GlobState, name: str) -> bool:
        """Returns whether a name is looked at, be it a file, a folder or a link.

        Args:
            state: The state in its folder.
            name: The name.

        Returns:
            True if so.
        """
        return (state.inside and self._is_visible(name)) or bool(self._step(state, name))

    def _is_visible(self, name: str) -> bool:
        return self._hidden or not name.startswith(".")

    def _step(self, state: GlobState, name: str) -> frozenset[int]:
        reached = set()
        for part in state.parts:
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
