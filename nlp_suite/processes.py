"""Child processes of this package, and the framed messages between parent and child.

A frame is a length in 8 bytes and as many bytes. Messages are JSON in a frame, which cannot run
code in the process that reads it.
"""

import contextlib
import io
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, TypeGuard, cast

from nlp_suite import errors
from nlp_suite.errors import NLPSuiteError

_LENGTH = struct.Struct(">Q")

_children: "weakref.WeakSet[ChildProcess]" = weakref.WeakSet()


class ChildProcess:
    """A Python process that runs a module of this package, and the pipes to it.

    The module calls `connect_to_parent` before anything else. Not multiprocessing, which runs the
    caller's script again unless that guards against it.

    Args:
        module: The module, such as "nlp_suite.data.documents.extraction_process".
        quiet: Whether what it writes on standard error is dropped.

    Example:
        ```python
        from nlp_suite.batch.job_settings import JobSettings

        child = ChildProcess("nlp_suite.batch.executors.worker_process")
        child.send(JobSettings.make("summarize").to_dict())
        assert child.receive() == {"ready": True}
        child.close()
        ```
    """

    def __init__(self, module: str, *, quiet: bool = False) -> None:
        # The same packages as here; -P keeps a module that lies in the current folder out.
        paths = os.pathsep.join(path for path in sys.path if path)
        with _blocked_interrupts():
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL if quiet else None,
                env=os.environ | {"PYTHONPATH": paths},
            )
            _children.add(self)
        self._requests = cast("BinaryIO", self._process.stdin)
        self._replies = cast("BinaryIO", self._process.stdout)

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """The exit status, negative if a signal ended it; None while it runs."""
        return self._process.poll()

    def send(self, message: Any) -> None:
        """Sends a message, see `send_bytes`.

        Args:
            message: The plain values.
        """
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, data: bytes) -> None:
        """Sends a frame; if the process has ended, `receive` reports it.

        Args:
            data: The bytes.
        """
        with contextlib.suppress(OSError):
            write_frame(self._requests, data)

    def receive(self) -> Any:
        """Waits for a message.

        Returns:
            The plain values; None if the process ends instead.
        """
        return read_message(self._replies)

    def receive_bytes(self) -> bytes | None:
        """Waits for a frame.

        Returns:
            The bytes; None if the process ends instead.
        """
        return read_frame(self._replies)

    def wait(self) -> int:
        """Waits for the process to end by itself.

        Returns:
            Its exit status, see `status`.
        """
        return self._process.wait()

    def kill(self) -> None:
        """Kills the process, also from another thread than the one that receives."""
        self._process.kill()

    @contextlib.contextmanager
    def killed_after(self, seconds: float | None) -> Iterator[threading.Event]:
        """Kills the process if a block takes longer.

        Args:
            seconds: The limit; None for none.

        Yields:
            What is set when the process is killed for that.
        """
        late = threading.Event()
        if seconds is None:
            yield late
            return

        def stop() -> None:
            late.set()
            self.kill()

        # Pipes cannot be waited for with a limit everywhere; they end with the process.
        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()

    def close(self) -> None:
        """Kills the process if it runs, and closes the pipes to it."""
        self._process.kill()
        self._process.wait()
        # What is not yet written to it is of no use any more.
        with contextlib.suppress(OSError):
            self._requests.close()
        self._replies.close()


@contextlib.contextmanager
def _blocked_interrupts() -> Iterator[None]:
    """Holds back SIGINT, so that a child that is started has none before it can ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def kill_children() -> None:
    """Kills all child processes that were not closed, before this process ends.

    Example:
        ```python
        kill_children()
        ```
    """
    for child in list(_children):
        child.kill()


def connect_to_parent() -> tuple[BinaryIO, BinaryIO]:
    """Takes standard input and output of a child for messages to and from its parent.

    From then on standard input is empty, and what a library prints goes to standard error, so that
    it does not get between the messages. An interrupt (SIGINT), which a terminal sends to both, is
    handled by the parent.

    Returns:
        The stream of requests, and that of replies; to write on it ends a child whose parent has
        ended.

    Example:
        ```sh
        # What a child does that sends each message back.
        echo 'from nlp_suite.processes import connect_to_parent, read_message, write_message
        requests, replies = connect_to_parent()
        while (message := read_message(requests)) is not None:
            write_message(replies, message)' > echo_child.py
        ```
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, replies = os.fdopen(os.dup(0), "rb"), _Replies(io.FileIO(os.dup(1), "wb"))
    empty = os.open(os.devnull, os.O_RDWR)
    os.dup2(empty, 0)
    os.close(empty)
    os.dup2(2, 1)
    return requests, replies


