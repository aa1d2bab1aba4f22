"""Exchange of two paths in one step of the operating system (renameat2)."""

import ctypes
import os
import sys
from pathlib import Path

_CURRENT_FOLDER = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE


def exchange(first: Path, second: Path) -> bool:
    """Gives each of two paths of one file system what stood at the other one.

    Args:
        first: A file or folder.
        second: Another one.

    Returns:
        Whether it was done: Linux can, on most file systems; otherwise nothing has changed.

    Example:
        ```python
        if not exchange(Path("model"), Path("model.new")):
            print("this system cannot")
        ```
    """
    if sys.platform != "linux":
        return False
    # Some libraries of C have no such function.
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    paths = os.fsencode(first), os.fsencode(second)
    status: int = rename(
        _CURRENT_FOLDER,
        ctypes.c_char_p(paths[0]),
        _CURRENT_FOLDER,
        ctypes.c_char_p(paths[1]),
        ctypes.c_uint(_EXCHANGE),
    )
    return status == 0
