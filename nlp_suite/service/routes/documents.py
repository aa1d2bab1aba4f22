"""Route of documents: a file of any kind that the package reads."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from nlp_suite.data.documents import UnreadableDocument, find_documents, read_documents
from nlp_suite.service.request_error import RequestError
from nlp_suite.service.responses import TextJSONResponse
from nlp_suite.service.schemas.errors import refusals
from nlp_suite.service.schemas.results import DocumentsResult, streamed
from nlp_suite.service.service_state import ServiceState
from nlp_suite.service.task_call import TaskCall
from nlp_suite.service.task_runner import Observer

router = APIRouter(prefix="/v1", tags=["tasks"], default_response_class=TextJSONResponse)

# A table may have more rows, and a file more questions, than anyone waits for.
_MOST_DOCUMENTS = 100
_MOST_QUESTIONS = 50
_LONGEST_NAME = 200


class _Wanted(NamedTuple):
    """What is asked of each document."""

    summary_sentences: int | None
    questions: tuple[str, ...]
    source: str | None
    target: str | None


@router.post(
    "/documents",
    summary="Read a file",
    responses={200: streamed(DocumentsResult), **refusals()},
)
async def documents(
    request: Request,
    file: Annotated[
        UploadFile,
        File(description="Text, HTML, PDF, a table, or any of these in gzip; its name says which."),
    ],
    summary_sentences: Annotated[
        int | None, Form(ge=1, le=1000, description="Sentences of a summary of each document.")
    ] = None,
    questions: Annotated[
        list[str] | None, Form(description="Questions about each document.")
    ] = None,
    source: Annotated[
        str | None, Form(max_length=_LONGEST_NAME, description="The language of the documents.")
    ] = None,
    target: Annotated[
        str | None,
        Form(max_length=_LONGEST_NAME, description="The language to translate each into."),
    ] = None,
) -> Response:
    """Reads the documents of a file, and does with each what the fields ask for."""
    state = ServiceState.of(request)
    client = state.client_of(request)
    asked = tuple(questions or ())
    if len(asked) > _MOST_QUESTIONS:
        raise RequestError(
            422,
            "InvalidInputError",
            f"there may be {_MOST_QUESTIONS} questions, got {len(asked)}",
        )
    wanted = _Wanted(summary_sentences, asked, source, target)
    data = await file.read()
    name = Path(file.filename or "").name[:_LONGEST_NAME] or "document.txt"

    async def work(observer: Observer | None) -> Any:
        return await _Work(state, client, wanted, observer).do(name, data)

    return await state.respond(request, work)


class _Work:
    """What is done for one file."""

    def __init__(
        self, state: ServiceState, client: str, wanted: _Wanted, observer: Observer | None
    ) -> None:
        self._state = state
        self._client = client
        self._wanted = wanted
        self._observer = observer
        # Of the calls that have ended.
        self._done = 0

    async def do(self, name: str, data: bytes) -> dict[str, Any]:
        texts, problems = await asyncio.to_thread(_read, name, data)
        self._state.check_characters(text for _, text in texts)
        found = [await self._document(own, text) for own, text in texts]
        return {"documents": found, "problems": problems}

    async def _document(self, name: str, text: str) -> dict[str, Any]:
        wanted, served = self._wanted, self._state.served
        document: dict[str, Any] = {
            "name": name,
            "text": text,
            "summary": None,
            "answers": [],
            "translation": None,
        }
        if wanted.summary_sentences is not None:
            options = {"sentences": wanted.summary_sentences}
            model = served.choose("summarize")
            document["summary"] = await self._call("summarize", model, (text,), options)
        if wanted.questions:
            model = served.choose("answer")
            arguments = (list(wanted.questions), text)
            document["answers"] = await self._call("answer", model, arguments, {})
        if wanted.target is not None:
            source = wanted.source or "auto"
            model = served.choose("translate", source=source, target=wanted.target)
            document["translation"] = await self._call("translate", model, (text,), {})
        return document

    async def _call(
        self, task: Any, model: str, arguments: tuple[Any, ...], options: dict[str, Any]
    ) -> Any:
        latest = 0

        def observe(done: int, total: int) -> None:
            nonlocal latest
            latest = done
            if self._observer is not None:
                self._observer(self._done + done, self._done + total)

        call = TaskCall(task, model, arguments, options, len(arguments[-1]))
        result = await self._state.run(call, client=self._client, observer=observe)
        self._done += latest
        return result


def _read(name: str, data: bytes) -> tuple[list[tuple[str, str]], list[dict[str, str]]]:
    """Reads documents: their names and texts, and what cannot be read."""
    texts: list[tuple[str, str]] = []
    problems: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="nlp-suite-") as folder:
        # A name of the client's has a say in nothing but the format.
        path = Path(folder) / f"document{_suffixes(name)}"
        path.write_bytes(data)
        del data
        for one in read_documents(find_documents([str(path)]), max_bytes=64 << 20):
            shown = one.file.replace(str(path), name)
            if isinstance(one, UnreadableDocument):
                problems.append({"file": shown, "reason": _reason(one.reason, path, name)})
            elif len(texts) == _MOST_DOCUMENTS:
                reason = f"only the first {_MOST_DOCUMENTS} documents were read"
                problems.append({"file": shown, "reason": reason})
                break
            else:
                texts.append((shown, one.text))
    return texts, problems


def _suffixes(name: str) -> str:
    """The ends of a name that say which format a file has: ".txt", ".csv.gz"."""
    endings = [one for one in name.split(".")[1:] if one.isascii() and one.isalnum()][-2:]
    if endings and endings[-1].lower() != "gz":
        endings = endings[-1:]
    return "".join(f".{one.lower()[:10]}" for one in endings) or ".txt"


def _reason(reason: str, path: Path, name: str) -> str:
    """Leaves out where the file was kept."""
    for known in (str(path), os.fspath(path.parent)):
        reason = reason.replace(known, name)
    return reason
