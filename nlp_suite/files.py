"""Opening regular files only, and atomic writing of files and folders."""

import contextlib
import functools
import glob
import hashlib
import os
import platform
import re
import shutil
import stat
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from nlp_suite.errors import InvalidInputError
from nlp_suite.folder_exchange import exchange

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# A pipe that nobody writes to would keep whoever opens it waiting.
_READING = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
    _READING |= getattr(os, _name, 0)

# What `_beside` returns: the path's name, and of the process its number and its machine.
_LEFTOVER = re.compile(
    r"\.(?P<name>.+)\.(?P<role>new|old)\.(?P<process>[0-9a-f]{8})(?P<machine>[0-9a-f]{8})[0-9a-f]{16}"
)
# When something of another machine, of which nothing can be asked, is taken for a leftover.
_STALE_SECONDS = 24 * 60 * 60
# How long a reader waits for another process that is between its two renames.
_WAIT_SECONDS = 2.0


def open_regular(
    path: str | Path, refuse: Callable[[str], Exception], *, follow_links: bool = True
) -> BinaryIO:
    """Opens a regular file for reading, whatever comes to stand at its path meanwhile.

    A pipe may keep its reader waiting for ever, a device may have no end or do something.

    Args:
        path: The file.
        refuse: Takes what is there instead, such as "a named pipe", and returns the error for it.
        follow_links: Whether a symbolic link is followed, or refused.

    Returns:
        The file, open; to be closed.

    Raises:
        OSError: If it is not there, or cannot be opened.
        ValueError: If the path is none.

    Example:
        >>> open_regular("/dev/zero", lambda kind: InvalidInputError(f"it is {kind}"))
        Traceback (most recent call last):
        nlp_suite.errors.InvalidInputError: it is a device
    """

    def check(status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            raise refuse(_KINDS.get(stat.S_IFMT(status.st_mode), "no regular file"))

    # Looking comes first: to open a socket fails, and to open a device may do something.
    check(os.stat(path, follow_symlinks=follow_links))  # noqa: PTH116
    flags = _READING if follow_links else _READING | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags)
    try:
        check(os.fstat(descriptor))
        return open(descriptor, "rb")  # noqa: PTH123
    except BaseException:
        os.close(descriptor)
        raise


@contextlib.contextmanager
def atomic_folder(path: Path, *, replace: bool = True, sync: bool = True) -> Iterator[Path]:
    """Writes a folder atomically: under another name, renamed when it is complete.

    A reader sees the old folder or the new one, and so does whoever comes after a crash of the
    process or of the machine: where the operating system can exchange two names in one step,
    there is always one of the two at `path`; elsewhere `restore_folder` finds the old one again.
    If the block fails, what stood at `path` stays and nothing else is left. What killed
    processes have left beside it is deleted.

    Args:
        path: Where the folder shall be.
        replace: Whether an existing folder is then replaced; otherwise it stays and
            the new one is dropped, which suits a cache that two processes fill at once.
        sync: Whether the files are on the disk before they get their name; without, a crash of
            the machine may damage them, which suits what can be made again.

    Yields:
        An empty folder beside `path`, to be filled.

    Example:
        ```python
        with atomic_folder(Path("model")) as folder:
            (folder / "config.json").write_text("{}")
        ```
    """
    path = Path(path)
    restore_folder(path)
    new, old = _beside(path, "new"), _beside(path, "old")
    new.mkdir(parents=True)
    try:
        yield new
        if sync:
            _sync_tree(new)
        is_there = os.path.lexists(path)
        # Afterwards it is the old one that has the name of the new one.
        if not (is_there and replace and exchange(new, path)):
            if is_there and replace:
                path.rename(old)
            try:
                new.rename(path)
            except OSError:
                if replace or not path.is_dir():
                    raise
        if sync:
            _sync_entry(path.parent)
    except BaseException:
        if os.path.lexists(old) and not os.path.lexists(path):
            old.rename(path)
        raise
    finally:
        for leftover in (new, old):
            _remove(leftover)


