"""Route that lists the models."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from nlp_suite.service.responses import TextJSONResponse
from nlp_suite.service.schemas.errors import ErrorResult
from nlp_suite.service.schemas.operations import LimitsResult, ModelsResult
from nlp_suite.service.service_state import ServiceState
from nlp_suite.text.languages import language_name

router = APIRouter(prefix="/v1", tags=["models"], default_response_class=TextJSONResponse)


@router.get(
    "/models",
    summary="List the models",
    responses={
        200: {"model": ModelsResult},
        401: {"model": ErrorResult, "description": "The request has no key, or a wrong one."},
    },
)
async def models(request: Request) -> Response:
    """Lists the models that requests may name, their languages, and the limits of requests."""
    state = ServiceState.of(request)
    state.client_of(request)
    served = state.served.models
    defaults = {
        (one.task, one.source_language, one.target_language): one.key for one in reversed(served)
    }
    languages = {
        code: None
        for one in served
        for code in (one.source_language, one.target_language)
        if code is not None
    }
    return TextJSONResponse(
        {
            "models": [
                {
                    "task": one.task,
                    "engine": one.engine,
                    "model": one.name,
                    "default": one.key in defaults.values(),
                    "source_language": one.source_language,
                    "target_language": one.target_language,
                    "style": one.style,
                }
                for one in served
            ],
            "languages": [{"code": code, "name": language_name(code)} for code in languages],
            "limits": {name: getattr(state.options, name) for name in LimitsResult.model_fields},
        }
    )
