"""Errors in the form that the clients of LibreTranslate read."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from nlp_suite.service.request_error import RequestError
from nlp_suite.service.responses import TextJSONResponse, error_response

_PATHS = frozenset(
    [
        "/detect",
        "/frontend/settings",
        "/health",
        "/languages",
        "/spec",
        "/suggest",
        "/translate",
        "/translate_file",
    ]
)
_DOWNLOADS = "/download_file/"
# LibreTranslate has one status for what a client has done wrong.
_STATUS = {401: 403, 415: 400, 422: 400}


def error_answer(scope: Mapping[str, Any], error: RequestError, request_id: str) -> Response:
    """Answers a request that is refused, in the form of the interface that it is for.

    Args:
        scope: The scope of the request.
        error: Why it is refused.
        request_id: The id of the request.

    Returns:
        The response.

    Example:
        >>> error = RequestError(422, "InvalidInputError", "xx is not supported")
        >>> response = error_answer({"path": "/translate"}, error, "7c")
        >>> response.status_code, response.body
        (400, b'{"error":"xx is not supported"}')
        >>> error_answer({"path": "/v1/translate"}, error, "7c").status_code
        422
    """
    response = error_response(error, request_id)
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    if path not in _PATHS and not path.startswith(_DOWNLOADS):
        return response
    status = _STATUS.get(error.status, error.status)
    # Those of the status alone: how to try again, and that the connection ends.
    headers = {
        name: response.headers[name]
        for name in ("retry-after", "connection")
        if name in response.headers
    }
    return TextJSONResponse({"error": str(error)}, status, headers)
