"""Server-sent events of a call: how far it is, and its result."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.responses import StreamingResponse

from nlp_suite.errors import NLPSuiteError
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.responses import error_content, to_json
from nlp_suite.service.task_runner import Observer

EVENT_STREAM = "text/event-stream"
# Proxies close connections on which nothing is sent; progress is told at most so often.
_PING_SECONDS = 15.0
_LEAST_SECONDS = 0.1


def event_response(
    work: Callable[[Observer], Awaitable[Any]], *, request_id: str, max_seconds: float
) -> StreamingResponse:
    """Answers with the progress of some work, and then with its result or its error.

    The work is cancelled when the client goes away, and after too long a time.

    Args:
        work: Does it; is given what to tell how far it is.
        request_id: The id of the request.
        max_seconds: How long it may take.

    Returns:
        The response: events "progress", then one "result" or "error".

    Example:
        ```python
        async def count(observer):
            observer(1, 3)
            return "three"


        response = event_response(count, request_id="7c", max_seconds=60)
        ```

    Reference:
        https://html.spec.whatwg.org/multipage/server-sent-events.html
    """
    return StreamingResponse(
        _events(work, request_id, max_seconds),
        media_type=EVENT_STREAM,
        # nginx would keep the events until the end.
        headers={"x-accel-buffering": "no"},
    )


def format_event(name: str, content: Any) -> bytes:
    r"""Writes an event.

    Args:
        name: Its name.
        content: Plain values, its data as JSON on one line.

    Returns:
        Its bytes.

    Example:
        >>> format_event("progress", {"done": 1, "total": 3})
        b'event: progress\ndata: {"done":1,"total":3}\n\n'
    """
    return b"event: " + name.encode() + b"\ndata: " + to_json(content) + b"\n\n"


async def _events(
    work: Callable[[Observer], Awaitable[Any]], request_id: str, max_seconds: float
) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()
    latest = (0, 0)

    def observe(done: int, total: int) -> None:
        nonlocal latest
        latest = (done, total)
        changed.set()

    task = asyncio.ensure_future(work(observe))
    task.add_done_callback(lambda _: changed.set())
    deadline = loop.time() + max_seconds
    yield format_event("progress", {"done": 0, "total": 0})
    try:
        while not task.done():
            try:
                limit = min(_PING_SECONDS, deadline - loop.time())
                await asyncio.wait_for(changed.wait(), max(0.0, limit))
            except TimeoutError:
                if loop.time() >= deadline:
                    error = timed_out(max_seconds)
                    yield _error_event(error, request_id)
                    return
                yield b": still there\n\n"
                continue
            changed.clear()
            if not task.done():
                done, total = latest
                yield format_event("progress", {"done": done, "total": total})
                await asyncio.wait([task], timeout=_LEAST_SECONDS)
        try:
            yield format_event("result", task.result())
        except NLPSuiteError as error:
            yield _error_event(RequestError.of(error), request_id)
    finally:
        task.cancel()


def timed_out(max_seconds: float) -> RequestError:
    """Returns the error of a request that takes too long.

    Args:
        max_seconds: How long it may take.

    Returns:
        The error.

    Example:
        >>> timed_out(60).status
        504
    """
    return RequestError(
        504,
        "TimeLimitError",
        f"the request took more than {max_seconds:g} s; give it less text, or try again later",
    )


def _error_event(error: RequestError, request_id: str) -> bytes:
    content = {**error_content(error, request_id), "status": error.status}
    # In the place of the header that a stream cannot have any more.
    if error.retry_after is not None:
        content["retry_after"] = error.retry_after
    return format_event("error", content)
