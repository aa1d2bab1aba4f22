"""Routes for whoever runs the service: whether it lives, is ready, and what it has done."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from nlp_suite.service.responses import TextJSONResponse
from nlp_suite.service.schemas.errors import ErrorResult
from nlp_suite.service.schemas.operations import StatusResult
from nlp_suite.service.service_state import ServiceState

router = APIRouter(tags=["operations"], default_response_class=TextJSONResponse)


@router.get("/healthz", summary="Whether the process lives", response_model=StatusResult)
async def health() -> Response:
    """Answers as long as the process does anything."""
    return TextJSONResponse({"status": "ok"})


@router.get(
    "/readyz",
    summary="Whether requests may be sent",
    responses={200: {"model": StatusResult}, 503: {"model": StatusResult}},
)
async def ready(request: Request) -> Response:
    """Says whether all models are loaded, and the service is not about to end."""
    state = ServiceState.of(request)
    if state.draining:
        return TextJSONResponse({"status": "ending"}, 503)
    if state.options.preload and not state.is_loaded():
        return TextJSONResponse({"status": "loading"}, 503)
    return TextJSONResponse({"status": "ready"})


@router.get(
    "/metrics",
    summary="Metrics, for Prometheus",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        401: {"model": ErrorResult, "description": "The request has no key, or a wrong one."},
    },
)
async def metrics(request: Request) -> Response:
    """Returns what was counted, in the text format of Prometheus."""
    state = ServiceState.of(request)
    state.client_of(request)
    content, media_type = state.metrics.render()
    return Response(content, media_type=media_type)
