"""Worker of a process pool, as the parent process has it."""

import contextlib
import dataclasses
import os
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, Any, cast

from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.worker_process import read_message, write_message

if TYPE_CHECKING:
    import queue

_MODULE = "nlp_suite.batch.worker_process"


class Worker:
    """A worker process that computes units, and a thread that waits for its messages.

    Args:
        settings: The settings of the job.
        answers: Takes `(worker, message)` for each message of the process, the first of which
            says whether it is ready, and None as the last.

    Example:
        ```python
        import queue

        answers = queue.SimpleQueue()
        settings = JobSettings.make("summarize", engine="custom", options={})
        worker = Worker(settings, answers)
        worker, message = answers.get()  # {"ready": True}
        worker.close()
        ```
    """

    def __init__(
        self, settings: JobSettings, answers: "queue.SimpleQueue[tuple[Worker, Any]]"
    ) -> None:
        # The same packages as here; -P keeps a module that lies in the current folder out.
        paths = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": paths},
        )
        self._answers = answers
        self._send(dataclasses.asdict(settings))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def compute(self, units: list[tuple[str, str]]) -> None:
        """Sends units to the process.

        Args:
            units: Texts and questions.
        """
        self._send({"units": units})

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._thread.join()
        self._process.wait()
        with contextlib.suppress(OSError):
            cast("IO[bytes]", self._process.stdin).close()
        cast("IO[bytes]", self._process.stdout).close()

    def _send(self, message: Any) -> None:
        # If the process has ended, the thread that reads its answers reports it.
        with contextlib.suppress(OSError):
            write_message(cast("Any", self._process.stdin), message)

    def _listen(self) -> None:
        message: Any = True
        while message is not None:
            message = read_message(cast("Any", self._process.stdout))
            self._answers.put((self, message))
