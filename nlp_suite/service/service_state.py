"""What the routes of a service share: limits, models, keys, and whatever computes."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Self

from fastapi import Request
from starlette.responses import Response

from nlp_suite.service.api_keys import ApiKeys
from nlp_suite.service.event_stream import EVENT_STREAM, event_response, timed_out
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.responses import TextJSONResponse
from nlp_suite.service.served_models import ServedModels
from nlp_suite.service.service_metrics import ServiceMetrics
from nlp_suite.service.task_call import TaskCall
from nlp_suite.service.task_queue import TaskQueue
from nlp_suite.service.task_runner import Observer, TaskRunner


@dataclasses.dataclass(slots=True)
class ServiceState:
    """What the routes of a service share.

    Attributes:
        options: The limits.
        served: The models.
        runner: What computes.
        metrics: What was counted.
        keys: The keys; None if none is asked for.
        draining: Whether the service is about to end.

    Example:
        ```python
        options, served = ServiceOptions(), ServedModels(["custom"])
        state = ServiceState.make(options, served, TaskQueue(served, options))
        ```
    """

    options: ServiceOptions
    served: ServedModels
    runner: TaskRunner
    metrics: ServiceMetrics
    keys: ApiKeys | None
    draining: bool = False

    @classmethod
    def make(cls, options: ServiceOptions, served: ServedModels, runner: TaskRunner) -> Self:
        """Makes the state of a service that begins.

        Args:
            options: The limits.
            served: The models.
            runner: What computes.

        Returns:
            The state.

        Raises:
            InvalidInputError: If the file of keys cannot be read.
            DataFormatError: If a line of it is none.
        """
        metrics = ServiceMetrics()
        if isinstance(runner, TaskQueue):
            queue = runner
            metrics.watch_queue(lambda: queue.waiting, lambda: queue.running)
            queue.count_batch = metrics.count_batch
        keys = None if options.api_keys is None else ApiKeys.read(options.api_keys)
        return cls(options, served, runner, metrics, keys)

    def is_loaded(self) -> bool:
        """Whether all models are loaded, where this process computes."""
        return not isinstance(self.runner, TaskQueue) or self.served.all_loaded

    @classmethod
    def of(cls, request: Request) -> "ServiceState":
        """Returns the state of the service that a request is for."""
        state: ServiceState = request.app.state.service
        return state

    def client_of(self, request: Request, key: str | None = None) -> str:
        """Says who asks: by the key if there are keys, else by the address.

        Args:
            request: The request.
            key: A key that it has elsewhere than in its headers.

        Returns:
            The name of the key, or the address.

        Raises:
            RequestError: If it has no key, or a wrong one.
        """
        if self.keys is None:
            client = request.client.host if request.client else "unknown"
        else:
            kind, _, given = request.headers.get("authorization", "").partition(" ")
            if kind.lower() != "bearer":
                given = key or request.headers.get("x-api-key", "")
            name = self.keys.name_of(given.strip())
            if name is None:
                raise RequestError(
                    401,
                    "KeyError",
                    "the request has no valid key; send one as `Authorization: Bearer KEY`",
                )
            client = name
        request.state.client = client
        return client

    def check_characters(self, texts: Iterable[str]) -> int:
        """Checks how much text a request has.

        Args:
            texts: All its texts.

        Returns:
            Their characters together.

        Raises:
            RequestError: If there are too many.
        """
        count = sum(map(len, texts))
        if count > self.options.max_characters:
            raise RequestError(
                413,
                "TooLargeError",
                f"the texts have {count:,} characters, and a request at most "
                f"{self.options.max_characters:,}; send them in parts",
            )
        return count

    async def run(self, call: TaskCall, *, client: str, observer: Observer | None = None) -> Any:
        """Computes a call, and counts it.

        Args:
            call: The call.
            client: Who asks.
            observer: Told how far it is.

        Returns:
            The results as plain values.

        Raises:
            RequestError: If too many calls wait already.
            NLPSuiteError: What the task raises.
        """
        self.metrics.count_call(call.task, call.characters)
        return await self.runner.run(call, client=client, observer=observer)

    async def respond(
        self, request: Request, work: Callable[[Observer | None], Awaitable[Any]]
    ) -> Response:
        """Answers with the result of some work, as events if the request wants these.

        The work is cancelled when the client goes away, and after too long a time.

        Args:
            request: The request.
            work: Does it; is given what to tell how far it is.

        Returns:
            The response.

        Raises:
            RequestError: If it takes too long.
            NLPSuiteError: What the work raises.
        """
        seconds = self.options.max_seconds
        if EVENT_STREAM in request.headers.get("accept", ""):
            return event_response(work, request_id=request.state.request_id, max_seconds=seconds)
        task = asyncio.ensure_future(work(None))
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({task, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return TextJSONResponse(task.result())
            if gone.done():
                # Nobody reads it; nginx logs this status for such requests.
                return Response(status_code=499)
            raise timed_out(seconds)
        finally:
            task.cancel()
            gone.cancel()


async def _disconnected(request: Request) -> None:
    """Ends when the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
