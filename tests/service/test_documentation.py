"""The examples of docs/service.md run against a service, and its tables are true."""

import contextlib
import io
import json
import re
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
import uvicorn

from nlp_suite.service import ServiceOptions, create_app

PAGE = (Path(__file__).parents[2] / "docs" / "service.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def address():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(create_app(ServiceOptions()), log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        end = time.monotonic() + 60
        while not server.started:
            assert time.monotonic() < end
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


@pytest.mark.parametrize(
    "command", [line for block in blocks("sh") for line in block.splitlines() if line]
)
def test_commands(command, address, article, tmp_path):
    (tmp_path / "article.txt").write_text(article, encoding="utf-8")
    local = command.replace("http://127.0.0.1:8000", address)
    found = subprocess.run(
        ["bash", "-c", local], capture_output=True, check=True, cwd=tmp_path, timeout=60
    )
    assert b"error" not in found.stdout
    assert b'"text"' in found.stdout or b'"translatedText"' in found.stdout


def test_python(address):
    (code,) = blocks("py")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code.replace("http://127.0.0.1:8000", address), "service.md", "exec"), {})
    assert "Guten Morgen" in output.getvalue()


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_javascript(address):
    (code,) = blocks("js")
    found = subprocess.run(
        ["node", "--input-type=module", "-"],
        input=code.replace("http://127.0.0.1:8000", address),
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    assert found.stdout.startswith("Tin ")


def test_the_body_of_an_error_is_as_shown(client):
    (shown,) = (json.loads(one) for one in blocks("json"))
    found = client.post("/v1/translate", json={"text": "A dog.", "beam_size": 17}).json()
    assert found["error"].keys() == shown["error"].keys()
    assert found["error"]["type"] == shown["error"]["type"]


def test_limits_are_as_shown():
    usual = ServiceOptions()
    for words in (
        f"more than {usual.max_body_bytes >> 20} MiB",
        f"more than {usual.max_characters:,} characters",
        f"more than {usual.max_body_seconds:g} s to arrive",
        f"more than {usual.max_seconds:g} s |",
        f"{usual.max_waiting} requests wait, or {usual.max_waiting_per_client} of one",
    ):
        assert words in PAGE