def restore_folder(path: Path) -> None:
    """Puts a folder back whose replacement was cut off, and deletes what killed processes left.

    Args:
        path: The folder; it need not be there.

    Example:
        ```python
        restore_folder(Path("runs/my-model"))
        ```
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        leftovers = _leftovers(path)
        gone = [one for one in leftovers if _is_of_the_past(one)]
        if os.path.lexists(path) or not any(_role(one) == "old" for one in leftovers):
            break
        of_the_past = [one for one in gone if _role(one) == "old"]
        if of_the_past:
            newest = max(of_the_past, key=_changed)
            # Another process may have been quicker.
            with contextlib.suppress(OSError):
                newest.rename(path)
        elif time.monotonic() > deadline:
            break
        else:
            time.sleep(0.01)
    for leftover in gone:
        _remove(leftover)


@contextlib.contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Writes a file atomically: under another name, renamed when it is complete.

    The contents are on the disk before the file gets its name, and the name before the block ends,
    so that a crash of the machine leaves the old file or the new one. It takes some milliseconds.

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
        _sync_entry(new)
        new.replace(path)
        _sync_entry(path.parent)
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

    A folder whose replacement was cut off gets its name back.

    Only for a folder that no other process writes into.

    Args:
        folder: The folder; it need not be there.

    Example:
        ```python
        remove_leftovers(Path("runs/example"))
        ```
    """
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        found = _LEFTOVER.fullmatch(path.name)
        if found is None:
            continue
        replaced = folder / found["name"]
        if found["role"] == "old" and not os.path.lexists(replaced):
            path.rename(replaced)
        else:
            _remove(path)


def remove_leftovers_of(path: Path) -> None:
    """Deletes the temporary files of killed processes that were writing one file.

    Those of running processes stay, and what another machine has written within a day.

    Args:
        path: The file; it need not be there.

    Example:
        ```python
        remove_leftovers_of(Path("answers.jsonl"))
        ```
    """
    for leftover in path.parent.glob(f".{glob.escape(path.name)}.new.*"):
        if _is_of_the_past(leftover):
            _remove(leftover)


def _beside(path: Path, role: str) -> Path:
    if not path.name:
        raise InvalidInputError(f"{str(path)!r} names no file or folder of its own; name one")
    owner = f"{os.getpid() & 0xFFFFFFFF:08x}{_machine()}"
    return path.with_name(f".{path.name}.{role}.{owner}{uuid.uuid4().hex[:16]}")


@functools.cache
def _machine() -> str:
    """Returns a hash of what a process number belongs to: a machine, its start, a container."""
    parts = [platform.node()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii"))
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def _leftovers(path: Path) -> list[Path]:
    """Lists what processes, running or killed, have beside a path while they replace it."""
    found = path.parent.glob(f".{glob.escape(path.name)}.*")
    matches = ((one, _LEFTOVER.fullmatch(one.name)) for one in found)
    return [one for one, match in matches if match and match["name"] == path.name]


def _role(leftover: Path) -> str:
    found = _LEFTOVER.fullmatch(leftover.name)
    return "" if found is None else found["role"]


def _is_of_the_past(leftover: Path) -> bool:
    """Tells whether the process that something belongs to has ended."""
    found = _LEFTOVER.fullmatch(leftover.name)
    if found is None:
        return False
    if found["machine"] == _machine() and os.name == "posix":
        return _has_ended(int(found["process"], 16))
    return time.time() - _changed(leftover) > _STALE_SECONDS


def _has_ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    # One whose parent has not asked for its status yet has a number all the same.
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z"
    return False


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        # Somebody else has just removed it.
        return time.time()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        path.unlink()


def _sync_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync_entry(Path(parent, name))
        _sync_entry(Path(parent))


def _sync_entry(path: Path) -> None:
    """Has the operating system write a file, or the names in a folder, to the disk."""
    if os.name != "posix" and path.is_dir():
        return
    try:
        descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    except OSError:
        # What can't be read, such as a dangling link, has nothing to be synced.
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
