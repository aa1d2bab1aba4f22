"""What every request goes through."""

import asyncio
import io
import json
import logging

import pytest

from nlp_suite.service.options import ServiceOptions
from nlp_suite.service.request_guard import RequestGuard
from nlp_suite.service.service_log import JSONFormatter
from nlp_suite.service.service_metrics import ServiceMetrics

WORDS = "hunter2 and some more words"


@pytest.fixture
def log():
    """The lines that the service logs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    logger = logging.getLogger("nlp_suite.service")
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(level)


def exchange(app, messages, *, options=None, headers=()):
    """Gives an application a request in parts; returns status, headers and body of its answer."""
    sent = []
    waiting = list(messages)

    async def receive():
        if not waiting:
            await asyncio.sleep(60)
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    guard = RequestGuard(app, options or ServiceOptions(), ServiceMetrics(), lambda: False)
    scope = {"type": "http", "method": "POST", "path": "/", "headers": list(headers)}
    asyncio.run(guard(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


async def read_all(scope, receive, send):
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"read"})


def part(size, *, more):
    return {"type": "http.request", "body": b"a" * size, "more_body": more}


def test_a_body_within_the_limit_is_read():
    options = ServiceOptions(max_body_bytes=10)
    messages = [part(5, more=True), part(5, more=False)]
    status, headers, body = exchange(read_all, messages, options=options)
    assert (status, body) == (200, b"read")
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert len(headers[b"x-request-id"]) == 32


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"11")]])
def test_a_larger_body_is_refused_however_it_is_sent(headers):
    options = ServiceOptions(max_body_bytes=10)
    messages = [part(5, more=True), part(6, more=True)]
    status, sent, body = exchange(read_all, messages, options=options, headers=headers)
    assert status == 413
    assert b"more than 10 bytes" in body
    assert sent[b"connection"] == b"close"


def test_a_refusal_is_not_taken_for_an_error_of_the_parser():
    async def parse(scope, receive, send):
        try:
            await read_all(scope, receive, send)
        except Exception:
            await send({"type": "http.response.start", "status": 400, "headers": []})

    options = ServiceOptions(max_body_bytes=10)
    assert exchange(parse, [part(11, more=False)], options=options)[0] == 413


def test_a_slow_body_is_refused():
    options = ServiceOptions(max_body_seconds=0.05)
    status, _, body = exchange(read_all, [part(1, more=True)], options=options)
    assert status == 408
    assert b"0.05 s" in body


def test_what_fails_is_an_answer_and_a_line_without_the_text(log):
    async def fail(scope, receive, send):
        raise ValueError(WORDS)

    status, headers, body = exchange(fail, [part(0, more=False)])
    assert status == 500
    assert WORDS.encode() not in body
    failed, request = log()
    assert failed["exception"] == "ValueError"
    assert any("fail" in frame for frame in failed["raised_at"])
    assert WORDS not in json.dumps(failed)
    assert failed["request_id"] == headers[b"x-request-id"].decode()
    assert request["status"] == 500


@pytest.mark.filterwarnings("ignore::nlp_suite.errors.LanguageMismatchWarning")
def test_a_request_is_a_line_of_json_without_its_text(client, log):
    client.post("/v1/summarize", json={"text": WORDS})
    client.post("/v1/answer", json={"question": WORDS, "text": 3})
    client.post("/v1/translate", json={"text": f"Das ist {WORDS} und noch mehr auf Deutsch."})
    client.get(f"/{WORDS}")
    lines = log()
    requests = [one for one in lines if one["message"] == "request"]
    assert [one["status"] for one in requests] == [200, 422, 200, 404]
    assert [one["route"] for one in requests[:2]] == ["/v1/summarize", "/v1/answer"]
    assert "hunter2" not in json.dumps(lines)
    for one in requests:
        assert one["milliseconds"] >= 0
        assert one["bytes_out"] > 0
        assert one["client"] == "testclient"


def test_the_name_of_the_host_is_checked(make_client):
    with make_client(allowed_hosts=["localhost", "[::1]"]) as client:
        for host in ("localhost", "localhost:8000", "[::1]:8000"):
            assert client.get("/healthz", headers={"host": host}).status_code == 200
        for host in ("evil.example", "localhost.evil.example"):
            refused = client.get("/healthz", headers={"host": host})
            assert refused.status_code == 400
            error = refused.json()["error"]
            assert error["type"] == "HostError"
            assert host in error["message"]
            assert "--allowed-host" in error["message"]
        refused = client.get("/languages", headers={"host": "evil.example"})
        assert refused.status_code == 400
        assert "evil.example" in refused.json()["error"]


def test_pages_of_other_sites_may_read_only_where_they_are_named(client, make_client):
    origin = {"origin": "https://example.org"}
    assert "access-control-allow-origin" not in client.get("/healthz", headers=origin).headers
    with make_client(cors_origins=["https://example.org"]) as open_client:
        found = open_client.get("/healthz", headers=origin)
        assert found.headers["access-control-allow-origin"] == "https://example.org"
        other = open_client.get("/healthz", headers={"origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
