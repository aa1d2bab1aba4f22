"""Memory that a process gives back to the system."""

import contextlib
import ctypes
import functools
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator

from nlp_suite.cpus import available_cpus

# Their models refer to themselves, so that nothing but a collection frees them.
_FRAMEWORKS = ("keras", "torch")

# Parameters of mallopt, as malloc.h numbers them.
_TRIM_THRESHOLD = -1
_MMAP_THRESHOLD = -3
_ARENA_MAX = -8
# What each arena may keep: enough for the arrays of most calls, which would else be faulted in
# anew.
_KEPT = 4 * 2**20
# Larger blocks go back as soon as they are freed.
_LARGE = 16 * 2**20
# Blocks of the weights of models, most of which are larger.
_WEIGHTS = 128 * 2**10
# It takes some 10 ms, and the memory that calls need again must be had anew.
_SECONDS_BETWEEN = 60.0
# No more threads than there are CPUs allocate at once; the rest is for those that are interrupted
# while they do.
_ARENAS_PER_CPU = 2


@functools.cache
def keep_little_memory() -> None:
    """Has the allocator of glibc keep little of the memory that threads have freed.

    glibc lets threads allocate from arenas of their own, up to eight a CPU. Each keeps what was
    freed between blocks in use, and at its end as much as twice the largest block that was ever
    freed, up to 64 MiB, of which `malloc_trim` gives nothing back: in a process that computes in
    many threads, and loads models by turns, resident memory grows for hours, though no more is in
    use. Here there are two arenas a CPU, unless threads have more already; they keep 4 MiB each at
    their ends, and blocks of 16 MiB and more are given back as soon as they are freed.

    That holds for the whole process, and is done once. What the environment sets is left alone
    (`MALLOC_ARENA_MAX`, `MALLOC_TRIM_THRESHOLD_`, `MALLOC_MMAP_THRESHOLD_`, or the same by
    `GLIBC_TUNABLES`); other allocators are not concerned.

    Example:
        >>> keep_little_memory()

    Reference:
        mallopt(3), https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    mallopt = _of_libc("mallopt")
    if mallopt is None:
        return
    if not _is_chosen("arena_max"):
        mallopt(_ARENA_MAX, _ARENAS_PER_CPU * available_cpus())
    if _may_choose_sizes():
        # To set one ends that both follow the largest block, so that the other is set too.
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _KEPT)


@contextlib.contextmanager
def weights_apart() -> Iterator[None]:
    """Has glibc map each larger block that is allocated within by itself.

    Weights that lie between what calls allocate leave holes when they are freed, in which the next
    model's do not fit, and memory grows with each model that is loaded in place of another. What is
    mapped leaves none. In other threads it holds as well, which costs them some time. What
    `keep_little_memory` leaves alone is left alone.

    Example:
        >>> with weights_apart():
        ...     weights = bytearray(2**20)
    """
    keep_little_memory()
    mallopt = _of_libc("mallopt")
    if mallopt is None or not _may_choose_sizes():
        yield
        return
    mallopt(_MMAP_THRESHOLD, _WEIGHTS)
    try:
        yield
    finally:
        mallopt(_MMAP_THRESHOLD, _LARGE)


def _may_choose_sizes() -> bool:
    return not (_is_chosen("trim_threshold_") or _is_chosen("mmap_threshold_"))


def _is_chosen(name: str) -> bool:
    tunable = f"glibc.malloc.{name.removesuffix('_')}="
    return f"MALLOC_{name.upper()}" in os.environ or tunable in os.environ.get("GLIBC_TUNABLES", "")


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
    _trim()


class MemoryPace:
    """Gives memory back now and then, as calls end.

    What is free between blocks in use grows with the number of calls, however little each of them
    needs. Nothing is collected, and whoever calls for less than a minute pays nothing.

    Args:
        seconds: Between one time and the next.

    Example:
        >>> pace = MemoryPace()
        >>> pace.keep()
        False
    """

    def __init__(self, seconds: float = _SECONDS_BETWEEN) -> None:
        self._seconds = seconds
        self._next = time.monotonic() + seconds

    def keep(self) -> bool:
        """Gives memory back if it is time to.

        Returns:
            Whether it was.
        """
        now = time.monotonic()
        if now < self._next:
            return False
        # Of two threads that come at once both may do it, which harms nobody.
        self._next = now + self._seconds
        _trim()
        return True


def _trim() -> None:
    trim = _of_libc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_libc(name: str) -> Callable[..., int] | None:
    """Finds a function of the C library that not every one has."""
    if sys.platform != "linux":
        return None
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found
