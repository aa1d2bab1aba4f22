"""Handle of an engine: loaded at first use, again in a forked child, and closed."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from nlp_suite.errors import ClosedTaskError
from nlp_suite.forking import ForkSafeLock, Process, current_process, native_call
from nlp_suite.memory import give_back_memory

Engine = TypeVar("Engine")


class EngineHandle(Generic[Engine]):
    """Holds an engine for a task: loads it once a process, and lets it go.

    Several threads that need it at once load one. In a forked child it is loaded again, as the
    parent's has threads that are not there.

    Args:
        load: Makes the engine, and can do so again.

    Example:
        ```python
        from nlp_suite.engines.engine_handle import EngineHandle

        folder = ModelFolder.open("runs/my-encoder")
        handle = EngineHandle(lambda: SentenceEmbedder(folder))
        with handle.in_use("the embedder"):
            embeddings = handle.get().embed(["One sentence."])  # (1, D)
        handle.close()
        ```
    """

    def __init__(self, load: Callable[[], Engine]) -> None:
        self._load = load
        self._lock = ForkSafeLock()
        self._loaded: tuple[Engine, Process] | None = None
        # The calls that run, by threads.
        self._users: tuple[dict[int, int], Process] = ({}, current_process())
        self._closed = False

    @classmethod
    def of(cls, engine: "Engine | EngineHandle[Engine]") -> "EngineHandle[Engine]":
        """Makes a handle of an engine that somebody else has loaded, and that cannot be reloaded.

        Args:
            engine: The engine; a handle is taken as it is.

        Returns:
            The handle.

        Example:
            >>> EngineHandle.of("an engine").get()
            'an engine'
        """
        return engine if isinstance(engine, EngineHandle) else cls(lambda: engine)

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def get(self) -> Engine:
        """Returns the engine of this process, which the first call loads.

        Returns:
            The engine.

        Raises:
            ForkedProcessError: If it cannot be loaded in a forked child.
            NLPSuiteError: What loading raises.
        """
        loaded = self._loaded
        if loaded is None or loaded[1] != current_process():
            loaded = self._load_here()
        return loaded[0]

    def _load_here(self) -> tuple[Engine, Process]:
        with self._lock:
            loaded, here = self._loaded, current_process()
            if loaded is None or loaded[1] != here:
                with native_call():
                    loaded = self._load(), here
                self._loaded = loaded
            return loaded

    @contextlib.contextmanager
    def in_use(self, user: str) -> Iterator[None]:
        """Keeps the engine from being let go in a block, without loading it.

        Args:
            user: Who is to use it, as an error names it.

        Raises:
            ClosedTaskError: If it was closed before.
        """
        thread = threading.get_ident()
        with self._lock:
            users = self._users_here()
            # A call may make another one of its own.
            if self._closed and thread not in users:
                raise ClosedTaskError(f"{user} was closed; load it again with nlp_suite.load")
            users[thread] = users.get(thread, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                users[thread] -= 1
                if not users[thread]:
                    del users[thread]
            if self._closed:
                self._let_go()

    def _users_here(self) -> dict[int, int]:
        """The calls that run in this process: those of a parent do not end in its child."""
        users, process = self._users
        if process != current_process():
            users = {}
            self._users = users, current_process()
        return users

    def close(self) -> None:
        """Lets the engine go and gives its memory back: now, or when the calls that use it end."""
        self._closed = True
        self._let_go()

    def _let_go(self) -> None:
        with self._lock:
            if self._users_here():
                return
            # What makes an engine may hold it.
            self._load = _nothing
            was_loaded, self._loaded = self._loaded is not None, None
        if was_loaded:
            give_back_memory()


def _nothing() -> Any:
    raise ClosedTaskError("the engine was closed; load it again with nlp_suite.load")
