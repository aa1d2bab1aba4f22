"""A stand-in for the Hugging Face Hub: its HTTP interface, as far as models need it."""

import contextlib
import hashlib
import json
import threading
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

# Larger files are kept apart, as large ones are on the hub.
LARGE = 20_000
TOKEN = "a-token-of-the-stand-in"  # noqa: S105


@dataclass
class HubRepository:
    """A repository: the files of each commit, and what its branches and pull requests are at."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    card: dict[str, object] = field(default_factory=dict)
    gated: bool = False
    private: bool = False

    def commit(self, files: Mapping[str, bytes], reference: str = "main") -> str:
        """Adds a commit of a branch or a pull request, and returns its id."""
        content = repr((sorted(files.items()), len(self.commits))).encode()
        name = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        self.commits[name] = dict(files)
        self.references[reference] = name
        return name

    def find(self, revision: str) -> str | None:
        """Finds a commit by its id, the beginning of that, or a reference."""
        if revision in self.references:
            return self.references[revision]
        found = [one for one in self.commits if len(revision) > 6 and one.startswith(revision)]
        return found[0] if found else None


class HubServer(ThreadingHTTPServer):
    """The server, and what tests change of its behaviour.

    Attributes:
        repositories: By their names.
        requests: What was asked for so far: method, path, and the range if one was asked for.
        cuts: For a file's name, after how many bytes each answer ends, the last one for all
            further ones; None for no end.
        instead: For a file's name, what is sent in place of it.
        status: Where set, the status of every answer.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repositories: dict[str, HubRepository] = {}
        self.large: dict[str, bytes] = {}
        self.requests: list[tuple[str, str, str | None]] = []
        self.cuts: dict[str, list[int | None]] = {}
        self.instead: dict[str, bytes] = {}
        self.status: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def add(self, name: str, files: Mapping[str, bytes] | Path, **options: object) -> str:
        """Adds a repository with one commit, of files or of a folder; returns the commit."""
        if isinstance(files, Path):
            files = {path.name: path.read_bytes() for path in files.iterdir()}
        repository = HubRepository(**options)
        self.repositories[name] = repository
        return repository.commit(files)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is none."""


@contextlib.contextmanager
def hub_server() -> Iterator[HubServer]:
    """Runs a stand-in on the loopback address."""
    with HubServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def git_id(content: bytes) -> str:
    """The id that git gives to contents."""
    header = b"blob %d\0" % len(content)
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HubServer

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        url = urlsplit(self.path)
        self.query = parse_qs(url.query)
        parts = [unquote(part) for part in url.path.strip("/").split("/")]
        self.body = self._read()
        asked = (self.command, unquote(url.path), self.headers.get("Range"))
        self.server.requests.append(asked)
        if self.server.status is not None:
            self._send(self.server.status, b"{}")
        elif parts[:2] == ["api", "models"]:
            # Names of the first models have no owner.
            size = 1 if parts[2] in self.server.repositories else 2
            self._model("/".join(parts[2 : 2 + size]), parts[2 + size :])
        elif parts[:2] == ["api", "repos"]:
            self._create(json.loads(self.body))
        elif parts[:2] == ["api", "validate-yaml"]:
            self._json({"errors": [], "warnings": []})
        elif parts[0] == "cdn":
            self._file(parts[2], self.server.large[parts[1]])
        elif parts[0] == "lfs":
            self._large(parts[1])
        elif "info" in parts:
            self._batch("/".join(parts[:2]).removesuffix(".git"))
        elif parts[1:2] == ["resolve"]:
            self._resolve(parts[0], parts[2], "/".join(parts[3:]))
        elif parts[2:3] == ["resolve"]:
            self._resolve("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
        else:
            self._send(404, b"{}")

    def _read(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while length := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(length))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _model(self, name: str, rest: list[str]) -> None:
        repository = self._find(name, gated=rest[:1] in (["preupload"], ["commit"]))
        if repository is None:
            return
        revision = rest[1] if len(rest) > 1 else "main"
        commit = repository.find(revision)
        if rest[:1] == ["preupload"]:
            self._json({"files": [_mode(file) for file in json.loads(self.body)["files"]]})
        elif rest[:1] == ["commit"]:
            self._commit(name, repository, revision)
        elif commit is None:
            self._error(404, "RevisionNotFound")
        elif rest[:1] == ["tree"]:
            files = repository.commits[commit].items()
            self._json([self._entry(path, content) for path, content in files])
        else:
            self._json(self._info(name, repository, commit))

    def _info(self, name: str, repository: HubRepository, commit: str) -> dict[str, object]:
        siblings = []
        for path, content in repository.commits[commit].items():
            entry = self._entry(path, content)
            one = {"rfilename": path, "size": entry["size"], "blobId": entry["oid"]}
            if "lfs" in entry:
                one["lfs"] = {"sha256": entry["lfs"]["oid"], "size": len(content)}
                one["lfs"]["pointerSize"] = 130
            siblings.append(one)
        info = {"_id": name, "id": name, "modelId": name, "sha": commit, "siblings": siblings}
        info |= {"private": repository.private, "gated": "manual" if repository.gated else False}
        return info | {"tags": [], "downloads": 0, "cardData": repository.card}

    def _entry(self, path: str, content: bytes) -> dict[str, object]:
        entry = {"type": "file", "path": path, "size": len(content), "oid": git_id(content)}
        if len(content) > LARGE:
            oid = hashlib.sha256(content).hexdigest()
            self.server.large[oid] = content
            entry["lfs"] = {"oid": oid, "size": len(content), "pointerSize": 130}
        return entry

    def _resolve(self, name: str, revision: str, path: str) -> None:
        repository = self._find(name, gated=True)
        if repository is None:
            return
        commit = repository.find(revision)
        if commit is None:
            self._error(404, "RevisionNotFound")
            return
        headers = {"X-Repo-Commit": commit}
        content = repository.commits[commit].get(path)
        if content is None:
            self._error(404, "EntryNotFound", headers)
            return
        entry = self._entry(path, content)
        if "lfs" in entry:
            oid = entry["lfs"]["oid"]
            headers |= {"X-Linked-Etag": f'"{oid}"', "X-Linked-Size": str(len(content))}
            place = f"http://localhost:{self.server.server_port}/cdn/{oid}/{path}"
            self._send(302, b"", headers | {"Location": place})
        else:
            self._file(path, content, headers | {"ETag": f'"{entry["oid"]}"'})

    def _file(self, path: str, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        if self.command == "GET":
            content = self.server.instead.get(path, content)
        start = 0
        asked = self.headers.get("Range")
        if asked is not None:
            start = int(asked.removeprefix("bytes=").split("-")[0])
            span = f"bytes {start}-{len(content) - 1}/{len(content)}"
            headers = {**(headers or {}), "Content-Range": span}
        cuts = self.server.cuts.get(path, [None]) if self.command == "GET" else [None]
        cut = cuts.pop(0) if len(cuts) > 1 else cuts[0]
        self._send(206 if asked else 200, content[start:], headers, cut=cut)

    def _create(self, asked: Mapping[str, object]) -> None:
        name = f"{asked['organization']}/{asked['name']}"
        if not self._allowed():
            self._error(401, "")
        elif name in self.server.repositories:
            self._json({"url": f"{self.server.url}/{name}"}, 409)
        else:
            private = asked.get("visibility") == "private" or bool(asked.get("private"))
            self.server.add(name, {".gitattributes": b"*.safetensors lfs\n"}, private=private)
            self._json({"url": f"{self.server.url}/{name}"})

    def _batch(self, name: str) -> None:
        if self._find(name, gated=True) is None:
            return
        objects = []
        for one in json.loads(self.body)["objects"]:
            actions = {
                "upload": {"href": f"{self.server.url}/lfs/{one['oid']}", "header": {}},
                "verify": {"href": f"{self.server.url}/lfs/verify", "header": {}},
            }
            there = one["oid"] in self.server.large
            objects.append({**one} if there else {**one, "actions": actions})
        self._json({"transfer": "basic", "objects": objects})

    def _large(self, oid: str) -> None:
        if oid == "verify":
            asked = json.loads(self.body)
            there = len(self.server.large.get(asked["oid"], b"")) == asked["size"]
            self._json({}, 200 if there else 400)
        elif hashlib.sha256(self.body).hexdigest() != oid:
            self._json({}, 400)
        else:
            self.server.large[oid] = self.body
            self._json({})

    def _commit(self, name: str, repository: HubRepository, reference: str) -> None:
        last = repository.find(reference)
        files = {} if last is None else dict(repository.commits[last])
        for line in self.body.splitlines():
            row = json.loads(line)
            value = row["value"]
            if row["key"] == "file":
                files[value["path"]] = b64decode(value["content"])
            elif row["key"] == "lfsFile":
                files[value["path"]] = self.server.large[value["oid"]]
            elif row["key"] == "deletedFile":
                del files[value["path"]]
        commit = repository.commit(files, reference)
        url = f"{self.server.url}/{name}/commit/{commit}"
        self._json({"commitUrl": url, "commitOid": commit, "success": True})

    def _find(self, name: str, *, gated: bool = False) -> HubRepository | None:
        repository = self.server.repositories.get(name)
        if repository is None or (repository.private and not self._allowed()):
            self._error(401, "RepoNotFound")
            return None
        if gated and repository.gated and not self._allowed():
            self._error(403 if self.headers.get("Authorization") else 401, "GatedRepo")
            return None
        return repository

    def _allowed(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _error(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        self._send(status, b"{}", {**(headers or {}), "X-Error-Code": code})

    def _json(self, value: object, status: int = 200) -> None:
        self._send(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _send(
        self,
        status: int,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        cut: int | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[:cut])
        if cut is not None:
            self.close_connection = True


def _mode(file: Mapping[str, object]) -> dict[str, object]:
    mode = "lfs" if int(str(file["size"])) > LARGE else "regular"
    return {"path": file["path"], "uploadMode": mode, "shouldIgnore": False, "oid": None}
