"""Answers to requests that are refused."""

from typing import Any

from pydantic import BaseModel, Field

_STATUS = {
    400: "The body is not what its type says.",
    401: "The request has no key, or a wrong one.",
    408: "The body came too slowly.",
    413: "The body or the texts are too large.",
    415: "The body is of another type.",
    422: "A value is none of the possible ones.",
    429: "Too many requests wait already.",
    503: "The model is not available.",
    504: "It took too long.",
}


class ErrorDetail(BaseModel):
    """Why a request was refused."""

    type: str = Field(description="The name of the error.", examples=["InvalidInputError"])
    message: str = Field(description="What was received, and what to do.")
    request_id: str = Field(description="The id of the request, as in the header X-Request-Id.")


class ErrorResult(BaseModel):
    """The body of the answer to a request that was refused."""

    error: ErrorDetail = Field(description="What was wrong.")


def refusals(*more: int) -> dict[int | str, dict[str, Any]]:
    """Describes with which answers a route may refuse a request.

    Args:
        *more: Statuses besides those of every task.

    Returns:
        The descriptions, as FastAPI takes them.

    Example:
        >>> sorted(refusals())
        [400, 401, 408, 413, 415, 422, 429, 503, 504]
    """
    found: dict[int | str, dict[str, Any]] = {}
    for status in sorted({*_STATUS, *more}):
        found[status] = {"model": ErrorResult, "description": _STATUS.get(status, "Refused.")}
    found[429]["headers"] = {
        "Retry-After": {
            "description": "After how many seconds to try again.",
            "schema": {"type": "integer", "minimum": 1},
        }
    }
    return found
