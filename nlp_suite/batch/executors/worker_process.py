"""Worker process: it loads the task once, and computes the work items that it is sent.

Requests come on standard input and answers leave on standard output, each a number of bytes and
so many bytes of JSON. It ends when standard input does, also in the middle of its work.
"""

import json
import os
import queue
import signal
import struct
import threading
from collections.abc import Mapping
from typing import Any, BinaryIO

from nlp_suite import errors
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.work_items import WorkItem
from nlp_suite.errors import NLPSuiteError


def error_message(error: NLPSuiteError) -> dict[str, str]:
    """Converts an error to a message of plain values.

    Args:
        error: The error.

    Returns:
        The message.

    Example:
        >>> from nlp_suite.errors import ModelFormatError
        >>> error_message(ModelFormatError("reader is damaged"))
        {'error': 'ModelFormatError', 'reason': 'reader is damaged'}
    """
    return {"error": type(error).__name__, "reason": str(error)}


def raise_error(message: Mapping[str, Any]) -> None:
    """Raises the error of a message, if it is about one.

    Args:
        message: The message.

    Raises:
        NLPSuiteError: The error, of the class that it had in the worker.

    Example:
        >>> raise_error({"error": "ModelFormatError", "reason": "reader is damaged"})
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: reader is damaged
    """
    if "error" in message:
        kind = getattr(errors, message["error"], NLPSuiteError)
        raise kind(message["reason"])


_SIZE = struct.Struct(">Q")


def main() -> None:
    """Answers requests until there are no more.

    Example:
        ```sh
        python -m nlp_suite.batch.executors.worker_process < requests > answers
        ```
    """
    # An interrupt (SIGINT) is handled by the parent process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(2, 1)
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    try:
        settings = JobSettings.from_dict(waiting.get())
        task = settings.load()
        write_message(answers, {"ready": True})
        while True:
            items = [WorkItem(text, question) for text, question in waiting.get()["items"]]
            write_message(answers, {"outcomes": settings.compute(task, items)})
    except NLPSuiteError as error:
        write_message(answers, error_message(error))


def _listen(requests: BinaryIO, waiting: "queue.SimpleQueue[Any]") -> None:
    while (message := read_message(requests)) is not None:
        waiting.put(message)
    # The parent has ended: no one waits for what is being computed.
    os._exit(0)


def read_message(stream: BinaryIO) -> Any:
    r"""Reads a message.

    Args:
        stream: Where it comes from.

    Returns:
        The plain values; None if the stream ends.

    Example:
        >>> import io
        >>> read_message(io.BytesIO(b"\0" * 7 + b"\2[]"))
        []
    """
    header = stream.read(_SIZE.size)
    if len(header) < _SIZE.size:
        return None
    (size,) = _SIZE.unpack(header)
    data = stream.read(size)
    return json.loads(data) if len(data) == size else None


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
        >>> stream.getvalue()[-4:]
        b'\x03[1]'
    """
    data = json.dumps(message).encode()
    stream.write(_SIZE.pack(len(data)) + data)
    stream.flush()


if __name__ == "__main__":
    main()
