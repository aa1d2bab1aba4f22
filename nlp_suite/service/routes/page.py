"""Routes of the page: a fixed list of files, read once."""

from functools import cache
from importlib import resources

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

router = APIRouter(include_in_schema=False)

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
# Nothing but this page's own files, and requests to this service.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """Reads the files of the page: their bytes and media types by name."""
    folder = resources.files("nlp_suite.service") / "page"
    found = {}
    for file in folder.iterdir():
        media_type = _TYPES.get("." + file.name.rpartition(".")[2])
        if media_type is not None:
            found[file.name] = (file.read_bytes(), media_type)
    return found


def _send(name: str) -> Response:
    file = _files().get(name)
    if file is None:
        raise HTTPException(404)
    content, media_type = file
    headers = {"content-security-policy": _POLICY, "cache-control": "no-cache"}
    return Response(content, media_type=media_type, headers=headers)


@router.get("/")
async def index() -> Response:
    """Returns the page."""
    return _send("index.html")


@router.get("/page/{name}")
async def file(name: str) -> Response:
    """Returns a file of the page."""
    return _send(name)
