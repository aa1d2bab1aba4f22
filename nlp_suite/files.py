"""Atomic writing of files and folders."""

import contextlib
import glob
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from nlp_suite.errors import InvalidInputError

# What `_beside` returns.
_LEFTOVER = re.compile(r"\..+\.(new|old)\.[0-9a-f]{32}")


@contextlib.contextmanager
def atomic_folder(path: Path, *, replace: bool = True) -> Iterator[Path]:
    """Writes a folder atomically: under another name, renamed when it is complete.

    A reader sees the old folder or the new one. If the block fails, what stood at `path`
    stays and nothing else is left.

    Args:
        path: Where the folder shall be.
        replace: Whether an existing folder is then replaced; otherwise it stays and
            the new one is dropped, which suits a cache that two processes fill at once.

    Yields:
        An empty folder beside `path`, to be filled.

    Example:
        ```python
        with atomic_folder(Path("model")) as folder:
            (folder / "config.json").write_text("{}")
        ```
    """
    path = Path(path)
    new, old = _beside(path, "new"), _beside(path, "old")
    new.mkdir(parents=True)
    try:
        yield new
        if path.exists() and replace:
            path.rename(old)
        try:
            new.rename(path)
        except OSError:
            if replace or not path.is_dir():
                raise
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        raise
    finally:
        for leftover in (new, old):
            shutil.rmtree(leftover, ignore_errors=True)


@contextlib.contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Writes a file atomically: under another name, renamed when it is complete.

    Args:
        path: Where the file shall be; an existing file is replaced.

    Yields:
        A path beside `path`, to be written.

    Example:
        ```python
        with atomic_file(Path("report.json")) as file:
            file.write_text("{}")
        ```
    """
    path = Path(path)
    new = _beside(path, "new")
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield new
        new.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            new.unlink()


def unwritable(path: Path | str, error: OSError) -> InvalidInputError:
    """Formats the error for an output file that cannot be written.

    Args:
        path: The file.
        error: The operating system's error.

    Returns:
        The error.

    Example:
        >>> unwritable("report.json", OSError(28, "No space left on device"))
        InvalidInputError("'report.json' cannot be written: No space left on device")
    """
    return InvalidInputError(f"{str(path)!r} cannot be written: {error.strerror or error}")


def remove_leftovers(folder: Path) -> None:
    """Deletes the temporary files of killed processes in a folder.

    Only for a folder that no other process writes into.

    Args:
        folder: The folder; it need not be there.

    Example:
        ```python
        remove_leftovers(Path("runs/example"))
        ```
    """
    for path in folder.iterdir() if folder.is_dir() else ():
        if _LEFTOVER.fullmatch(path.name):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def remove_leftovers_of(path: Path) -> None:
    """Deletes the temporary files of killed processes that were writing one file.

    Only for a file that no other process writes.

    Args:
        path: The file; it need not be there.

    Example:
        ```python
        remove_leftovers_of(Path("answers.jsonl"))
        ```
    """
    for leftover in path.parent.glob(f".{glob.escape(path.name)}.new.*"):
        if _LEFTOVER.fullmatch(leftover.name):
            leftover.unlink()


def _beside(path: Path, role: str) -> Path:
    return path.with_name(f".{path.name}.{role}.{uuid.uuid4().hex}")
