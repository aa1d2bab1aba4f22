"""The application of the service: its routes, and what they share."""

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from starlette.exceptions import HTTPException
from starlette.responses import Response

import nlp_suite
from nlp_suite.errors import NLPSuiteError
from nlp_suite.service.allowed_hosts import AllowedHosts
from nlp_suite.service.libre_translate.error_form import error_answer
from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.request_guard import RequestGuard
from nlp_suite.service.routes import (
    documents,
    libre_translate,
    models,
    operations,
    page,
    tasks,
)
from nlp_suite.service.served_models import ServedModels
from nlp_suite.service.service_log import logger
from nlp_suite.service.service_state import ServiceState
from nlp_suite.service.task_queue import TaskQueue
from nlp_suite.service.task_runner import TaskRunner

_DESCRIPTION = (
    "Translations, summaries and answers of one's own machine. Results are those of the Python "
    "calls. With `Accept: text/event-stream` a task answers with events: its progress, then its "
    "result."
)
# pydantic's error of a body that is no object, as FastAPI takes what does not say that it is JSON.
_NO_OBJECT = "model_attributes_type"
_KINDS = {400: "BadRequestError", 404: "NotFoundError", 405: "MethodError", 415: "MediaTypeError"}


def create_app(options: ServiceOptions, *, runner: TaskRunner | None = None) -> FastAPI:
    """Makes the application of the service, for uvicorn or any other ASGI server.

    Args:
        options: Its models and limits.
        runner: What computes; threads of this process if None.

    Returns:
        The application. Its models are loaded once it is started.

    Raises:
        InvalidInputError: If a system does no task, or the file of keys cannot be read.
        DataFormatError: If the file of keys has a line that is none.
        ModelNotAvailableError: If a model is not there.

    Example:
        ```python
        from fastapi.testclient import TestClient

        with TestClient(create_app(ServiceOptions(preload=False))) as client:
            print(client.post("/v1/translate", json={"text": "Good morning."}).json()["text"])
        ```
    """
    served = ServedModels(options.systems, options.threads)
    state = ServiceState.make(options, served, runner or TaskQueue(served, options))
    app = FastAPI(
        title="nlp_suite",
        summary="Translation, summarization and question answering",
        description=_DESCRIPTION,
        version=nlp_suite.__version__,
        # They load their scripts from another host.
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
    )
    app.state.service = state
    for module in (tasks, documents, libre_translate, models, operations, page):
        app.include_router(module.router)
    app.add_exception_handler(NLPSuiteError, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_values)
    app.add_exception_handler(HTTPException, _refuse_request)
    if options.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(options.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "x-api-key"],
            expose_headers=["retry-after", "x-request-id"],
        )
    if options.allowed_hosts is not None:
        app.add_middleware(AllowedHosts, names=options.allowed_hosts)
    app.add_middleware(
        RequestGuard, options=options, metrics=state.metrics, draining=lambda: state.draining
    )
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state: ServiceState = app.state.service
    # They have parts of texts, and nobody reads them.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nlp_suite.errors.LanguageMismatchWarning)
        warnings.simplefilter("ignore", nlp_suite.errors.IrrelevantQueryWarning)
        loading = asyncio.create_task(_load(state))
        yield
        loading.cancel()
        await state.runner.close()


async def _load(state: ServiceState) -> None:
    if not state.options.preload:
        return
    try:
        await asyncio.to_thread(state.served.load_all)
    except NLPSuiteError:
        logger.exception("a model cannot be loaded")
    else:
        logger.info("ready", extra={"models": [one.name for one in state.served.models]})


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, NLPSuiteError)  # noqa: S101
    return error_answer(request.scope, RequestError.of(error), request.state.request_id)


async def _refuse_values(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    faults = error.errors()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if faults[0]["loc"] == ("body",) and faults[0]["type"] == _NO_OBJECT and "json" not in kind:
        refused = RequestError(
            415,
            "MediaTypeError",
            "the body is no JSON by its header Content-Type; send `Content-Type: application/json`",
        )
    elif any(one["type"] == "json_invalid" for one in faults):
        refused = RequestError(400, "BadRequestError", "the body is no JSON object in UTF-8")
    else:
        # What was sent is not sent back.
        places = "; ".join(dict.fromkeys(f"{_place(one['loc'])}: {one['msg']}" for one in faults))
        refused = RequestError(422, "InvalidInputError", places[:2000])
    return error_answer(request.scope, refused, request.state.request_id)


async def _refuse_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    kind = _KINDS.get(error.status_code, "BadRequestError")
    detail = error.detail
    if error.status_code == 404:
        detail = "there is nothing at this path; GET /openapi.json says what there is"
    refused = RequestError(error.status_code, kind, detail)
    response = error_answer(request.scope, refused, request.state.request_id)
    response.headers.update(error.headers or {})
    return response


def _place(path: Any) -> str:
    return ".".join(str(one) for one in path if one != "body") or "body"
