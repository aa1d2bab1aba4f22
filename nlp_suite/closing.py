"""Objects that are closed at the end of a `with` block."""

from typing import Self


class Closable:
    """An object with a method `close`, which a `with` block calls in its end.

    Example:
        >>> class Tap(Closable):
        ...     def close(self):
        ...         print("closed")
        >>> with Tap():
        ...     print("open")
        open
        closed
    """

    __slots__ = ()

    def close(self) -> None:
        """Gives back what the object holds; nothing if it is closed already."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
