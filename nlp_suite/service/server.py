"""The server: uvicorn with the application, in one process or several."""

import asyncio
import contextlib
import os
import signal
import socket
import threading
import warnings
from collections.abc import Iterator
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from nlp_suite.arguments import check_whole
from nlp_suite.errors import InvalidInputError, IrrelevantQueryWarning, LanguageMismatchWarning
from nlp_suite.service.application import create_app
from nlp_suite.service.http_protocol import LimitedHttpProtocol
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.service_log import configure_logging, logger
from nlp_suite.service.worker_processes import run_workers

# In which other servers leave the options, as JSON.
_OPTIONS_VARIABLE = "NLP_SUITE_SERVICE_OPTIONS"
# For so long after the signal, what comes on a connection that is kept is still answered.
_DRAIN_SECONDS = 0.5
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class GracefulServer(uvicorn.Server):
    """uvicorn's server, which ends without an error, and loses no request that it has accepted.

    At the first signal it accepts those who have connected before, and nobody else. What comes on
    connections that are there is still answered for half a second, with `Connection: close`, and
    what was begun is finished.

    Example:
        ```python
        import threading

        import uvicorn

        app = create_app(ServiceOptions(preload=False))
        server = GracefulServer(uvicorn.Config(app, port=0, log_config=None))
        threading.Timer(1.0, server.handle_exit, (2, None)).start()
        server.run()  # until it is told to end
        ```
    """

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ends the server at a signal, and is not ended by it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ends the server; a second interrupt does so at once."""
        del frame
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops accepting connections, and finishes what was accepted."""
        application = self.config.app
        if isinstance(application, FastAPI):
            application.state.service.draining = True
        waiting = [one for listener in sockets or [] for one in _accept_all(listener)]
        for server in self.servers:
            server.close()
        # Whoever connects now is refused at once, and can ask another server.
        for listener in sockets or []:
            listener.close()
        for connection in waiting:
            with contextlib.suppress(OSError):
                await asyncio.get_running_loop().connect_accepted_socket(
                    self._make_protocol, connection
                )
        if self.server_state.connections and not self.force_exit:
            await asyncio.sleep(_DRAIN_SECONDS)
        await super().shutdown(sockets)

    def _make_protocol(self) -> asyncio.Protocol:
        kind: Any = self.config.http_protocol_class
        protocol: asyncio.Protocol = kind(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return protocol


def run_server(
    options: ServiceOptions, *, host: str = "127.0.0.1", port: int = 8000, workers: int = 1
) -> None:
    """Runs the service until it is interrupted or terminated.

    Args:
        options: Its models and limits.
        host: The address to listen on.
        port: The port; 0 for any that is free, which the log tells.
        workers: Number of processes, each with models of its own.

    Raises:
        InvalidInputError: If the address cannot be had, or an option is out of its range.
        ModelNotAvailableError: If a model is not there.

    Example:
        ```sh
        nlp-suite serve --system custom --system runs/my-reader --port 8080
        ```
    """
    check_whole("port", port, 0, 65_535)
    check_whole("workers", workers, 1, 256)
    configure_logging()
    with contextlib.closing(_listen(host, port)) as listener:
        if workers == 1:
            serve(create_app(options), listener)
            return
        # What is wrong is said here, and not by each process.
        create_app(options)
        run_workers(options, listener, workers)


def serve(app: FastAPI, listener: socket.socket) -> None:
    """Serves an application in this process until it is interrupted or terminated.

    Args:
        app: The application.
        listener: The socket that listens.

    Example:
        ```sh
        nlp-suite serve --port 8000
        ```
    """
    # They have parts of texts. Before anything else: what threads do with filters is undone later.
    for kind in (LanguageMismatchWarning, IrrelevantQueryWarning):
        warnings.simplefilter("ignore", kind)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    logger.info("listening", extra={"url": f"http://{shown}:{port}/", "port": port})
    config = uvicorn.Config(
        app,
        http=LimitedHttpProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
    )
    GracefulServer(config).run(sockets=[listener])


def app_of_environment() -> FastAPI:
    """Makes the application for gunicorn and other servers.

    The options are those of the environment variable `NLP_SUITE_SERVICE_OPTIONS`, a JSON object of
    the arguments of `ServiceOptions`, or the usual ones.

    Returns:
        The application.

    Example:
        ```sh
        uvicorn --factory nlp_suite.service.server:app_of_environment
        ```
    """
    configure_logging()
    text = os.environ.get(_OPTIONS_VARIABLE)
    return create_app(ServiceOptions() if text is None else ServiceOptions.from_json(text))


def _accept_all(listener: socket.socket) -> list[socket.socket]:
    """Accepts whoever has connected by now; the event loop does so one by one, in its own time."""
    found = []
    listener.setblocking(False)
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            connection.setblocking(False)
            found.append(connection)
    return found


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=1024, reuse_port=False)
    except (OSError, OverflowError, UnicodeError) as error:
        raise InvalidInputError(
            f"the service cannot listen on {host} port {port}: {error}; choose another --port or "
            "--host"
        ) from error
