"""The queue of a process: calls of many clients, computed together and in fair shares."""

import asyncio
import contextvars
import functools
import math
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from nlp_suite.cpus import available_cpus
from nlp_suite.progress import observe_work
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.served_models import ServedModels
from nlp_suite.service.task_call import TaskCall, compute_calls
from nlp_suite.service.task_runner import Observer

# For what share of the time that a batch takes its clients are waited for at most.
_WAIT_SHARE = 0.1
# Characters for a CPU thread that keep it busy: with so many a batch needs no other one beside it.
_ENOUGH = 500
# The weight of the last batch in the mean time that one takes.
_SMOOTHING = 0.1


class _CallCancelledError(Exception):
    """Nobody waits for a batch any more."""


class _Entry:
    """A call in the queue."""

    __slots__ = ("call", "cancelled", "client", "future", "key", "observer")

    def __init__(
        self,
        call: TaskCall,
        client: str,
        observer: Observer | None,
        future: asyncio.Future[Any],
    ) -> None:
        self.call = call
        self.client = client
        self.observer = observer
        self.future = future
        self.key = call.key
        self.cancelled = False


class TaskQueue:
    """Computes calls in threads of this process: micro-batches, with a fair share for each client.

    Calls that ask for the same are computed together, as many as there are when a thread is free.
    After a batch, its clients often have more: what waits then does so for some milliseconds more,
    until as many have come as the batch had. Beside a batch that keeps the CPUs busy, another one
    with the same model and options would only be in its way. Clients take turns, each with one
    call at a time, so that many calls of one do not make another wait. A call with more text than
    a batch is computed by itself, and such calls leave one thread to the short ones.

    Args:
        served: The models.
        options: The limits.

    Example:
        ```python
        import asyncio


        async def translate(text):
            served = ServedModels(["custom"])
            queue = TaskQueue(served, ServiceOptions())
            call = TaskCall("translate", served.choose("translate"), (text,), {}, len(text))
            translation = await queue.run(call, client="127.0.0.1")
            await queue.close()
            return translation["text"]


        print(asyncio.run(translate("Good morning.")))
        ```
    """

    def __init__(self, served: ServedModels, options: ServiceOptions) -> None:
        self._served = served
        self._options = options
        self._executor = ThreadPoolExecutor(options.calls_at_once, "nlp-suite-call")
        self._clients: dict[str, deque[_Entry]] = {}
        self._own: dict[str, int] = {}
        # The number of the last batch, and after which one each client came or had its turn.
        self._turn = 0
        self._turns: dict[str, int] = {}
        self._waiting = 0
        self._running = 0
        self._running_long = 0
        # Characters that are computed, by what their calls have in common.
        self._running_text: Counter[str | None] = Counter()
        self._enough = _ENOUGH * (options.threads or available_cpus())
        # Calls that clients whose batch has ended may make soon, and how long to wait for them.
        self._expected = 0
        self._expected_until = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        # Told of each batch how many calls it has.
        self.count_batch: Callable[[int], None] = _ignore
        self._batch_seconds = 1.0
        self._batch_size = 1.0

    @property
    def waiting(self) -> int:
        """Number of calls that wait for a thread."""
        return self._waiting

    @property
    def running(self) -> int:
        """Number of batches that are computed."""
        return self._running

    async def run(self, call: TaskCall, *, client: str, observer: Observer | None = None) -> Any:
        """See `TaskRunner.run`."""
        own = self._own.get(client, 0)
        self._check_room(own)
        loop = asyncio.get_running_loop()
        entry = _Entry(call, client, observer, loop.create_future())
        self._expected = max(0, self._expected - 1)
        self._own[client] = own + 1
        self._turns.setdefault(client, self._turn)
        self._waiting += 1
        self._idle.clear()
        self._clients.setdefault(client, deque()).append(entry)
        self._start()
        try:
            return await entry.future
        finally:
            self._own[client] -= 1
            if not self._own[client]:
                del self._own[client], self._turns[client]
            # Left before its end.
            entry.cancelled = True
            entries = self._clients.get(client)
            if entries and entry in entries:
                entries.remove(entry)
                self._forget(client, 1)

    async def close(self) -> None:
        """Ends when all calls that were accepted have ended."""
        await self._idle.wait()
        self._executor.shutdown()

    def _check_room(self, own: int) -> None:
        if self._waiting >= self._options.max_waiting:
            what = f"{self._waiting} requests wait already"
        elif own >= self._options.max_waiting_per_client:
            what = f"{own} requests of this client wait or are computed already"
        else:
            return
        batches = self._waiting / self._batch_size / self._options.calls_at_once
        seconds = max(1, math.ceil(batches * self._batch_seconds))
        raise RequestError(
            429,
            "TooManyRequestsError",
            f"{what}; try again after {seconds} s",
            retry_after=seconds,
        )

    def _start(self) -> None:
        """Starts batches as long as there are a free thread and calls."""
        while self._waiting and self._running < self._options.calls_at_once:
            batch = self._take()
            if batch is None:
                return
            self._running += 1
            self._idle.clear()
            self._note_running(batch, 1)
            self.count_batch(len(batch))
            loop = asyncio.get_running_loop()
            context = contextvars.copy_context()
            computed = loop.run_in_executor(self._executor, context.run, self._compute, batch, loop)
            finish = functools.partial(self._finish, batch, loop.time())
            computed.add_done_callback(finish)

    def _take(self) -> list[_Entry] | None:
        """Takes the calls of the next batch; None if it is better to wait."""
        first = self._next()
        if first is None:
            return None
        group, is_full = self._like(first)
        if self._expected and not is_full:
            if asyncio.get_running_loop().time() < self._expected_until:
                self._wake_at(self._expected_until)
                return None
            self._expected = 0
        self._turn += 1
        for entry in group:
            self._clients[entry.client].remove(entry)
            self._forget(entry.client, 1)
            # Behind who has come by now.
            self._turns[entry.client] = self._turn + 1
        return group

    def _next(self) -> _Entry | None:
        """The first call of the client whose turn it is, of those that may be computed now."""
        for client in sorted(self._clients, key=self._turns.__getitem__):
            for entry in self._clients[client]:
                if self._may_begin(entry):
                    return entry
        return None

    def _may_begin(self, entry: _Entry) -> bool:
        if self._is_long(entry.call):
            return self._running_long < max(1, self._options.calls_at_once - 1)
        # What waits for the one that is computed is a larger batch then, and no later.
        return entry.key is None or self._running_text[entry.key] < self._enough

    def _like(self, first: _Entry) -> tuple[list[_Entry], bool]:
        """The calls to compute with one, each client's in turn, and whether they are enough."""
        if first.key is None or self._is_long(first.call):
            return [first], True
        rounds = [
            deque(
                entry
                for entry in entries
                if entry.key == first.key and not self._is_long(entry.call)
            )
            for entries in self._clients.values()
        ]
        group, size, left = [first], first.call.characters, 0
        while rounds := [entries for entries in rounds if entries]:
            for entries in rounds:
                entry = entries.popleft()
                if entry is first:
                    continue
                if size + entry.call.characters <= self._options.batch_characters:
                    size += entry.call.characters
                    group.append(entry)
                else:
                    left += 1
        return group, left > 0

    def _is_long(self, call: TaskCall) -> bool:
        return call.characters > self._options.batch_characters

    def _note_running(self, batch: Sequence[_Entry], change: int) -> None:
        if self._is_long(batch[0].call):
            self._running_long += change
        else:
            size = sum(entry.call.characters for entry in batch)
            self._running_text[batch[0].key] += change * size
            # A key has all options of a request: there may be any number of them.
            self._running_text += Counter()

    def _wake_at(self, time: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(time, self._start)

    def _forget(self, client: str, count: int) -> None:
        self._waiting -= count
        if not self._clients[client]:
            del self._clients[client]
        self._note_idle()

    def _note_idle(self) -> None:
        if not self._waiting and not self._running:
            self._idle.set()

    def _compute(self, batch: Sequence[_Entry], loop: asyncio.AbstractEventLoop) -> list[Any]:
        """Runs in a thread."""

        def observe(done: int, total: int) -> None:
            if all(entry.cancelled for entry in batch):
                raise _CallCancelledError
            for entry in batch:
                if entry.observer is not None:
                    loop.call_soon_threadsafe(entry.observer, done, total)

        with observe_work(observe):
            return compute_calls(self._served, [entry.call for entry in batch])

    def _finish(
        self,
        batch: Sequence[_Entry],
        began: float,
        done: asyncio.Future[list[Any]],
    ) -> None:
        self._running -= 1
        self._note_running(batch, -1)
        now = asyncio.get_running_loop().time()
        seconds = now - began
        if now > self._expected_until:
            self._expected = 0
        self._expected += sum(not entry.cancelled for entry in batch)
        longest = min(self._options.batch_milliseconds / 1000, _WAIT_SHARE * self._batch_seconds)
        self._expected_until = now + longest
        self._batch_seconds += _SMOOTHING * (seconds - self._batch_seconds)
        self._batch_size += _SMOOTHING * (len(batch) - self._batch_size)
        error = done.exception()
        outcomes = [error] * len(batch) if error is not None else done.result()
        for entry, outcome in zip(batch, outcomes, strict=True):
            if entry.future.done():
                continue
            if isinstance(outcome, BaseException):
                entry.future.set_exception(outcome)
            else:
                entry.future.set_result(outcome)
        self._note_idle()
        self._start()


def _ignore(_calls: int) -> None:
    pass
