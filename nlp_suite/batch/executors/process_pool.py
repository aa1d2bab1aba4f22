"""Process pool: work items computed by worker processes; dead workers are replaced."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import IO, Any, cast

from nlp_suite.batch.executors.retries import MAX_ATTEMPTS, Attempt
from nlp_suite.batch.executors.worker_process import raise_error, read_message, write_message
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.work_items import ComputedGroup, Event, Known, Planned
from nlp_suite.errors import BatchError

_MODULE = "nlp_suite.batch.executors.worker_process"


class Worker:
    """A worker process that computes items, and a thread that waits for its messages.

    Args:
        settings: The settings of the job.
        answers: Takes `(worker, message)` for each message of the process, the first of which
            says whether it is ready, and None as the last.

    Example:
        ```python
        import queue

        answers = queue.SimpleQueue()
        settings = JobSettings.make("summarize")
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
        self._send(settings.to_dict())
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def compute(self, items: list[tuple[str, str]]) -> None:
        """Sends items to the process.

        Args:
            items: Texts and questions.
        """
        self._send({"items": items})

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


class WorkerPool:
    """Computes groups in worker processes, replaces dead workers, and retries their groups.

    A group whose workers have ended twice is split, to find the item that is to blame.

    Args:
        settings: The settings of the job.
        workers: Number of processes.

    Example:
        ```python
        settings = JobSettings.make("summarize")
        pool = WorkerPool(settings, workers=2)
        plan = [WorkItemGroup([WorkItem("Tom sleeps. Ann reads.")], files=1)]
        (computed,) = pool.run(plan)
        pool.close()
        ```
    """

    def __init__(self, settings: JobSettings, workers: int) -> None:
        self._settings, self._count = settings, workers
        self._answers: queue.SimpleQueue[tuple[Worker, Any]] = queue.SimpleQueue()
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._busy: dict[Worker, Attempt] = {}
        self._waiting: deque[Attempt] = deque()
        self._failed_starts = 0

    @property
    def pids(self) -> list[int]:
        """The ids of the worker processes."""
        return [worker.pid for worker in self._workers]

    def run(self, plan: Iterable[Planned]) -> Iterator[Event]:
        """Executes a plan.

        Args:
            plan: Groups, and rows that are known.

        Yields:
            What is known, and what became of each group or of parts of it, in any order.

        Raises:
            BatchError: If workers end while they load the task.
            NLPSuiteError: If the task cannot be loaded, or the model is damaged.
        """
        rest = iter(plan)
        planned: Planned | None = None
        done = False
        while not done or self._waiting or self._busy:
            # As many groups are ready as there are workers, so that none waits for a file.
            while not done and len(self._waiting) < self._count:
                planned = next(rest, None)
                if planned is None:
                    done = True
                elif isinstance(planned, Known):
                    yield planned
                else:
                    self._waiting.append(Attempt(planned))
                    self._give()
                    if not self._answers.empty():
                        break
            self._give()
            if self._busy or self._waiting:
                yield from self._take(*self._answers.get())

    def close(self) -> None:
        """Ends all workers."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()

    def _give(self) -> None:
        wanted = min(self._count, len(self._waiting) + len(self._busy))
        while len(self._workers) < wanted:
            self._workers.add(Worker(self._settings, self._answers))
        while self._waiting and self._idle:
            order, worker = self._waiting.popleft(), self._idle.pop()
            self._busy[worker] = order
            worker.compute([(item.text, item.question) for item in order.group.items])

    def _take(self, worker: Worker, message: Any) -> Iterator[Event]:
        if worker not in self._workers:
            return
        if message is None:
            yield from self._bury(worker)
            return
        raise_error(message)
        if "outcomes" in message:
            yield ComputedGroup(self._busy.pop(worker).group, message["outcomes"])
            self._idle.append(worker)
        else:
            self._failed_starts = 0
            self._idle.append(worker)

    def _bury(self, worker: Worker) -> Iterator[Event]:
        self._workers.remove(worker)
        worker.close()
        if worker in self._idle:
            self._idle.remove(worker)
            return
        if worker not in self._busy:
            self._failed_starts += 1
            if self._failed_starts == MAX_ATTEMPTS:
                raise BatchError(
                    f"{MAX_ATTEMPTS} workers have ended while they loaded the model; is there "
                    "enough memory for so many? pass a smaller workers="
                )
            return
        rest = self._busy.pop(worker).after_death()
        if isinstance(rest, ComputedGroup):
            yield rest
        else:
            self._waiting.extendleft(reversed(rest))
