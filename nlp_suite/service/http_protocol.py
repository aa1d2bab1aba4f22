"""HTTP/1.1 of the service: uvicorn's, with limits of headers, and answers that are not lost."""

import asyncio
import uuid
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from nlp_suite.service.request_error import RequestError
from nlp_suite.service.responses import SAFE_HEADERS, error_content, to_json
from nlp_suite.service.service_log import logger


class LimitedHttpProtocol(HttpToolsProtocol):
    """Closes connections whose headers do not come or have no end, and lets answers arrive.

    Between requests uvicorn's own limit for kept connections counts. A connection that is closed
    before the whole body was read would take its answer with it (TCP resets it), so the rest is
    read, for some seconds, and dropped.

    Attributes:
        header_seconds: Most seconds from a connection, or the first byte of a further request, to
            the end of its headers.
        header_bytes: Most bytes of the headers of a request.
        linger_seconds: Most seconds for which the rest of a refused body is read.

    Reference:
        The attack: https://en.wikipedia.org/wiki/Slowloris_(cyber_attack)
        RFC 9112, HTTP/1.1, section 9.6: https://www.rfc-editor.org/rfc/rfc9112#section-9.6
    """

    header_seconds: ClassVar[float] = 10.0
    header_bytes: ClassVar[int] = 1 << 16
    linger_seconds: ClassVar[float] = 2.0
    _header_timer: asyncio.TimerHandle | None = None
    # Received since the headers of a request began.
    _received = 0
    # The request that is answered; others of its connection may wait behind it.
    _answered: RequestResponseCycle | None = None
    _is_refused = False
    _is_lingering = False

    def connection_made(self, transport: Any) -> None:
        """Begins to wait for the headers of the first request."""
        super().connection_made(_LingeringTransport(transport, self))  # type: ignore[arg-type]
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Reads bytes of a request, unless it was refused."""
        if self._is_lingering:
            return
        self._received += len(data)
        super().data_received(data)
        if self._header_timer is None:
            self._received = 0
        elif self._received > self.header_bytes and not self.transport.is_closing():
            self._refuse(431, "LongHeadersError", "the headers are too long; send shorter ones")

    def on_message_begin(self) -> None:
        """Begins to wait for the headers of a further request."""
        super().on_message_begin()
        if self._header_timer is None:
            self._wait_for_headers()

    def on_headers_complete(self) -> None:
        """Ends the wait."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends the wait, and tells the request that is answered, which may not be the last one."""
        self._stop_waiting()
        if self._answered is not None and not self._answered.response_complete:
            self._answered.disconnected = True
            self._answered.message_event.set()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no HTTP."""
        del msg
        self._refuse(400, "BadRequestError", "this is no request of HTTP/1.1")

    def linger(self) -> bool:
        """Begins to drop the rest of a request, if there is one.

        Returns:
            Whether the connection has to be kept for it.
        """
        has_rest = self._is_refused or (self.cycle is not None and self.cycle.more_body)
        if self._is_lingering or not has_rest:
            return False
        self._is_lingering = True
        return True

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def _refuse(self, status: int, kind: str, message: str) -> None:
        self._stop_waiting()
        self._is_refused = True
        request_id = uuid.uuid4().hex
        client = self.client[0] if self.client else None
        logger.info(
            "no request", extra={"request_id": request_id, "client": client, "status": status}
        )
        body = to_json(error_content(RequestError(status, kind, message), request_id))
        headers = [
            *self.server_state.default_headers,
            *SAFE_HEADERS,
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        lines = [b"%b: %b\r\n" % pair for pair in headers]
        self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n", body]))
        self.transport.close()

    def _wait_for_headers(self) -> None:
        self._header_timer = self.loop.call_later(self.header_seconds, self._close)

    def _stop_waiting(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None

    def _close(self) -> None:
        self._header_timer = None
        if not self.transport.is_closing():
            self.transport.close()


class _LingeringTransport:
    """A transport that, when it is closed, is kept until the rest of the body was dropped."""

    def __init__(self, transport: Any, protocol: LimitedHttpProtocol) -> None:
        self._transport = transport
        self._protocol = protocol
        self._is_closing = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        return self._is_closing or self._transport.is_closing()

    def close(self) -> None:
        self._is_closing = True
        if self._transport.is_closing() or not self._protocol.linger():
            self._transport.close()
            return
        self._transport.write_eof()
        self._protocol.flow.resume_reading()
        self._protocol.loop.call_later(self._protocol.linger_seconds, self._transport.close)
