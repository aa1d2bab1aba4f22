"""Recursive folder walk that does not follow symbolic links."""

import os
from collections.abc import Iterator

from nlp_suite.data.documents.document import UnreadableDocument
from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.file_names import one_line_name, written_name
from nlp_suite.data.documents.formats import known_format
from nlp_suite.data.documents.glob_filter import GlobFilter, GlobState
from nlp_suite.errors import InvalidInputError, UnsafeFileError

_Found = DocumentFile | UnreadableDocument


def walk_folder(root: str, given: str, wanted: GlobFilter) -> Iterator[_Found]:
    """Yields the files below a folder, recursively, in the order of their names.

    Symbolic links are not followed: what they lead to is found where it is, if that is in the
    folder, and is reported as a problem if not. Memory holds the names of one folder and of those
    that it is in.

    Args:
        root: The folder, without a symbolic link on the way.
        given: What to call it.
        wanted: Which files are meant.

    Yields:
        The files, and problems with folders and links.

    Example:
        ```python
        for found in walk_folder(str(Path.cwd()), ".", GlobFilter()):
            print(found.file)
        ```
    """
    # A stack, as folders may lie deeper in each other than calls may.
    stack: list[tuple[str, str, GlobState, Iterator[os.DirEntry[str]]]] = []

    def push(path: str, shown: str, state: GlobState) -> UnreadableDocument | None:
        try:
            with os.scandir(path) as entries:
                ordered = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            return problem(shown, f"is a folder that cannot be read: {error.strerror}")
        stack.append((path, shown, state, iter(ordered)))
        return None

    failed = push(root, given, wanted.start)
    if failed:
        yield failed
    while stack:
        path, shown, state, entries = stack[-1]
        entry = next(entries, None)
        if entry is None:
            stack.pop()
            continue
        name = entry.name
        if not wanted.may_match(state, name):
            continue
        inner, inner_shown = os.path.join(path, name), os.path.join(shown, name)
        try:
            is_link, is_folder = entry.is_symlink(), entry.is_dir(follow_symlinks=False)
        except OSError as error:
            yield problem(inner_shown, f"cannot be looked at: {error.strerror}")
            continue
        if is_link:
            failed = _check_link(inner, inner_shown, root, wanted, state)
        elif is_folder:
            inner_place = wanted.enter(state, name)
            failed = None
            if wanted.is_open(inner_place):
                failed = push(inner, inner_shown, inner_place)
        elif wanted.matches_file(state, name):
            yield DocumentFile(inner, inner_shown)
        if failed:
            yield failed
            failed = None


def problem(
    given: str, reason: str, error: type[InvalidInputError | UnsafeFileError] = InvalidInputError
) -> UnreadableDocument:
    """Formats the problem of a path that was given or found.

    Args:
        given: What it is called.
        reason: The rest of the sentence.
        error: The class of the error.

    Returns:
        The problem.

    Example:
        >>> str(problem("a", "is a named pipe"))
        'a is a named pipe'
    """
    return UnreadableDocument(written_name(given), f"{one_line_name(given)} {reason}", error)


def _check_link(
    path: str, shown: str, root: str, wanted: GlobFilter, state: GlobState
) -> UnreadableDocument | None:
    """Reports what is lost by not following a link, if anything."""
    try:
        target = os.path.realpath(path, strict=True)
        is_folder = os.path.isdir(target)
    except OSError as error:
        return problem(shown, f"is a symbolic link that leads nowhere: {error.strerror}")
    names = names_below(root, target)
    if names is None:
        return problem(
            shown,
            "is a symbolic link out of the folder, which is not followed; give what it leads to",
            UnsafeFileError,
        )
    name = os.path.basename(path)
    if is_folder:
        lost = wanted.enter(state, name).inside and not wanted.matches_all(names)
    else:
        meant = wanted.matches_file(state, name) or known_format(target)
        lost = bool(meant) and not wanted.matches(names)
    if not lost:
        return None
    where = one_line_name(os.path.join(*names) if names else ".")
    return problem(
        shown, f"is a symbolic link to {where!r}, which is not looked for there; give that itself"
    )


def names_below(root: str, path: str) -> list[str] | None:
    """Splits a path into the names below a folder.

    Args:
        root: The folder; neither has a symbolic link on the way.
        path: The path.

    Returns:
        The names, none for the folder itself; None for a path that is elsewhere.

    Example:
        >>> names_below("/a", "/a/b/c.txt"), names_below("/a", "/ab")
        (['b', 'c.txt'], None)
    """
    start = os.path.join(root, "")
    if path == root:
        return []
    return path[len(start) :].split(os.sep) if path.startswith(start) else None
