"""The runner of a service on Ray: it sends calls to the replicas of the models."""

import time
from collections import Counter
from typing import Any

from nlp_suite.processes import error_from_plain
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.task_call import TaskCall
from nlp_suite.service.task_runner import Observer

# Replicas that may end with a call before it is given up: it may be what ends them.
MAX_ATTEMPTS = 3
# The weight of the last call in the mean time that one takes.
_SMOOTHING = 0.1


class RayTaskRunner:
    """Sends calls to a deployment of `ModelReplica`.

    A call whose replica ends is sent to another one, as it changes nothing where it is computed.

    Args:
        handle: Ray's handle of the deployment, with a limit of the calls that wait for a replica.
        options: The limits.

    Example:
        ```python
        runner = RayTaskRunner(handle, ServiceOptions())
        ...
        ```
    """

    def __init__(self, handle: Any, options: ServiceOptions) -> None:
        self._handle = handle
        self._options = options
        self._own: Counter[str] = Counter()
        self._seconds = 1.0

    async def run(self, call: TaskCall, *, client: str, observer: Observer | None = None) -> Any:
        """See `TaskRunner.run`."""
        own = self._own[client]
        if own >= self._options.max_waiting_per_client:
            raise self._refusal(f"{own} requests of this client wait or are computed already")
        self._own[client] += 1
        began = time.monotonic()
        try:
            message = await self._send(call, observer)
        finally:
            self._own[client] -= 1
            if not self._own[client]:
                del self._own[client]
        self._seconds += _SMOOTHING * (time.monotonic() - began - self._seconds)
        if "error" in message:
            raise error_from_plain(message["error"])
        return message["result"]

    async def close(self) -> None:
        """Ends at once: Ray lets a replica of the service finish what it has accepted."""

    async def _send(self, call: TaskCall, observer: Observer | None) -> dict[str, Any]:
        from ray.exceptions import (
            ActorDiedError,
            ActorUnavailableError,
            OutOfMemoryError,
            RayTaskError,
        )
        from ray.serve.exceptions import BackPressureError, DeploymentUnavailableError

        for _ in range(MAX_ATTEMPTS):
            try:
                if observer is None:
                    return await self._send_once(call)
                return await self._send_streamed(call, observer)
            except (ActorDiedError, ActorUnavailableError, OutOfMemoryError):
                continue
            except BackPressureError as error:
                raise self._refusal(f"{self._options.max_waiting} requests wait already") from error
            except DeploymentUnavailableError as error:
                raise RequestError(
                    503,
                    "ModelNotAvailableError",
                    "no replica has the models; try again later",
                    retry_after=self._retry_after(),
                ) from error
            except RayTaskError as error:
                raise error.cause from error
        raise RequestError(
            500,
            "ReplicaError",
            f"{MAX_ATTEMPTS} replicas have ended while they computed the request; send its texts "
            "one by one to find out which does that",
        )

    async def _send_once(self, call: TaskCall) -> dict[str, Any]:
        response = self._handle.compute.remote(call)
        try:
            message: dict[str, Any] = await response
        except BaseException:
            # Also when the client has gone away.
            response.cancel()
            raise
        return message

    async def _send_streamed(self, call: TaskCall, observer: Observer) -> dict[str, Any]:
        messages = self._handle.options(stream=True).compute_streamed.remote(call)
        message: dict[str, Any] = {}
        try:
            async for message in messages:
                if "progress" in message:
                    observer(*message["progress"])
        except BaseException:
            messages.cancel()
            raise
        return message

    def _refusal(self, what: str) -> RequestError:
        seconds = self._retry_after()
        return RequestError(
            429,
            "TooManyRequestsError",
            f"{what}; try again after {seconds} s",
            retry_after=seconds,
        )

    def _retry_after(self) -> int:
        return max(1, round(self._seconds))