class _Replies(io.BufferedWriter):
    """The stream to a parent, without which a child has nothing to do, nor anything to say."""

    def write(self, data: Any, /) -> int:
        with _ended_without_parent():
            return super().write(data)

    def flush(self) -> None:
        with _ended_without_parent():
            super().flush()


@contextlib.contextmanager
def _ended_without_parent() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        os._exit(1)


def limit_resources(seconds: float, memory: int, requests: BinaryIO | None = None) -> None:
    """Limits what this process may take; it is ended when the time is over.

    Args:
        seconds: How much time from now on; 0 for no limit. Not where there are no such timers.
        memory: How many bytes of address space, where systems heed that; 0 for no limit.
        requests: The stream of requests of a parent that sends none while there is a limit of time:
            on Linux, this process is ended at once if it is closed meanwhile, as it is when the
            parent ends.

    Example:
        ```sh
        python -c "from nlp_suite.processes import limit_resources; limit_resources(60, 1 << 30)"
        ```
    """
    if hasattr(signal, "setitimer"):
        # The default action ends the process, also within a library.
        signal.setitimer(signal.ITIMER_REAL, seconds)
    if requests is not None and sys.platform == "linux":
        _end_at_change(requests.fileno(), enabled=seconds > 0)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (memory or hard, hard))


def _end_at_change(descriptor: int, *, enabled: bool) -> None:
    """Ends this process as soon as a pipe is closed at its other end, or written to."""
    import fcntl
    import select

    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    if not enabled:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags & ~os.O_ASYNC)
        return
    # The default action of SIGIO ends the process, also within a library that keeps Python's lock.
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    # It may have been closed before that.
    poll = select.poll()
    poll.register(descriptor, 0)
    if poll.poll(0):
        os._exit(1)


def read_frame(stream: BinaryIO) -> bytes | None:
    r"""Reads a frame.

    Args:
        stream: Where it comes from.

    Returns:
        The bytes; None if the stream ends before or within it.

    Example:
        >>> import io
        >>> read_frame(io.BytesIO(b"\0\0\0\0\0\0\0\3Tom"))
        b'Tom'
    """
    header = stream.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(header)
    data = stream.read(length)
    return data if len(data) == length else None


def write_frame(stream: BinaryIO, data: bytes) -> None:
    r"""Writes a frame.

    Args:
        stream: Where it goes to.
        data: The bytes.

    Raises:
        OSError: If the other end is closed.

    Example:
        >>> import io
        >>> stream = io.BytesIO()
        >>> write_frame(stream, b"Tom")
        >>> stream.getvalue()
        b'\x00\x00\x00\x00\x00\x00\x00\x03Tom'
    """
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_message(stream: BinaryIO) -> Any:
    r"""Reads a message.

    Args:
        stream: Where it comes from.

    Returns:
        The plain values; None if the stream ends.

    Example:
        >>> import io
        >>> read_message(io.BytesIO(b"\0\0\0\0\0\0\0\3[1]"))
        [1]
    """
    data = read_frame(stream)
    return None if data is None else json.loads(data)


def write_message(stream: BinaryIO, message: Any) -> None:
    r"""Writes a message.

    Args:
        stream: Where it goes to.
        message: The plain values.

    Raises:
        OSError: If the other end is closed.

    Example:
        >>> import io
        >>> stream = io.BytesIO()
        >>> write_message(stream, [1])
        >>> stream.getvalue()
        b'\x00\x00\x00\x00\x00\x00\x00\x03[1]'
    """
    write_frame(stream, json.dumps(message).encode())


def error_to_plain(error: NLPSuiteError) -> list[str]:
    """Converts an error to plain values.

    Args:
        error: The error.

    Returns:
        The name of its class, or of the next one above it in `nlp_suite.errors`, and its text.

    Example:
        >>> error_to_plain(errors.ModelFormatError("reader is damaged"))
        ['ModelFormatError', 'reader is damaged']
    """
    names = (kind.__name__ for kind in type(error).__mro__ if _is_ours(kind))
    return [next(names), str(error)]


def error_from_plain(plain: Sequence[str]) -> NLPSuiteError:
    """Converts plain values back to an error.

    Args:
        plain: What `error_to_plain` returned.

    Returns:
        The error, to be raised; an `NLPSuiteError` if there is no such class.

    Example:
        >>> error_from_plain(["ModelFormatError", "reader is damaged"])
        ModelFormatError('reader is damaged')
    """
    name, text = plain
    kind = getattr(errors, name, None)
    return kind(text) if _is_ours(kind) else NLPSuiteError(text)


def _is_ours(kind: Any) -> TypeGuard[type[NLPSuiteError]]:
    return (
        isinstance(kind, type)
        and issubclass(kind, NLPSuiteError)
        and getattr(errors, kind.__name__, None) is kind
    )
