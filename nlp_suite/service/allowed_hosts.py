"""Names by which the service may be addressed."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nlp_suite.arguments import shown
from nlp_suite.service.request_error import RequestError


class AllowedHosts:
    """ASGI middleware that refuses requests for another host, as DNS rebinding makes them.

    Starlette's own middleware decides; its refusal is raised, so that it is answered in the form
    that all errors have.

    Args:
        app: The application.
        names: The names, without a port; "*.example.org" stands for all below that name.

    Raises:
        RequestError: If the header Host has another name.

    Example:
        ```python
        app = AllowedHosts(create_app(ServiceOptions()), ["localhost"])
        ```
    """

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app = app
        self._names = list(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""

        async def answer(scope: Scope, receive: Receive, _: Send) -> None:
            await self._app(scope, receive, send)

        async def refuse(_: Message) -> None:
            host = Headers(scope=scope).get("host", "")
            raise RequestError(
                400,
                "HostError",
                f"the service has no name {shown(host)}; address it by one of its own, or start "
                "it with --allowed-host",
            )

        check = TrustedHostMiddleware(answer, allowed_hosts=self._names, www_redirect=False)
        await check(scope, receive, refuse)
