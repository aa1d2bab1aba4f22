"""What every request goes through: an id, limits of its body, safe headers, log and metrics."""

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nlp_suite.service.libre_translate.error_form import error_answer
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.responses import SAFE_HEADERS
from nlp_suite.service.service_log import logger
from nlp_suite.service.service_metrics import ServiceMetrics

_METHODS = frozenset(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"])


class RequestGuard:
    """ASGI middleware around the whole application.

    A body that is larger than it may be, or that comes too slowly, is refused, whether or not its
    length was said before. Whatever is raised is an answer, with the id of the request and not a
    word of the error, and a line in the log.

    Args:
        app: The application.
        options: The limits.
        metrics: Counts the requests.
        draining: Says whether the service is about to end: answers close their connections then.

    Example:
        ```python
        app = create_app(ServiceOptions())
        guarded = RequestGuard(app, ServiceOptions(), ServiceMetrics(), lambda: False)
        ```
    """

    def __init__(
        self,
        app: ASGIApp,
        options: ServiceOptions,
        metrics: ServiceMetrics,
        draining: Callable[[], bool],
    ) -> None:
        self._app = app
        self._options = options
        self._metrics = metrics
        self._draining = draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(self._options, self._draining, scope, receive, send)
        began = time.monotonic()
        try:
            length = _content_length(scope)
            if length is not None and length > self._options.max_body_bytes:
                raise _too_large(self._options.max_body_bytes)
            await self._app(scope, exchange.receive, exchange.send)
            await exchange.refuse(exchange.refusal)
        except RequestError as error:
            await exchange.refuse(error)
        except Exception as error:
            if exchange.refusal is not None:
                await exchange.refuse(exchange.refusal)
                return
            logger.exception("a request failed", extra={"request_id": exchange.id})
            if exchange.status:
                raise
            message = "the service has failed; its log says why, under this id"
            await exchange.refuse(RequestError(500, type(error).__name__, message))
        finally:
            self._note(scope, exchange, time.monotonic() - began)

    def _note(self, scope: Scope, exchange: "_Exchange", seconds: float) -> None:
        route = getattr(scope.get("route"), "path", None) or "none"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        # As nginx has it: the client has closed the request.
        status = exchange.status or 499
        self._metrics.count_request(route, method, status, seconds)
        logger.info(
            "request",
            extra={
                "request_id": exchange.id,
                "client": scope.get("state", {}).get("client") or _address(scope),
                "method": method,
                "route": route,
                "status": status,
                "milliseconds": round(seconds * 1000, 1),
                "bytes_in": exchange.bytes_in,
                "bytes_out": exchange.bytes_out,
            },
        )


class _Exchange:
    """A request and its answer, counted."""

    def __init__(
        self,
        limits: ServiceOptions,
        draining: Callable[[], bool],
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        self.id = uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = self.id
        self.status = 0
        self.bytes_in = self.bytes_out = 0
        self._limits = limits
        self._draining = draining
        self._scope = scope
        self._receive = receive
        self._send = send
        self._deadline = asyncio.get_running_loop().time() + self._limits.max_body_seconds
        self._is_read = False
        # Why the body is refused: what parses it may take that for an error of its own.
        self.refusal: RequestError | None = None

    async def receive(self) -> Message:
        if self._is_read:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self.refusal = _too_slow(self._limits.max_body_seconds)
            raise self.refusal from None
        if message["type"] == "http.request":
            self.bytes_in += len(message.get("body", b""))
            if self.bytes_in > self._limits.max_body_bytes:
                self.refusal = _too_large(self._limits.max_body_bytes)
                raise self.refusal
            self._is_read = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if self.refusal is not None:
            # Its own answer to a body that it could not read.
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            present = {name.lower() for name, _ in headers}
            headers += [pair for pair in SAFE_HEADERS if pair[0] not in present]
            headers.append((b"x-request-id", self.id.encode()))
            if b"cache-control" not in present:
                headers.append((b"cache-control", b"no-store"))
            if self._draining() and b"connection" not in present:
                headers.append((b"connection", b"close"))
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body":
            self.bytes_out += len(message.get("body", b""))
        await self._send(message)

    async def refuse(self, error: RequestError | None) -> None:
        self.refusal = None
        if error is not None and not self.status:
            answer = error_answer(self._scope, error, self.id)
            await answer(self._scope, self._receive, self.send)


def _too_large(most: int) -> RequestError:
    return RequestError(
        413, "TooLargeError", f"the body has more than {most:,} bytes; send it in parts"
    )


def _too_slow(seconds: float) -> RequestError:
    return RequestError(
        408,
        "SlowBodyError",
        f"the body took more than {seconds:g} s to arrive; send it faster or in parts",
    )


def _content_length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def _address(scope: Scope) -> Any:
    client = scope.get("client")
    return client[0] if client else None
