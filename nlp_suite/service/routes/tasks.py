"""Routes of the three tasks and of comparisons."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from nlp_suite.comparison.tasks.registry import find_compared_task
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import Task
from nlp_suite.service.responses import TextJSONResponse
from nlp_suite.service.schemas.errors import refusals
from nlp_suite.service.schemas.requests import (
    ComparisonRequest,
    ModelChoice,
    QuestionRequest,
    SummarizationRequest,
    TranslationRequest,
)
from nlp_suite.service.schemas.results import (
    AnswerResult,
    ComparisonResult,
    SummaryResult,
    TranslationResult,
    one_or_many,
    streamed,
)
from nlp_suite.service.service_state import ServiceState
from nlp_suite.service.task_call import TaskCall

router = APIRouter(prefix="/v1", tags=["tasks"], default_response_class=TextJSONResponse)

# What a body has that is no option of the task.
_CHOICE = ("engine", "model", "source", "target")
_NO_OPTIONS = ("text", "question", *_CHOICE)


@router.post(
    "/translate",
    summary="Translate texts",
    responses={200: streamed(one_or_many(TranslationResult)), **refusals()},
)
async def translate(
    request: Request,
    body: Annotated[TranslationRequest, Body()],
) -> Response:
    """Translates a text, or each of several, as `nlp_suite.translate` does."""
    return await _run(request, "translate", body, "text")


@router.post(
    "/summarize",
    summary="Summarize texts",
    responses={200: streamed(one_or_many(SummaryResult)), **refusals()},
)
async def summarize(
    request: Request,
    body: Annotated[SummarizationRequest, Body()],
) -> Response:
    """Summarizes a text, or each of several, as `nlp_suite.summarize` does."""
    return await _run(request, "summarize", body, "text")


@router.post(
    "/answer",
    summary="Answer questions about texts",
    responses={200: streamed(one_or_many(AnswerResult, nested=True)), **refusals()},
)
async def answer(
    request: Request,
    body: Annotated[QuestionRequest, Body()],
) -> Response:
    """Answers questions with spans of texts, as `nlp_suite.answer` does."""
    return await _run(request, "answer", body, "question", "text")


@router.post(
    "/compare",
    summary="Compare models",
    responses={200: streamed(ComparisonResult), **refusals()},
)
async def compare(request: Request, body: Annotated[ComparisonRequest, Body()]) -> Response:
    """Gives the same texts to several models, as `nlp_suite.compare` does in one process."""
    state = ServiceState.of(request)
    client = state.client_of(request)
    known = find_compared_task(body.task).options
    for name in body.options:
        if name not in known:
            raise InvalidInputError(f"{body.task} has the options {', '.join(known)}; got {name!r}")
    characters = check_limits(state, body.options, [body.inputs, body.questions or []])
    options = {**body.options, "questions": body.questions, "repeats": body.repeats}
    call = TaskCall(
        body.task, "", (body.inputs,), options, characters, tuple(dict.fromkeys(body.systems))
    )
    return await state.respond(
        request, lambda observer: state.run(call, client=client, observer=observer)
    )


async def _run(request: Request, task: Task, body: ModelChoice, *names: str) -> Response:
    """Answers with the result of a task, whose arguments the body has under these names."""
    state = ServiceState.of(request)
    client = state.client_of(request)
    values = body.model_dump(exclude_unset=True)
    model = state.served.choose(task, **{name: values[name] for name in _CHOICE if name in values})
    arguments = tuple(values[name] for name in names)
    if task == "summarize" and isinstance(values["text"], dict) and not values.get("together"):
        raise InvalidInputError("a mapping of names to texts goes with together=true")
    options = {name: value for name, value in values.items() if name not in _NO_OPTIONS}
    characters = check_limits(state, values, arguments)
    call = TaskCall(task, model, arguments, options, characters)
    return await state.respond(
        request, lambda observer: state.run(call, client=client, observer=observer)
    )


def check_limits(state: ServiceState, options: Mapping[str, Any], arguments: Iterable[Any]) -> int:
    """Checks how much a request asks for.

    Args:
        state: The service.
        options: The options of its task.
        arguments: Its texts: strings, lists of them, or mappings of names to them.

    Returns:
        The characters of its texts.

    Raises:
        InvalidInputError: If it searches with too many hypotheses.
        RequestError: If it has too much text.
    """
    most = state.options.max_beam_size
    for name in ("beam_size", "n_best"):
        value = options.get(name)
        if isinstance(value, int) and value > most:
            raise InvalidInputError(f"{name} must be at most {most} in this service, got {value}")
    return state.check_characters(text for argument in arguments for text in _texts(argument))


def _texts(argument: Any) -> Iterable[str]:
    if isinstance(argument, str):
        return [argument]
    if isinstance(argument, Mapping):
        return argument.values()
    texts: Iterable[str] = argument
    return texts
