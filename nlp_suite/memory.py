"""Memory that a process gives back to the system."""

import ctypes
import functools
import gc
import os
import sys
from collections.abc import Callable

# Their models refer to themselves, so that nothing but a collection frees them.
_FRAMEWORKS = ("keras", "torch")

# Parameters of mallopt, as malloc.h numbers them.
_TRIM_THRESHOLD = -1
_MMAP_THRESHOLD = -3
# What each may keep: enough for the arrays of most calls, which would else be faulted in anew.
_KEPT = 4 * 2**20
# Larger blocks go back as soon as they are freed.
_LARGE = 16 * 2**20
# Who has set one of these has chosen.
_CHOSEN = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_")
_TUNABLES = ("glibc.malloc.trim_threshold", "glibc.malloc.mmap_threshold")


@functools.cache
def keep_little_memory() -> None:
    """Has the allocator of glibc keep at most 4 MiB of free memory at the end of each arena.

    glibc gives every thread an arena, of which there may be eight a CPU. Left to itself, it keeps
    at the end of each as much as twice the largest block that was ever freed, up to 64 MiB, and
    `malloc_trim` gives nothing of that back: in a process that computes in many threads, and loads
    models by turns, resident memory grows for hours, though nothing more is in use.

    That holds for the whole process, and is done once. It is left alone where the environment sets
    `MALLOC_TRIM_THRESHOLD_` or `MALLOC_MMAP_THRESHOLD_`, or the same by `GLIBC_TUNABLES`; other
    allocators are not concerned.

    Example:
        >>> keep_little_memory()

    Reference:
        mallopt(3), https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    tunables = os.environ.get("GLIBC_TUNABLES", "")
    if any(name in os.environ for name in _CHOSEN) or any(name in tunables for name in _TUNABLES):
        return
    mallopt = _of_libc("mallopt")
    if mallopt is not None:
        # To set one ends that both follow the largest block, so that the other is set too.
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _KEPT)


def give_back_memory() -> None:
    """Gives memory that is not used any more back to the operating system.

    Allocators keep what was freed for the next time. That of glibc is asked to give it back, but
    for the end of each arena (see `keep_little_memory`); others do it by themselves, or not at
    all. Where a framework is loaded, garbage is collected first, which takes some tenths of a
    second.

    Example:
        >>> give_back_memory()
    """
    if any(name in sys.modules for name in _FRAMEWORKS):
        gc.collect()
    trim = _of_libc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_libc(name: str) -> Callable[..., int] | None:
    """Finds a function of the C library that not every one has."""
    if sys.platform != "linux":
        return None
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found
