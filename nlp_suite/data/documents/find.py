"""Finding files: paths, folders, globs, and lists on standard input."""

import glob
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp_suite.arguments import check_path, shown
from nlp_suite.data.documents.document import UnreadableDocument
from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.folder_walk import names_below, problem, walk_folder
from nlp_suite.data.documents.glob_filter import GlobFilter
from nlp_suite.data.documents.path_list import read_path_list
from nlp_suite.errors import InvalidInputError

_PathLike = str | os.PathLike[str]


def find_documents(
    paths: _PathLike | Sequence[_PathLike],
    *,
    hidden: bool = False,
    exclude: Sequence[_PathLike] = (),
    null_separated: bool = False,
) -> Iterator[DocumentFile | UnreadableDocument]:
    r"""Finds files, each once, in the order of the paths and of the names in folders.

    In a folder those count that end in `.txt`, `.md`, `.html`, `.htm`, `.pdf`, `.jsonl`,
    `.csv` or `.parquet`, or in one of these and `.gz`. A file that is named counts whatever
    its ending. Nothing is opened but folders, and no symbolic link in them is followed.

    Args:
        paths: Files, folders with all below them, globs with `*`, `?`, `[]` and `**`, or "-"
            for a list on standard input of files and folders, one a line. A path that exists is
            never taken for a glob.
        hidden: Whether files and folders in folders count whose names begin with a dot.
        exclude: Files and folders that do not count, such as one that is being written.
        null_separated: Whether the paths on standard input end in NUL, as those of
            `find -print0` do.

    Returns:
        The files as they are found. What was given and is not there, a folder that cannot be
        read, and a link out of a folder or to nothing stand among them as problems. Memory grows
        by some 100 bytes for each path that is given, not with what the folders hold.

    Raises:
        InvalidInputError: If there are no paths, or one is not a path.

    Example:
        ```python
        for found in find_documents(["articles", "notes/*.txt"]):
            print(found.file)
        ```
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    if not isinstance(given, Sequence) or isinstance(given, bytes) or not given:
        raise InvalidInputError(
            f"paths must be a path or a list of paths, got {type(paths).__name__} {shown(paths)}"
        )
    if isinstance(exclude, str | os.PathLike) or not isinstance(exclude, Sequence):
        raise InvalidInputError(f"exclude must be a list of paths, got {shown(exclude)}")
    for path in given:
        if not isinstance(path, str | os.PathLike) or not os.fspath(path):
            raise InvalidInputError(
                f"a path must be a str or a Path, and not empty, got {shown(path)}"
            )
    for path in exclude:
        check_path("exclude", path)
    excluded = {os.path.realpath(os.fsdecode(path)) for path in exclude}
    return _find([os.fsdecode(path) for path in given], excluded, hidden, null_separated)


def _find(
    given: list[str], excluded: set[str], hidden: bool, null_separated: bool
) -> Iterator[DocumentFile | UnreadableDocument]:
    finder = _Finder(excluded, hidden)
    for path in given:
        if path == "-":
            for line in read_path_list(sys.stdin.buffer, null_separated=null_separated):
                yield from finder.find(line, globs=False)
        else:
            yield from finder.find(path, globs=True)


class _Finder:
    """Finds each file once."""

    def __init__(self, excluded: set[str], hidden: bool) -> None:
        self._excluded, self._hidden = excluded, hidden
        # What later files must not be found in again; a digest is shorter than a path.
        self._named: set[bytes] = set()
        self._walked: dict[str, list[GlobFilter]] = {}

    def find(self, path: str, *, globs: bool) -> Iterator[DocumentFile | UnreadableDocument]:
        try:
            real = os.path.realpath(path, strict=True)
        except (OSError, ValueError) as error:
            if globs and glob.has_magic(path) and not os.path.lexists(path):
                yield from self._find_glob(path)
            elif isinstance(error, FileNotFoundError):
                yield problem(path, "does not exist; correct the path")
            else:
                reason = getattr(error, "strerror", None) or error
                yield problem(path, f"cannot be looked at: {reason}")
            return
        if os.path.isdir(real):
            found = self._walk(real, path, GlobFilter(hidden=self._hidden))
            yield from (one for one in found if one is not None)
        elif not self._is_excluded(real) and not self._was_found(real):
            self._named.add(_digest(real))
            yield DocumentFile(real, path)

    def _find_glob(self, path: str) -> Iterator[DocumentFile | UnreadableDocument]:
        head, tail = os.path.splitdrive(path)
        parts = tail.split(os.sep)
        first = next(i for i, part in enumerate(parts) if glob.has_magic(part))
        base = head + os.sep.join(parts[:first])
        if first and not base:
            base = os.sep
        names = [part for part in parts[first:] if part not in ("", ".")]
        nothing = problem(path, "does not exist, and no file matches it as a glob")
        if ".." in names:
            yield problem(path, "has '..' after a wildcard; give the folder itself")
            return
        try:
            real = os.path.realpath(base or ".", strict=True)
        except (OSError, ValueError):
            yield nothing
            return
        empty = True
        for found in self._walk(real, base, GlobFilter(names, hidden=self._hidden)):
            empty = False
            if found is not None:
                yield found
        if empty:
            yield nothing

    def _walk(
        self, real: str, given: str, wanted: GlobFilter
    ) -> Iterator[DocumentFile | UnreadableDocument | None]:
        """Yields None for a file that was found before."""
        for found in walk_folder(real, given, wanted):
            yield found if isinstance(found, UnreadableDocument) or self._is_new(found) else None
        self._walked.setdefault(real, []).append(wanted)

    def _is_new(self, found: DocumentFile) -> bool:
        return not self._is_excluded(found.path) and not self._was_found(found.path)

    def _was_found(self, real: str) -> bool:
        if _digest(real) in self._named:
            return True
        for folder in Path(real).parents:
            for wanted in self._walked.get(str(folder), ()):
                if wanted.matches(names_below(str(folder), real) or ()):
                    return True
        return False

    def _is_excluded(self, real: str) -> bool:
        return bool(self._excluded) and (
            real in self._excluded
            or any(str(folder) in self._excluded for folder in Path(real).parents)
        )


def _digest(path: str) -> bytes:
    return hashlib.blake2b(os.fsencode(path), digest_size=16).digest()
