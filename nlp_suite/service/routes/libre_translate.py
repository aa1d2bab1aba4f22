"""Routes of LibreTranslate's interface, for its clients and the plug-ins of other programs."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from nlp_suite.load_options import AUTO
from nlp_suite.service.libre_translate.file_formats import FORMATS, TextFile, find_text_slots
from nlp_suite.service.libre_translate.html_slots import find_html_slots
from nlp_suite.service.libre_translate.language_pairs import LanguagePairs
from nlp_suite.service.libre_translate.request_values import RequestValues, invalid
from nlp_suite.service.libre_translate.text_slot import fill_slots
from nlp_suite.service.libre_translate.text_translation import (
    TextTranslation,
    TranslationSource,
    aside,
    detect_source,
)
from nlp_suite.service.libre_translate.translated_files import TranslatedFiles
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.responses import TextJSONResponse
from nlp_suite.service.schemas.libre_translate import (
    DetectionBody,
    DetectionForm,
    DetectionResult,
    FileTranslationForm,
    FrontendSettingsResult,
    HealthResult,
    PlainErrorResult,
    PlainTranslationBody,
    PlainTranslationForm,
    PlainTranslationResult,
    SupportedLanguageResult,
    TranslatedFileResult,
    plain_refusals,
    request_body,
)
from nlp_suite.service.schemas.requests import MOST_TEXTS
from nlp_suite.service.service_state import ServiceState
from nlp_suite.text.language_detection import DetectedLanguage
from nlp_suite.text.languages import language_name

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".json": "application/json",
}


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.translated_files = files = TranslatedFiles.of_environment()
    yield
    files.close()


router = APIRouter(
    tags=["LibreTranslate"], default_response_class=TextJSONResponse, lifespan=_lifespan
)


@router.post(
    "/translate",
    summary="Translate texts",
    responses={200: {"model": PlainTranslationResult}, **plain_refusals()},
    openapi_extra=request_body(PlainTranslationForm, *_FORMS, json=PlainTranslationBody),
)
async def translate(request: Request) -> Response:
    """Translates a text, or each of a list; of HTML what stands between the tags."""
    state = ServiceState.of(request)
    values = await _values(request, state)
    client = _client_of(request, state, values)
    given = values.texts("q", most=MOST_TEXTS)
    pairs = LanguagePairs(state.served.models)
    pair = pairs.pair(values.needed("source"), values.needed("target"))
    form = values.text("format") or "text"
    if form not in ("text", "html"):
        raise invalid(f"{form[:40]} format is not supported")
    alternatives = values.whole("alternatives", most=state.options.max_beam_size - 1)
    texts = [given] if isinstance(given, str) else given
    _check_characters(state, texts)
    find = find_text_slots if form == "text" else find_html_slots

    async def work(_observer: object) -> dict[str, Any]:
        sources = await aside(lambda: [TranslationSource(one, find(one)) for one in texts], texts)
        outcomes = await TextTranslation(state, client, pairs, alternatives).do(sources, *pair)
        written = [
            [fill_slots(source.text, source.slots, version) for version in outcome.versions]
            for source, outcome in zip(sources, outcomes, strict=True)
        ]
        is_list = isinstance(given, list)
        answer: dict[str, Any] = {"translatedText": [one[0] for one in written]}
        if pair[0] is None:
            answer["detectedLanguage"] = [_detection(outcome.detected) for outcome in outcomes]
        if alternatives:
            answer["alternatives"] = [list(dict.fromkeys(one))[1:] for one in written]
        return answer if is_list else {name: value[0] for name, value in answer.items()}

    return await state.respond(request, work)


@router.post(
    "/detect",
    summary="Find out the language of a text",
    responses={200: {"model": list[DetectionResult]}, **plain_refusals(400, 403, 408, 413)},
    openapi_extra=request_body(DetectionForm, *_FORMS, json=DetectionBody),
)
async def detect(request: Request) -> Response:
    """Says which language a text is in, or which languages those of a list are in."""
    state = ServiceState.of(request)
    values = await _values(request, state)
    _client_of(request, state, values)
    given = values.texts("q", most=MOST_TEXTS)
    texts = [given] if isinstance(given, str) else given
    _check_characters(state, texts)
    pairs = LanguagePairs(state.served.models)
    found = await aside(lambda: [detect_source(one, pairs.codes) for one in texts], texts)
    lengths: dict[str, int] = {}
    sure: dict[str, list[float]] = {}
    for text, one in zip(texts, found, strict=True):
        if one is not None:
            lengths[one.language] = lengths.get(one.language, 0) + len(text)
            sure.setdefault(one.language, []).append(one.probability)
    mean = {
        language: DetectedLanguage(language, sum(own) / len(own)) for language, own in sure.items()
    }
    languages = sorted(mean, key=lambda one: -mean[one].probability * lengths[one])
    unclear = DetectedLanguage("en", 0.0)
    return TextJSONResponse([_detection(mean[one]) for one in languages] or [_detection(unclear)])


@router.get(
    "/languages",
    summary="List the languages",
    responses={200: {"model": list[SupportedLanguageResult]}},
)
async def languages(request: Request) -> Response:
    """Lists the languages, each with those that it can be translated into."""
    pairs = LanguagePairs(ServiceState.of(request).served.models)
    return TextJSONResponse([pairs.describe(code) for code in pairs.codes])


@router.post(
    "/translate_file",
    summary="Translate a file",
    responses={200: {"model": TranslatedFileResult}, **plain_refusals()},
    openapi_extra=request_body(FileTranslationForm, "multipart/form-data"),
)
async def translate_file(request: Request) -> Response:
    """Translates a file, which keeps its form, and says where to fetch the translation."""
    state = ServiceState.of(request)
    values = await _values(request, state)
    client = _client_of(request, state, values)
    sent = values.file("file")
    pairs = LanguagePairs(state.served.models)
    pair = pairs.pair(values.needed("source"), values.needed("target"))
    path = Path(sent.name.replace("\\", "/").replace("\0", ""))
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise invalid(f"file format not supported; there are {', '.join(FORMATS)}")

    async def work(_observer: object) -> dict[str, str]:
        file = await asyncio.to_thread(TextFile.read, suffix, sent.data)
        _check_characters(state, [slot.text for slot in file.slots])
        source = TranslationSource(file.text, file.slots)
        (outcome,) = await TextTranslation(state, client, pairs, 0).do([source], *pair)
        files = _files_of(request.app)
        name = f"{path.stem[:80]}_{pair[1]}{suffix}"
        written = await asyncio.to_thread(file.write, outcome.versions[0])
        known = await asyncio.to_thread(files.put, name, written)
        asyncio.get_running_loop().call_later(files.seconds + 1, files.remove_old)
        return {"translatedFileUrl": str(request.url_for("download_file", name=known))}

    return await state.respond(request, work)


@router.get(
    "/download_file/{name}",
    summary="Fetch a translated file",
    response_class=Response,
    responses={
        200: {
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        },
        404: {"model": PlainErrorResult, "description": "There is no such file any more."},
    },
)
async def download_file(request: Request, name: str) -> Response:
    """Returns a file that was translated; its name is all that is asked for."""
    file = await asyncio.to_thread(_files_of(request.app).get, name)
    if file is None:
        raise RequestError(
            404, "NotFoundError", "there is no such file, or none any more; translate it again"
        )
    return Response(
        file.data,
        media_type=_MEDIA_TYPES.get(Path(file.name).suffix, "text/plain; charset=utf-8"),
        headers={
            "content-disposition": f'attachment; filename="{file.name}"',
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


@router.get(
    "/frontend/settings",
    summary="What a page for people needs to know",
    responses={200: {"model": FrontendSettingsResult}},
)
async def frontend_settings(request: Request) -> Response:
    """Says what there is: files, keys, languages and limits."""
    state = ServiceState.of(request)
    codes = LanguagePairs(state.served.models).codes
    target = codes[1] if len(codes) > 1 else next(iter(codes), "en")
    return TextJSONResponse(
        {
            "apiKeys": state.keys is not None,
            "charLimit": state.options.max_characters,
            "filesTranslation": True,
            "frontendTimeout": 500,
            "keyRequired": state.keys is not None,
            "language": {
                "source": {"code": AUTO, "name": "Auto Detect"},
                "target": {"code": target, "name": language_name(target)},
            },
            "suggestions": False,
            "supportedFilesFormat": list(FORMATS),
        }
    )


@router.get("/health", summary="Whether the service lives", response_model=HealthResult)
async def health() -> Response:
    """Answers as long as the process does anything."""
    return TextJSONResponse({"status": "ok"})


@router.post("/suggest", summary="Suggest a better translation", responses=plain_refusals(403))
async def suggest() -> Response:
    """Says that this service takes no suggestions."""
    raise RequestError(403, "ForbiddenError", "Suggestions are disabled on this server.")


@router.get(
    "/spec",
    summary="The description of the service",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
)
async def spec(request: Request) -> Response:
    """Returns the same document as `/openapi.json`."""
    return TextJSONResponse(request.app.openapi())


async def _values(request: Request, state: ServiceState) -> RequestValues:
    return await RequestValues.read(
        request, most_texts=MOST_TEXTS, most_bytes=state.options.max_body_bytes
    )


def _client_of(request: Request, state: ServiceState, values: RequestValues) -> str:
    key = values.text("api_key")
    try:
        return state.client_of(request, key)
    except RequestError as error:
        headers = request.headers
        if key or "authorization" in headers or "x-api-key" in headers:
            raise RequestError(403, error.kind, "Invalid API key") from error
        message = "Please contact the server operator to get an API key, and send it as api_key"
        raise RequestError(400, error.kind, message) from error


def _check_characters(state: ServiceState, texts: Sequence[str]) -> None:
    try:
        state.check_characters(texts)
    except RequestError as error:
        size, most = sum(map(len, texts)), state.options.max_characters
        raise invalid(f"request ({size}) exceeds text limit ({most})") from error


def _detection(detected: DetectedLanguage) -> dict[str, Any]:
    return {
        "confidence": round(100 * detected.probability, 1),
        "language": detected.language,
    }


def _files_of(app: FastAPI) -> TranslatedFiles:
    files: TranslatedFiles = app.state.translated_files
    return files
