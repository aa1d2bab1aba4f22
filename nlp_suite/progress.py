"""Progress bars for long work."""

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
        show: Whether to show the bar; where None, if standard error is a terminal and
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
