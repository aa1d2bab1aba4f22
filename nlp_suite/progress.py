"""Progress bars for long work."""

import sys
from collections.abc import Iterator, Sequence
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
