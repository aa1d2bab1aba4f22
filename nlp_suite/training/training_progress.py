"""Progress bar of a training run."""

import sys
import time
from typing import Any, Self

# Seconds between lines where there is no terminal for a bar.
LINE_SECONDS = 60


class TrainingProgress:
    """Progress bar on a terminal, or a line a minute elsewhere, with tokens/s and time left.

    Args:
        total_tokens: Number of tokens of the whole run, also the attribute `total`.
        show: Whether to show anything; if None, as a bar if standard error is a
            terminal, else as lines.

    Example:
        ```python
        with TrainingProgress(total_tokens=1000, show=False) as progress:
            progress.update(epoch=1, tokens=100, loss=4.2)
        ```
    """

    def __init__(self, total_tokens: int, *, show: bool | None = None) -> None:
        self.total = total_tokens
        self._bar: Any = None
        self._lines = show is None and not sys.stderr.isatty()
        self._show_bar = sys.stderr.isatty() if show is None else show
        self._done = 0
        self._counted = 0
        self._started = self._last_line = time.monotonic()

    def __enter__(self) -> Self:
        self._started = self._last_line = time.monotonic()
        if self._show_bar:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("epoch {task.fields[epoch]}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %  loss {task.fields[loss]:.3f}"),
                TextColumn("{task.fields[rate]:,.0f} tokens/s"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self._task = self._bar.add_task("", total=self.total, epoch=0, loss=0.0, rate=0.0)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def skip(self, tokens: int) -> None:
        """Counts what an earlier process did.

        Args:
            tokens: Number of tokens.
        """
        self._done += tokens
        if self._bar:
            self._bar.update(self._task, completed=self._done)

    def update(self, *, epoch: int, tokens: int, loss: float) -> None:
        """Counts a step.

        Args:
            epoch: Number of the epoch, from 1.
            tokens: Number of tokens of the step.
            loss: Its loss.
        """
        self._done += tokens
        self._counted += tokens
        now = time.monotonic()
        rate = self._counted / max(now - self._started, 1e-9)
        if self._bar:
            self._bar.update(self._task, completed=self._done, epoch=epoch, loss=loss, rate=rate)
        elif self._lines and now - self._last_line >= LINE_SECONDS:
            self._last_line = now
            minutes = (self.total - self._done) / rate / 60
            share = 100 * self._done / self.total
            self.line(
                f"epoch {epoch}  {share:.1f} %  loss {loss:.3f}  {rate:,.0f} tokens/s  "
                f"{minutes:.0f} min left"
            )

    def line(self, text: str) -> None:
        """Prints a line, above the bar if there is one.

        Args:
            text: The line.
        """
        if self._bar:
            self._bar.console.print(text, markup=False, highlight=False)
        elif self._lines:
            print(text, file=sys.stderr, flush=True)  # noqa: T201
