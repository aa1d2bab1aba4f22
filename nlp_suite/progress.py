"""Progress: bars on standard error, and what a call tells whoever observes it."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")


class _Work:
    """How much of a call's work is known, and how much of it is done."""

    def __init__(self, callback: Callable[[int, int], None]) -> None:
        self._callback = callback
        self._done = self._total = 0

    def add(self, done: int, total: int) -> None:
        self._done += done
        self._total += total
        self._callback(self._done, self._total)


_observed: ContextVar[_Work | None] = ContextVar("observed", default=None)


@contextlib.contextmanager
def observe_work(callback: Callable[[int, int], None]) -> Iterator[None]:
    """Tells a function how far the calls of a block are, in the pieces that engines compute.

    A piece is a sentence to translate or to embed, a window to read, or a text to write about.
    They get more while a call finds out what there is to do. What the function raises ends the
    call, so that it can be cancelled between two batches.

    Args:
        callback: Called with how many pieces are done, and how many are known.

    Example:
        >>> with observe_work(lambda done, total: print(f"{done} of {total}")):
        ...     expect_work(3)
        ...     finish_work(2)
        0 of 3
        2 of 3
    """
    token = _observed.set(_Work(callback))
    try:
        yield
    finally:
        _observed.reset(token)


def expect_work(pieces: int) -> None:
    """Says that there is more to compute, to whoever observes this call.

    Args:
        pieces: How many pieces more.

    Example:
        >>> expect_work(3)
    """
    work = _observed.get()
    if work is not None and pieces:
        work.add(0, pieces)


def finish_work(pieces: int) -> None:
    """Says that something was computed, to whoever observes this call.

    Args:
        pieces: How many pieces, which `expect_work` was told of before.

    Example:
        >>> finish_work(3)
    """
    work = _observed.get()
    if work is not None and pieces:
        work.add(pieces, 0)


def track(items: Sequence[T], description: str, *, show: bool | None = None) -> Iterator[T]:
    """Iterates with a progress bar on standard error.

    Args:
        items: What to iterate over.
        description: What is being done, for the bar.
        show: Whether to show the bar; if None, only if standard error is a terminal and
            there is more than one item.

    Yields:
        The items.

    Example:
        ```python
        for text in track(texts, "Summarizing"):
            ...
        ```
    """
    if show is None:
        show = len(items) > 1 and sys.stderr.isatty()
    if not show:
        yield from items
        return
    from rich.console import Console
    from rich.progress import track as rich_track

    yield from rich_track(items, description, console=Console(stderr=True))


@contextlib.contextmanager
def progress_bar(
    description: str, total: int | None, *, show: bool
) -> Iterator[Callable[[int], None]]:
    """Shows a progress bar on standard error while a block runs.

    Args:
        description: What is being done, for the bar.
        total: How much there is to do; None if that is not known.
        show: Whether to show the bar.

    Yields:
        A function to be called with how much more is done.

    Example:
        ```python
        with progress_bar("Reading", total=1000, show=True) as advance:
            advance(500)
        ```
    """
    if not show:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task(description, total=total)
        yield lambda amount: progress.advance(bar, amount)


@contextlib.contextmanager
def files_bar(what: str, total: int | None, *, show: bool) -> Iterator[Callable[[int, int], None]]:
    """Shows how far a job over files is, on standard error, while a block runs.

    Args:
        what: What is counted beside the files, such as "questions".
        total: How many files there are; None if that is not known.
        show: Whether to show it.

    Yields:
        A function to be called with how many files are done, and how much more of the rest.

    Example:
        ```python
        with files_bar("questions", total=48, show=True) as advance:
            advance(3, 30)
        ```
    """
    if not show:
        yield lambda _files, _more: None
        return
    import time

    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("files"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    done, started = 0, time.monotonic()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("files", total=total, speed="")

        def advance(files: int, more: int) -> None:
            nonlocal done
            done += more
            speed = done / max(1e-9, time.monotonic() - started)
            progress.update(bar, completed=files, speed=f"{speed:,.1f} {what}/s")

        yield advance
