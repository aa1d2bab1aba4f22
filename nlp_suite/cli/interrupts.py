"""SIGINT and SIGTERM of a command: it is unwound once, and ended where that does not help."""

import atexit
import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

# As shells have it: 128 and the number of the signal.
INTERRUPTED = 130
TERMINATED = 143
# How long a command may take to put away what it has begun.
_GRACE_SECONDS = 10.0


class Terminated(KeyboardInterrupt):
    """SIGTERM, which stops a command as an interrupt does."""


class Signals:
    """The signal that a command has got, if any.

    Attributes:
        number: The first signal; None as long as there is none.
        told: Whether the message about it was printed.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self.told = False

    @property
    def status(self) -> int:
        """The exit status of the signal."""
        return TERMINATED if self.number == signal.SIGTERM else INTERRUPTED


@contextlib.contextmanager
def caught_signals(*, ends_process: bool) -> Iterator[Signals]:
    """Raises `KeyboardInterrupt` or `Terminated` in a block at the first signal.

    A signal that the process ignores stays ignored, as in a shell's background. Once there was a
    signal, errors that nobody can catch are not printed, and a second one, or ten seconds, ends the
    process wherever it is: in a native library, or where a library has taken the exception for
    something else.

    Args:
        ends_process: Whether the process may be ended.

    Yields:
        The signal, to be asked whether there was one.

    Example:
        ```python
        with caught_signals(ends_process=False) as signals:
            ...
        print(signals.number)
        ```
    """
    signals = Signals()
    if threading.current_thread() is not threading.main_thread():
        yield signals  # Signals are for the main thread.
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        if signals.number is None:
            signals.number = number
            # What a destructor or another thread says about it is of no use.
            sys.unraisablehook = _drop
            threading.excepthook = _drop
            raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    hooks = sys.unraisablehook, threading.excepthook
    with contextlib.ExitStack() as stack:
        if ends_process and os.name == "posix":
            stack.enter_context(_watched(signals))
        before = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, stop)
        try:
            yield signals
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            sys.unraisablehook, threading.excepthook = hooks


def leave(status: int, *, flush: bool = True) -> None:
    """Ends the process without waiting for threads of native libraries, which may abort then.

    What was registered to be done at the end is done, and child processes of this package are
    killed.

    Args:
        status: The exit status.
        flush: Whether what was written goes out first.
    """
    if flush:
        atexit._run_exitfuncs()
    processes: Any = sys.modules.get("nlp_suite.processes")
    if processes is not None:
        processes.kill_children()
    for stream in (sys.stdout, sys.stderr) if flush else ():
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(status)


def _drop(_: Any) -> None:
    pass


@contextlib.contextmanager
def _watched(signals: Signals) -> Iterator[None]:
    """Ends the process at the second signal, or if a block goes on too long after the first.

    A thread is told of signals by Python's wakeup pipe, also while the main thread is in a native
    library.
    """
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    done = threading.Event()

    def watch() -> None:
        first = _next_signal(ours, None)
        if first is None or (_next_signal(ours, _GRACE_SECONDS) is None and done.is_set()):
            return
        if not signals.told:
            os.write(2, b"nlp-suite: stopped\n")
        # Not flushed: whoever reads the output may be what the command waits for.
        leave(TERMINATED if first == signal.SIGTERM else INTERRUPTED, flush=False)

    before = signal.set_wakeup_fd(theirs, warn_on_full_buffer=False)
    thread = threading.Thread(target=watch, name="signals", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        signal.set_wakeup_fd(before)
        os.close(theirs)
        thread.join()
        os.close(ours)


def _next_signal(pipe: int, seconds: float | None) -> int | None:
    """Waits for a signal that ends a command; None after so many seconds, or at the end."""
    end = None if seconds is None else time.monotonic() + seconds
    while True:
        left = None if end is None else max(0.0, end - time.monotonic())
        if not select.select([pipe], [], [], left)[0]:
            return None
        data = os.read(pipe, 1)
        if not data:
            return None
        if data[0] in (signal.SIGINT, signal.SIGTERM):
            return data[0]
