"""Base class of tasks: an engine that is loaded, shared by threads, and given back."""

import contextlib
from typing import Generic, NoReturn, TypeVar

from nlp_suite.closing import Closable
from nlp_suite.engines.engine_handle import EngineHandle
from nlp_suite.errors import InvalidInputError

Engine = TypeVar("Engine")


class LoadedTask(Closable, Generic[Engine]):
    """A task with an engine: can be closed, and used by several threads and in forked children.

    As a context manager it is closed at the end of the block.

    Args:
        engine: The engine, or the handle that loads it.

    Example:
        ```python
        with nlp_suite.load("summarize") as summarizer:
            print(summarizer(text, sentences=2))
        ```
    """

    def __init__(self, engine: Engine | EngineHandle[Engine]) -> None:
        self._handle = EngineHandle.of(engine)

    @property
    def _engine(self) -> Engine:
        """The engine of this process."""
        return self._handle.get()

    def _in_use(self) -> contextlib.AbstractContextManager[None]:
        """Keeps the engine for the length of a call."""
        return self._handle.in_use(f"this {type(self).__name__}")

    @property
    def closed(self) -> bool:
        """Whether the task was closed."""
        return self._handle.closed

    def close(self) -> None:
        """Gives the memory of the model back; a closed task cannot be called any more.

        A call that runs in another thread ends first. Closing again does nothing.

        Example:
            >>> summarizer = nlp_suite.load("summarize")
            >>> summarizer.close()
            >>> summarizer.closed
            True
        """
        self._handle.close()

    def __reduce__(self) -> NoReturn:
        raise InvalidInputError(
            f"a {type(self).__name__} cannot be pickled or copied; give other processes a function "
            "that calls it, or load it there"
        )
