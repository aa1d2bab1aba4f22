"""A replica of the models on Ray Serve: it computes calls in the batches of `serve.batch`."""

import asyncio
import os
import time
import warnings
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from nlp_suite.errors import IrrelevantQueryWarning, LanguageMismatchWarning, NLPSuiteError
from nlp_suite.processes import error_to_plain
from nlp_suite.progress import observe_work
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.served_models import ServedModels
from nlp_suite.service.service_log import configure_logging
from nlp_suite.service.task_call import TaskCall, compute_calls
from nlp_suite.service.task_runner import Observer

# Calls that a batch has at most; their characters count too.
MAX_BATCH_CALLS = 32
# Progress is told at most so often.
_LEAST_SECONDS = 0.1


class _CallCancelledError(Exception):
    """Nobody waits for a batch any more."""


class _Entry:
    """A call that waits, or is computed."""

    __slots__ = ("begun", "call", "cancelled", "future", "key", "observer")

    def __init__(self, call: TaskCall, observer: Observer | None) -> None:
        self.call = call
        self.observer = observer
        self.future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        # What is computed alone has a key of its own.
        self.key: Any = call.key or self
        self.begun = False
        self.cancelled = False


class ModelReplica:
    """Computes calls with models that are loaded once, as a deployment of Ray Serve.

    Ray makes a batch of the calls that come within some milliseconds, and goes on making them
    while all threads are busy. A batch whose turn it is takes along what waits in those behind it
    and asks for the same, so that batches grow under load.

    Args:
        options: The `ServiceOptions` as JSON.

    Example:
        ```sh
        # Ray Serve makes it, where the command says so.
        nlp-suite serve --ray local --replicas 4
        ```

    Reference:
        https://docs.ray.io/en/latest/serve/advanced-guides/dyn-req-batch.html
    """

    def __init__(self, options: str) -> None:
        from ray import serve

        configure_logging()
        # They have parts of texts, and nobody reads them.
        warnings.simplefilter("ignore", LanguageMismatchWarning)
        warnings.simplefilter("ignore", IrrelevantQueryWarning)
        self._options = ServiceOptions.from_json(options)
        self._served = ServedModels(self._options.systems, self._options.threads)
        if self._options.preload:
            self._served.load_all()
        self._executor = ThreadPoolExecutor(self._options.calls_at_once, "nlp-suite-call")
        self._waiting: dict[Any, deque[_Entry]] = {}
        self._began: set[float] = set()
        self._calls = self._batches = 0

        # Not a method: its limits are known here only.
        @serve.batch(
            max_batch_size=MAX_BATCH_CALLS,
            batch_wait_timeout_s=self._options.batch_milliseconds / 1000,
            max_concurrent_batches=self._options.calls_at_once,
        )
        async def compute_batch(entries: list[_Entry]) -> list[None]:
            for entry in entries:
                while not entry.begun and not entry.cancelled:
                    await self._compute_group(self._take(entry.key))
            return [None] * len(entries)

        self._enqueue: Callable[[_Entry], Any] = compute_batch

    async def compute(self, call: TaskCall) -> dict[str, Any]:
        """Computes a call.

        Args:
            call: The call.

        Returns:
            "result" with plain values, or "error" as `nlp_suite.processes.error_to_plain` makes it.
        """
        return await self._compute(call, None)

    async def compute_streamed(self, call: TaskCall) -> AsyncIterator[dict[str, Any]]:
        """Computes a call and tells how far it is.

        Args:
            call: The call.

        Yields:
            "progress", how many pieces of work are done and how many are known; at last what
            `compute` returns.
        """
        changed = asyncio.Event()
        latest = (0, 0)

        def observe(done: int, total: int) -> None:
            nonlocal latest
            latest = (done, total)
            changed.set()

        task = asyncio.ensure_future(self._compute(call, observe))
        task.add_done_callback(lambda _: changed.set())
        try:
            while not task.done():
                await changed.wait()
                changed.clear()
                if not task.done():
                    yield {"progress": latest}
                    await asyncio.wait([task], timeout=_LEAST_SECONDS)
            yield task.result()
        finally:
            task.cancel()

    async def status(self) -> dict[str, int]:
        """Says what the replica has done.

        Returns:
            "process", its id; "calls" and "batches", how many were begun.
        """
        return {"process": os.getpid(), "calls": self._calls, "batches": self._batches}

    def check_health(self) -> None:
        """Tells Ray whether the replica is to be replaced, which asks every few seconds.

        Raises:
            RuntimeError: If a batch is computed that should have ended long ago.
        """
        longest = 2 * self._options.max_seconds
        if self._began and time.monotonic() - min(self._began) > longest:
            raise RuntimeError(f"a batch has been computed for more than {longest:g} s")

    async def _compute(self, call: TaskCall, observer: Observer | None) -> dict[str, Any]:
        entry = _Entry(call, observer)
        self._waiting.setdefault(entry.key, deque()).append(entry)
        queued = asyncio.ensure_future(self._enqueue(entry))
        try:
            return await entry.future
        finally:
            # Ray leaves it out of its batch, where it was taken along by another.
            queued.cancel()
            entry.cancelled = True
            if not entry.begun:
                self._forget(entry)

    def _take(self, key: Any) -> list[_Entry]:
        """Takes the first calls of a key that wait, as many as are computed together."""
        group: list[_Entry] = []
        room = self._options.batch_characters
        waiting = self._waiting[key]
        while waiting and len(group) < MAX_BATCH_CALLS:
            room -= waiting[0].call.characters
            if room < 0 and group:
                break
            entry = waiting.popleft()
            entry.begun = True
            group.append(entry)
        if not waiting:
            del self._waiting[key]
        return group

    def _forget(self, entry: _Entry) -> None:
        waiting = self._waiting[entry.key]
        waiting.remove(entry)
        if not waiting:
            del self._waiting[entry.key]

    async def _compute_group(self, group: Sequence[_Entry]) -> None:
        loop = asyncio.get_running_loop()
        began = time.monotonic()
        self._began.add(began)
        self._calls += len(group)
        self._batches += 1
        try:
            outcomes = await loop.run_in_executor(self._executor, self._run, group, loop)
        except Exception as error:
            for entry in group:
                if not entry.future.done():
                    entry.future.set_exception(error)
            return
        finally:
            self._began.discard(began)
        for entry, outcome in zip(group, outcomes, strict=True):
            if not entry.future.done():
                entry.future.set_result(_message(outcome))

    def _run(self, group: Sequence[_Entry], loop: asyncio.AbstractEventLoop) -> list[Any]:
        """Runs in a thread."""

        def observe(done: int, total: int) -> None:
            if all(entry.cancelled for entry in group):
                raise _CallCancelledError
            for entry in group:
                if entry.observer is not None:
                    loop.call_soon_threadsafe(entry.observer, done, total)

        with observe_work(observe):
            return compute_calls(self._served, [entry.call for entry in group])


def _message(outcome: Any) -> dict[str, Any]:
    # An error that is raised would come back as one of Ray's.
    if isinstance(outcome, NLPSuiteError):
        return {"error": error_to_plain(outcome)}
    return {"result": outcome}
