"""Progress bars on standard error."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


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
