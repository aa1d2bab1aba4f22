"""Standard output on a terminal, which shows texts and is never commanded by them."""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from nlp_suite.display import escape_controls


class EscapingStream:
    r"""A stream of text that escapes what a terminal would take for a command.

    It has no `buffer`, so that nothing goes around it.

    Args:
        stream: The stream of the terminal.

    Attributes:
        unescaped: The same, for what colours its own output.

    Example:
        >>> EscapingStream(sys.stdout).write("Tom \x1b]0;sleeps\x07\n")
        Tom \x1b]0;sleeps\x07
        22
    """

    def __init__(self, stream: Any) -> None:
        self.unescaped = stream

    def write(self, text: str) -> int:
        """Writes a text with escapes.

        Args:
            text: The text.

        Returns:
            How many characters were written.
        """
        escaped = escape_controls(text)
        encoding = self.unescaped.encoding or "utf-8"
        escaped = escaped.encode(encoding, "backslashreplace").decode(encoding)
        self.unescaped.write(escaped)
        return len(escaped)

    def writelines(self, lines: Any) -> None:
        """Writes texts with escapes.

        Args:
            lines: The texts.
        """
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        if name in ("buffer", "detach"):
            raise AttributeError(name)
        return getattr(self.unescaped, name)


@contextlib.contextmanager
def safe_terminal() -> Iterator[None]:
    """Escapes what a block writes to standard output, if that is a terminal.

    Example:
        ```python
        with safe_terminal():
            print(text)
        ```
    """
    stream = sys.stdout
    if not stream.isatty():
        yield
        return
    escaping: Any = EscapingStream(stream)
    sys.stdout = escaping
    try:
        yield
    finally:
        sys.stdout = stream
