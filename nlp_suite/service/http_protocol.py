"""HTTP/1.1 of the service: uvicorn's, with a limit of the time that headers take."""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class LimitedHttpProtocol(HttpToolsProtocol):
    """Closes connections whose headers do not come, as those of a client that sends slow bytes.

    Between requests uvicorn's own limit for kept connections counts.

    Attributes:
        header_seconds: Most seconds from a connection, or the first byte of a further request, to
            the end of its headers.

    Reference:
        The attack: https://en.wikipedia.org/wiki/Slowloris_(cyber_attack)
    """

    header_seconds: ClassVar[float] = 10.0
    _header_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begins to wait for the headers of the first request."""
        super().connection_made(transport)
        self._wait_for_headers()

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
        """Ends the wait."""
        self._stop_waiting()
        super().connection_lost(exc)

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
