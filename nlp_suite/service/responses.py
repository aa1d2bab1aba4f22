"""Responses of the service: JSON that has any text, errors, and headers."""

import json
from typing import Any

from starlette.responses import JSONResponse, Response

from nlp_suite.service.request_error import RequestError

# On every response; pages of other sites can neither show nor read them.
SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class TextJSONResponse(JSONResponse):
    r"""JSON in UTF-8, or with escapes where a text has half a surrogate pair.

    Example:
        >>> TextJSONResponse({"text": "Übung"}).body.decode()
        '{"text":"Übung"}'
        >>> TextJSONResponse({"text": chr(0xD800)}).body.decode()
        '{"text":"\\ud800"}'
    """

    def render(self, content: Any) -> bytes:
        """Returns the bytes of the body."""
        return to_json(content)


def to_json(content: Any) -> bytes:
    """Writes plain values as JSON on one line.

    Args:
        content: The values.

    Returns:
        JSON in UTF-8.

    Raises:
        ValueError: If a number is not finite.

    Example:
        >>> to_json({"score": 0.5})
        b'{"score":0.5}'
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def error_content(error: RequestError, request_id: str) -> dict[str, Any]:
    """Returns the body of the answer to a request that is refused.

    Args:
        error: Why it is refused.
        request_id: The id of the request.

    Returns:
        Plain values.

    Example:
        >>> error = RequestError(404, "NotFoundError", "there is no /a")
        >>> error_content(error, "7c")["error"]["type"]
        'NotFoundError'
    """
    return {"error": {"type": error.kind, "message": str(error), "request_id": request_id}}


def error_response(error: RequestError, request_id: str) -> Response:
    """Returns the answer to a request that is refused.

    Args:
        error: Why it is refused.
        request_id: The id of the request.

    Returns:
        The response, with the headers that its status asks for.

    Example:
        >>> error = RequestError(429, "TooManyRequestsError", "256 wait already", retry_after=2)
        >>> error_response(error, "7c").headers["retry-after"]
        '2'
    """
    headers = {}
    if error.retry_after is not None:
        headers["retry-after"] = str(error.retry_after)
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"
    if error.status in (408, 413):
        # The rest of the body is not read.
        headers["connection"] = "close"
    return TextJSONResponse(error_content(error, request_id), error.status, headers)
