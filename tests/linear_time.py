"""Checks of the time that hostile inputs take, which hold on a busy machine, too."""

import gc
import time
from collections.abc import Callable

# The collector looks at all that a large process has: its time is not the work's.
_RUNS = 3
# Work of the square takes so many times as long for four times as much.
_SQUARE = 16


def cpu_seconds(work: Callable[[], object]) -> float:
    """Measures the time of this process, without the garbage collector's."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        if enabled:
            gc.enable()


def assert_quick(work: Callable[[], object], seconds: float) -> None:
    """Fails if work takes longer than some seconds of this process's time, three times.

    Work that remembers its results must forget them, or it is quick the second time.
    """
    taken: list[float] = []
    while len(taken) < _RUNS:
        taken.append(cpu_seconds(work))
        if taken[-1] < seconds:
            return
    raise AssertionError(f"it took {min(taken):.2f} s at least, and {seconds} s are allowed")


def assert_linear(work: Callable[[int], object], size: int, least: float = 0.03) -> None:
    """Fails if work on four times as much takes more than twelve times as long, three times.

    Args:
        work: Does something that has a size.
        size: The size that is compared with four times that.
        least: Shorter times are taken for so many seconds, as the clock says little of them.
    """
    taken: list[tuple[float, float]] = []
    while len(taken) < _RUNS:
        taken.append((cpu_seconds(lambda: work(size)), cpu_seconds(lambda: work(4 * size))))
        small, large = map(min, zip(*taken, strict=True))
        if large < 0.75 * _SQUARE * max(small, least):
            return
    raise AssertionError(f"{size}: {small:.3f} s at least; {4 * size}: {large:.3f} s at least")
