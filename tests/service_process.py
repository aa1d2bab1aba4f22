"""A service as a process of its own, with its log."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# In which it has to be ready, or to have ended.
LIMIT = 120.0


class ServiceProcess:
    """A service that runs, `nlp-suite serve`.

    Attributes:
        port: Where it listens.
        process: The process.
        log: The file of its log.
    """

    def __init__(self, process: subprocess.Popen[bytes], log: Path, port: int) -> None:
        self.process = process
        self.port = port
        self.log = log

    def lines(self) -> list[dict[str, Any]]:
        """The lines of its log; one that is no JSON has it all as "raw"."""
        found = []
        for line in self.log.read_text(encoding="utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except json.JSONDecodeError:
                found.append({"raw": line, "message": "raw"})
        return found

    def wait_for(self, message: str, times: int = 1) -> None:
        """Waits until a message is in the log so many times."""
        end = time.monotonic() + LIMIT
        while sum(line["message"] == message for line in self.lines()) < times:
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"no {message!r}: {self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def post(self, path: str, body: Any) -> tuple[int, Any]:
        """Sends JSON; returns the status and the values of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        with contextlib.closing(connection):
            connection.request(
                "POST", path, json.dumps(body).encode(), {"content-type": "application/json"}
            )
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def get(self, path: str) -> bytes:
        """Gets the bytes of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        with contextlib.closing(connection):
            connection.request("GET", path)
            return connection.getresponse().read()

    def terminate(self) -> None:
        """Tells it to end, and does not wait."""
        self.process.send_signal(signal.SIGTERM)


@contextlib.contextmanager
def run_service(*options: str, workers: int = 1, until: str = "ready") -> Iterator[ServiceProcess]:
    """Runs a service on the loopback address until the end of the block."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "service.log")
        command = [sys.executable, "-m", "nlp_suite", "serve", "--port", "0", *options]
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [*command, "--workers", str(workers)], stderr=errors, env=os.environ
            )
        service = ServiceProcess(process, log, 0)
        try:
            service.wait_for(until, workers)
            service.port = next(line["port"] for line in service.lines() if "port" in line)
            yield service
            if process.poll() is None:
                service.terminate()
            process.wait(LIMIT)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
