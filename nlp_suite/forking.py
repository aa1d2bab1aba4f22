"""Forks of the process: native calls end before one, and what native libraries hold stays after it.

A forked child has one thread: those in which native libraries compute are not there, and a lock
that another thread held is held for ever. So models are loaded again in a child, and what its
parent had is neither used nor freed there: the destructors of native objects wait for threads.

Reference:
    POSIX.1-2024, fork(): https://pubs.opengroup.org/onlinepubs/9799919799/functions/fork.html
"""

# Python runs what is to be done before a fork in the reverse order of registration: the locks of
# these two, which a native call may need to end, must be taken after those calls have ended.
import concurrent.futures.thread  # noqa: F401
import contextlib
import ctypes
import logging  # noqa: F401
import os
import sys
import threading
import weakref
from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from nlp_suite.errors import ForkedProcessError

# Seconds that a fork waits for the native calls of other threads, most of which take less than one.
_PATIENCE = 30.0

Native = TypeVar("Native")


class Process(NamedTuple):
    """A process, told from its forked children and from a later one with the same id.

    Attributes:
        pid: Its id.
        forks: How many forks there are between it and the process that was started.
    """

    pid: int
    forks: int


_forks = 0


def current_process() -> Process:
    """Says which process this is.

    Returns:
        The process.

    Example:
        >>> current_process() == current_process()
        True
    """
    return Process(os.getpid(), _forks)


class ForkSafeLock:
    """A reentrant lock that nobody holds in a forked child.

    Example:
        >>> lock = ForkSafeLock()
        >>> with lock, lock:
        ...     print("once at a time")
        once at a time
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        _locks.add(self)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        # The one that was taken before a fork is not held after it.
        with contextlib.suppress(RuntimeError):
            self._lock.release()

    def renew(self) -> None:
        """Lets go of the lock, whoever holds it."""
        self._lock = threading.RLock()


_locks: weakref.WeakSet[ForkSafeLock] = weakref.WeakSet()


class _NativeCalls:
    """The native calls that run, by threads, and the forks that wait for them to end."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.running: dict[int, int] = {}
        self.forks = 0

    def of_others(self) -> bool:
        return bool(self.running.keys() - {threading.get_ident()})


_calls = _NativeCalls()


@contextlib.contextmanager
def native_call() -> Iterator[None]:
    """Keeps the process from being forked in a block in which a native library works.

    A fork in another thread waits for the end of the block, at most 30 seconds; blocks that begin
    meanwhile wait for the fork.

    Example:
        >>> with native_call():
        ...     print("not forked here")
        not forked here
    """
    calls, thread = _calls, threading.get_ident()
    with calls.changed:
        while calls.forks and thread not in calls.running:
            calls.changed.wait(_PATIENCE)
        calls.running[thread] = calls.running.get(thread, 0) + 1
    try:
        yield
    finally:
        with calls.changed:
            calls.running[thread] -= 1
            if not calls.running[thread]:
                del calls.running[thread]
            if calls.forks:
                calls.changed.notify_all()


class NativeObject(Generic[Native]):
    """An object of a native library, used in the process that made it and in no other.

    In a forked child it is never freed, as its destructor may wait for threads of the parent.

    Args:
        native: The object.
        device: Where it computes.

    Example:
        >>> held = NativeObject({1, 2})
        >>> with held.use() as numbers:
        ...     len(numbers)
        2
    """

    def __init__(self, native: Native, device: str = "cpu") -> None:
        self._native = native
        self.device = device
        self._process = current_process()
        _native_objects.add(self)

    @contextlib.contextmanager
    def use(self) -> Iterator[Native]:
        """Gives the object for the length of a native call, see `native_call`.

        Yields:
            The object.

        Raises:
            ForkedProcessError: If this process is a fork of the one that made it.
        """
        if self._process != current_process():
            raise ForkedProcessError(
                f"the model was loaded in process {self._process.pid}, of which this one, "
                f"{os.getpid()}, is a fork; load it again here with nlp_suite.load"
            )
        with native_call():
            yield self._native


_native_objects: weakref.WeakSet[NativeObject[Any]] = weakref.WeakSet()

# The libraries that an ancestor had in use when it was forked.
_inherited: set[str] = set()


def is_inherited(library: str) -> bool:
    """Whether a library was in use in a process of which this one is a fork.

    Args:
        library: "torch", "tensorflow", "jax", "tokenizers", or "cuda" for a device of any of them.

    Returns:
        True if so: its threads are not there.

    Example:
        >>> is_inherited("tensorflow")
        False
    """
    return library in _inherited


def check_not_inherited(library: str) -> None:
    """Refuses to use in a forked child what cannot be used there.

    Args:
        library: As for `is_inherited`.

    Raises:
        ForkedProcessError: If it was in use before the fork.

    Example:
        >>> check_not_inherited("cuda")
    """
    if is_inherited(library):
        raise ForkedProcessError(
            f"{library} was in use before this process was forked, and cannot be used after it; "
            "start the process with multiprocessing.get_context('spawn')"
        )


def _in_use() -> set[str]:
    """Finds the libraries that have threads, or may have: importing TensorFlow starts none."""
    used: set[str] = {name for name in ("torch", "tokenizers") if name in sys.modules}
    # Neither says so in public. Where they keep it elsewhere one day, they count as in use.
    eager = sys.modules.get("tensorflow.python.eager.context")
    context = getattr(eager, "_context", eager)
    if context is not None and getattr(context, "_initialized", True):
        used.add("tensorflow")
    bridge = sys.modules.get("jax._src.xla_bridge")
    if bridge is not None and getattr(bridge, "_backends", True):
        used.add("jax")
    torch = sys.modules.get("torch")
    if any(one.device != "cpu" for one in list(_native_objects)) or (
        torch is not None and torch.cuda.is_initialized()
    ):
        used.add("cuda")
    return used


def _before_fork() -> None:
    _calls.changed.acquire()
    _calls.forks += 1
    _calls.changed.wait_for(lambda: not _calls.of_others(), _PATIENCE)


def _after_fork_in_parent() -> None:
    _calls.forks -= 1
    _calls.changed.notify_all()
    _calls.changed.release()


def _after_fork_in_child() -> None:
    global _calls, _forks
    _calls = _NativeCalls()
    _forks += 1
    for lock in list(_locks):
        lock.renew()
    for native in list(_native_objects):
        # One reference more than there are: no collection, and no end of the process, frees it.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(native))
    _inherited.update(_in_use())
    if is_inherited("tokenizers"):
        # Its pool of threads would be waited for.
        os.environ["TOKENIZERS_PARALLELISM"] = "false"


os.register_at_fork(
    before=_before_fork,
    after_in_parent=_after_fork_in_parent,
    after_in_child=_after_fork_in_child,
)
