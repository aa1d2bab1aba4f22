"""Several processes of a service that share one socket."""

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

from nlp_suite.errors import ModelNotAvailableError
from nlp_suite.service.libre_translate.translated_files import FOLDER_VARIABLE
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.service_log import logger

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

# A process that ends sooner will end again.
_SHORTEST_SECONDS = 5.0
# Where prometheus_client keeps what processes have counted.
_METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def run_workers(options: ServiceOptions, listener: socket.socket, workers: int) -> None:
    """Runs processes that serve one socket, until this one is interrupted or terminated.

    One that dies is replaced. At the end each finishes what it has accepted.

    Args:
        options: The models and limits of each.
        listener: The socket that listens.
        workers: How many there are.

    Raises:
        ModelNotAvailableError: If a process ends as soon as it has begun.

    Example:
        ```sh
        nlp-suite serve --workers 2
        ```
    """
    with (
        tempfile.TemporaryDirectory(prefix="nlp-suite-") as metrics,
        _variable(_METRICS_VARIABLE, metrics),
        tempfile.TemporaryDirectory(prefix="nlp-suite-") as files,
        _variable(FOLDER_VARIABLE, files),
        _Workers(options, listener) as processes,
    ):
        for _ in range(workers):
            processes.start()
        processes.watch()


class _Workers:
    """Processes that serve, and when each was started."""

    def __init__(self, options: ServiceOptions, listener: socket.socket) -> None:
        self._options = options
        self._listener = listener
        self._started: dict[SpawnProcess, float] = {}
        self._is_ended = False
        self._handlers: dict[int, object] = {}

    def __enter__(self) -> "_Workers":
        for number in (signal.SIGINT, signal.SIGTERM):
            self._handlers[number] = signal.signal(number, self._end)
        return self

    def __exit__(self, *exception: object) -> None:
        # Whoever connects while the processes end would wait in it for nothing.
        self._listener.close()
        self._terminate()
        for process in self._started:
            process.join()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def start(self) -> None:
        multiprocessing.allow_connection_pickling()
        process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(self._options.to_json(), self._listener)
        )
        process.start()
        self._started[process] = time.monotonic()
        logger.info("started a process", extra={"pid": process.pid})

    def watch(self) -> None:
        """Replaces processes that die, until the end."""
        while not self._is_ended:
            # The signal's handler runs between two looks.
            multiprocessing.connection.wait([one.sentinel for one in self._started], timeout=0.5)
            for process in [one for one in self._started if not one.is_alive()]:
                if self._is_ended:
                    return
                began = self._started.pop(process)
                logger.error(
                    "a process ended",
                    extra={"pid": process.pid, "exit_status": process.exitcode},
                )
                if time.monotonic() - began < _SHORTEST_SECONDS:
                    raise ModelNotAvailableError(
                        f"a process of the service ended with status {process.exitcode} as soon "
                        "as it had begun; the lines above say why"
                    )
                self.start()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._is_ended = True
        self._terminate()

    def _terminate(self) -> None:
        for process in self._started:
            if process.is_alive():
                process.terminate()


def _serve(options: str, listener: socket.socket) -> None:
    # It loads what the parent does not need.
    from nlp_suite.service.application import create_app
    from nlp_suite.service.server import serve
    from nlp_suite.service.service_log import configure_logging

    configure_logging()
    serve(create_app(ServiceOptions.from_json(options)), listener)


@contextlib.contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
