"""Process pool: work items computed by worker processes; workers that end are replaced."""

import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from nlp_suite.batch.executors.retries import MAX_ATTEMPTS, Attempt
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.work_items import ComputedGroup, Event, KnownResults, Planned, WorkItem
from nlp_suite.errors import BatchError
from nlp_suite.processes import ChildProcess, error_from_plain


class Worker:
    """A worker process that computes items, and a thread that waits for its messages.

    Args:
        settings: The settings of the job.
        messages: Takes `(worker, message)` for each message of the process, the first of which
            says whether it is ready, and None as the last.

    Example:
        ```python
        import queue

        messages = queue.SimpleQueue()
        worker = Worker(JobSettings.make("summarize"), messages)
        worker, message = messages.get()  # {"ready": True}
        worker.close()
        ```
    """

    def __init__(
        self, settings: JobSettings, messages: "queue.SimpleQueue[tuple[Worker, Any]]"
    ) -> None:
        self._child = ChildProcess("nlp_suite.batch.executors.worker_process")
        self._messages = messages
        self._child.send(settings.to_dict())
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._child.pid

    def compute(self, items: Sequence[WorkItem]) -> None:
        """Sends items to the process.

        Args:
            items: The items.
        """
        self._child.send({"items": [(item.text, item.question) for item in items]})

    def close(self) -> None:
        """Ends the process."""
        self._child.kill()
        self._thread.join()
        self._child.close()

    def _listen(self) -> None:
        message: Any = True
        while message is not None:
            message = self._child.receive()
            self._messages.put((self, message))


class WorkerPool:
    """Computes groups in worker processes, replaces those that end, and retries their groups.

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
        self._messages: queue.SimpleQueue[tuple[Worker, Any]] = queue.SimpleQueue()
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
            plan: Groups, and results that are known.

        Yields:
            What is known, and each group or parts of it with its results, in any order.

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
                elif isinstance(planned, KnownResults):
                    yield planned
                else:
                    self._waiting.append(Attempt(planned))
                    self._dispatch()
                    if not self._messages.empty():
                        break
            self._dispatch()
            if self._busy or self._waiting:
                yield from self._on_message(*self._messages.get())

    def close(self) -> None:
        """Ends all workers."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()

    def _dispatch(self) -> None:
        """Starts the workers that are needed, and gives attempts to those that are idle."""
        wanted = min(self._count, len(self._waiting) + len(self._busy))
        while len(self._workers) < wanted:
            self._workers.add(Worker(self._settings, self._messages))
        while self._waiting and self._idle:
            attempt, worker = self._waiting.popleft(), self._idle.pop()
            self._busy[worker] = attempt
            worker.compute(attempt.group.items)

    def _on_message(self, worker: Worker, message: Any) -> Iterator[Event]:
        if worker not in self._workers:
            return
        if message is None:
            yield from self._on_worker_exit(worker)
            return
        if "error" in message:
            raise error_from_plain(message["error"])
        if "results" in message:
            yield ComputedGroup(self._busy.pop(worker).group, message["results"])
        else:
            self._failed_starts = 0
        self._idle.append(worker)

    def _on_worker_exit(self, worker: Worker) -> Iterator[Event]:
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
        rest = self._busy.pop(worker).on_worker_exit()
        if isinstance(rest, ComputedGroup):
            yield rest
        else:
            self._waiting.extendleft(reversed(rest))
