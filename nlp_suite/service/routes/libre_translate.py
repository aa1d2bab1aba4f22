"""Routes of LibreTranslate's interface, for its clients and the plug-ins of other programs."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from nlp_suite.service.libre_translate.file_formats import FORMATS, TextFile, find_text_slots
from nlp_suite.service.libre_translate.html_slots import find_html_slots
from nlp_suite.service.libre_translate.language_pairs import LanguagePairs
from nlp_suite.service.libre_translate.request_values import RequestValues, invalid, unsupported
from nlp_suite.service.libre_translate.text_slot import TextSlot, fill_slots
from nlp_suite.service.libre_translate.translated_files import TranslatedFiles
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.responses import TextJSONResponse
from nlp_suite.service.schemas.libre_translate import (
    DetectionResult,
    FileTranslationBody,
    FrontendSettingsResult,
    HealthResult,
    PlainDetectionBody,
    PlainErrorResult,
    PlainTranslationBody,
    PlainTranslationResult,
    SupportedLanguageResult,
    TranslatedFileResult,
    plain_refusals,
    request_body,
)
from nlp_suite.service.schemas.requests import MOST_TEXTS
from nlp_suite.service.service_state import ServiceState
from nlp_suite.service.task_call import TaskCall
from nlp_suite.text.language_detection import DetectedLanguage, detect_language
from nlp_suite.text.languages import language_name

_AUTO = "auto"
_FORMS = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
# More characters are taken apart in a thread, so that other requests do not wait.
_MANY_CHARACTERS = 5_000
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


class _Source(NamedTuple):
    """A text as it was sent, and what is to be translated of it."""

    text: str
    slots: list[TextSlot]

    @property
    def visible(self) -> str:
        return "\n".join(slot.visible or slot.text for slot in self.slots)


class _Outcome(NamedTuple):
    """What became of a text: what was found out, and its translations, the best first."""

    detected: DetectedLanguage
    versions: list[list[str]]


@router.post(
    "/translate",
    summary="Translate texts",
    responses={200: {"model": PlainTranslationResult}, **plain_refusals()},
    openapi_extra=request_body(PlainTranslationBody, *_FORMS),
)
async def translate(request: Request) -> Response:
    """Translates a text, or each of a list; of HTML what stands between the tags."""
    state = ServiceState.of(request)
    values = await _values(request, state)
    client = _client_of(request, state, values)
    given = values.texts("q", most=MOST_TEXTS)
    pair = _Pair.of(values, state)
    form = values.text("format") or "text"
    if form not in ("text", "html"):
        raise invalid(f"{form[:40]} format is not supported")
    alternatives = values.whole("alternatives", most=state.options.max_beam_size - 1)
    texts = [given] if isinstance(given, str) else given
    _check_characters(state, texts)
    find = find_text_slots if form == "text" else find_html_slots

    async def work(_observer: object) -> dict[str, Any]:
        sources = await _aside(lambda: [_Source(one, find(one)) for one in texts], texts)
        outcomes = await _Translation(state, client, pair, alternatives).do(sources)
        written = [
            [fill_slots(source.text, source.slots, version) for version in outcome.versions]
            for source, outcome in zip(sources, outcomes, strict=True)
        ]
        is_list = isinstance(given, list)
        answer: dict[str, Any] = {"translatedText": [one[0] for one in written]}
        if pair.source is None:
            answer["detectedLanguage"] = [_detection(outcome.detected) for outcome in outcomes]
        if alternatives:
            answer["alternatives"] = [list(dict.fromkeys(one))[1:] for one in written]
        return answer if is_list else {name: value[0] for name, value in answer.items()}

    return await state.respond(request, work)


@router.post(
    "/detect",
    summary="Find out the language of a text",
    responses={200: {"model": list[DetectionResult]}, **plain_refusals(400, 403, 408, 413)},
    openapi_extra=request_body(PlainDetectionBody, *_FORMS),
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
    found = await _aside(lambda: [_detect(one, pairs.codes) for one in texts], texts)
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
    openapi_extra=request_body(FileTranslationBody, "multipart/form-data"),
)
async def translate_file(request: Request) -> Response:
    """Translates a file, which keeps its form, and says where to fetch the translation."""
    state = ServiceState.of(request)
    values = await _values(request, state)
    client = _client_of(request, state, values)
    upload = values.file("file")
    pair = _Pair.of(values, state)
    path = Path((upload.filename or "").replace("\\", "/").replace("\0", ""))
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise invalid(f"file format not supported; there are {', '.join(FORMATS)}")
    data = await upload.read()

    async def work(_observer: object) -> dict[str, str]:
        file = await asyncio.to_thread(TextFile.read, suffix, data)
        _check_characters(state, [slot.text for slot in file.slots])
        source = _Source(file.text, file.slots)
        (outcome,) = await _Translation(state, client, pair, 0).do([source])
        files = _files_of(request.app)
        name = f"{path.stem[:80]}_{pair.target}{suffix}"
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
                "source": {"code": _AUTO, "name": "Auto Detect"},
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


class _Pair(NamedTuple):
    """The languages of a request; the source is None if it is to be found out."""

    pairs: LanguagePairs
    source: str | None
    target: str

    @classmethod
    def of(cls, values: RequestValues, state: ServiceState) -> "_Pair":
        pairs = LanguagePairs(state.served.models)
        wanted = {name: values.needed(name) for name in ("source", "target")}
        found: dict[str, str | None] = {}
        for name, code in wanted.items():
            if name == "source" and code.lower() == _AUTO:
                found[name] = None
                continue
            found[name] = pairs.find(code)
            if found[name] is None:
                raise unsupported(code, pairs.codes)
        source, target = found["source"], found["target"]
        assert target is not None  # noqa: S101
        if source not in (None, target) and pairs.model(source, target) is None:
            raise RequestError(
                400,
                "InvalidInputError",
                f"{language_name(target)} ({target}) is not available as a target language from "
                f"{language_name(source)} ({source}); there are {', '.join(pairs.targets(source))}",
            )
        return cls(pairs, source, target)


class _Translation:
    """What is done for the texts of one request."""

    def __init__(self, state: ServiceState, client: str, pair: _Pair, alternatives: int) -> None:
        self._state = state
        self._client = client
        self._pair = pair
        self._alternatives = alternatives

    async def do(self, sources: Sequence[_Source]) -> list[_Outcome]:
        detected = await self._languages(sources)
        pairs, target = self._pair.pairs, self._pair.target
        groups: dict[str, list[int]] = {}
        missing: dict[str, None] = {}
        for number, one in enumerate(detected):
            own = pairs.find(one.language)
            model = None if own is None else pairs.model(own, target)
            if own != target and model is None:
                missing[one.language] = None
            elif model is not None and sources[number].slots:
                groups.setdefault(model, []).append(number)
        if missing and not groups and target not in {one.language for one in detected}:
            raise unsupported(next(iter(missing)), pairs.codes)
        # Texts in the target language stay, and so do those of a list that nothing can translate.
        found = [
            [[slot.text for slot in source.slots]] * (self._alternatives + 1) for source in sources
        ]
        for model, numbers in groups.items():
            for number, versions in zip(
                numbers, await self._call(model, [sources[one] for one in numbers]), strict=True
            ):
                found[number] = versions
        return [_Outcome(*one) for one in zip(detected, found, strict=True)]

    async def _languages(self, sources: Sequence[_Source]) -> list[DetectedLanguage]:
        pairs, source, target = self._pair
        if source is not None:
            return [DetectedLanguage(source, 1.0)] * len(sources)
        unclear = DetectedLanguage(pairs.fallback(target), 0.0)
        texts = [one.visible for one in sources]
        found = await _aside(lambda: [_detect(one, pairs.codes) for one in texts], texts)
        return [one or unclear for one in found]

    async def _call(self, model: str, sources: Sequence[_Source]) -> list[list[list[str]]]:
        """Translates the slots of texts of one language together."""
        texts = [slot.text for source in sources for slot in source.slots]
        # As other requests have it, to be computed with them.
        options = {"n_best": self._alternatives + 1} if self._alternatives else {}
        call = TaskCall("translate", model, (texts,), options, sum(map(len, texts)))
        results = iter(await self._state.run(call, client=self._client))
        found = []
        for source in sources:
            own = [next(results) for _ in source.slots]
            versions = [[one["text"] for one in own]]
            for rank in range(1, self._alternatives + 1):
                versions.append([_ranked(one, rank) for one in own])
            found.append(versions)
        return found


def _ranked(translation: dict[str, Any], rank: int) -> str:
    best = translation["n_best"]
    text: str = best[min(rank, len(best) - 1)]["text"] if best else translation["text"]
    return text


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


async def _aside(work: Any, texts: Sequence[str]) -> Any:
    """Does what takes long for long texts in a thread, and what takes no time here."""
    if len(texts) > 1 or len(texts[0]) > _MANY_CHARACTERS:
        return await asyncio.to_thread(work)
    return work()


def _detect(text: str, known: Sequence[str]) -> DetectedLanguage | None:
    # What is not clear among all languages may be among those that can be translated.
    return detect_language(text) or detect_language(text, known)


def _detection(detected: DetectedLanguage) -> dict[str, Any]:
    return {
        "confidence": round(100 * detected.probability, 1),
        "language": detected.language,
    }


def _files_of(app: FastAPI) -> TranslatedFiles:
    files: TranslatedFiles = app.state.translated_files
    return files
