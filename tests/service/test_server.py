"""The server: what ends it, and what clients do to a connection."""

import contextlib
import json
import os
import re
import runpy
import signal
import socket
import threading
import time
from pathlib import Path

import pytest
import uvicorn

import nlp_suite
from nlp_suite.errors import InvalidInputError
from nlp_suite.service import ServiceOptions, create_app
from nlp_suite.service.http_protocol import LimitedHttpProtocol
from nlp_suite.service.server import GracefulServer, run_server

run_service = runpy.run_path(str(Path(__file__).parents[1] / "service_process.py"))["run_service"]

LIMIT = 60.0


class Client:
    """A connection, byte by byte."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=LIMIT)
        self._received = b""

    def send(self, data):
        self.socket.sendall(data)
        return self

    def post(self, path, body, *headers):
        content = json.dumps(body).encode()
        lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
        lines += [*headers, f"Content-Length: {len(content)}"]
        return self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + content)

    def _read(self, is_enough):
        while not is_enough(self._received):
            data = self.socket.recv(1 << 16)
            if not data:
                raise EOFError(self._received)
            self._received += data

    def answer(self):
        """Reads an answer: its status, headers and values."""
        self._read(lambda data: b"\r\n\r\n" in data)
        head, self._received = self._received.split(b"\r\n\r\n", 1)
        first, *lines = head.decode().lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        length = int(headers["content-length"])
        self._read(lambda data: len(data) >= length)
        body, self._received = self._received[:length], self._received[length:]
        return int(first.split()[1]), headers, json.loads(body)

    def is_closed(self):
        """Waits for the end of the connection; False if it stays."""
        with contextlib.suppress(ConnectionError):
            return self.socket.recv(1 << 16) == b""
        return True

    def close(self):
        self.socket.close()


@pytest.fixture
def server(monkeypatch):
    """A server in a thread: its port, with short limits."""
    monkeypatch.setattr(LimitedHttpProtocol, "header_seconds", 0.5)
    options = ServiceOptions(preload=False, max_body_bytes=100_000, max_body_seconds=0.5)
    config = uvicorn.Config(
        create_app(options), http=LimitedHttpProtocol, ws="none", log_config=None, access_log=False
    )
    server = GracefulServer(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield port
        server.should_exit = True
        thread.join(LIMIT)
    assert not thread.is_alive()


@pytest.fixture
def connect(server):
    """Makes clients of the server."""
    with contextlib.ExitStack() as clients:

        def make():
            client = Client(server)
            clients.callback(client.close)
            return client

        yield make


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_accepted_before_the_signal_is_answered(workers, article):
    texts = [f"{line.strip()}." for line in article.replace("\n", " ").split(". ")[:20]]
    with run_service(workers=workers) as service, contextlib.ExitStack() as stack:
        clients = [Client(service.port) for _ in [*texts, "idle"]]
        for client in clients:
            stack.callback(client.close)
        *busy, idle = clients
        assert idle.post("/v1/translate", {"text": "A dog."}).answer()[0] == 200
        for client, text in zip(busy, texts, strict=True):
            client.post("/v1/translate", {"text": text})
        service.terminate()
        answers = [client.answer() for client in busy]
        assert service.process.wait(LIMIT) == 0
        assert idle.is_closed()
        with pytest.raises(ConnectionRefusedError):
            Client(service.port)
        lines = service.lines()
    for text, (status, _, values) in zip(texts, answers, strict=True):
        assert status == 200
        assert values["text"] == nlp_suite.translate(text).text
    assert {line["status"] for line in lines if line["message"] == "request"} == {200}
    assert not [line for line in lines if line.get("level") == "error" or "raw" in line]


def test_a_process_that_dies_is_replaced():
    with run_service("--no-preload", workers=2, until="listening") as service:
        first = [one["pid"] for one in service.lines() if one["message"].startswith("started")]
        # One that ends as soon as it has begun would end again.
        time.sleep(5.5)
        os.kill(first[0], signal.SIGKILL)
        service.wait_for("started a process", 3)
        service.wait_for("listening", 3)
        assert json.loads(service.get("/healthz")) == {"status": "ok"}
        service.terminate()
        assert service.process.wait(LIMIT) == 0


def test_a_call_ends_when_its_client_goes(article):
    text = " ".join(f"{article} ({i})" for i in range(12))
    with run_service("--no-preload", until="listening") as service:
        for accept in ("Accept: */*", "Accept: text/event-stream", "Accept: */*"):
            client = Client(service.port).post("/v1/translate", {"text": text}, accept)
            if statuses_of(service):
                # Behind the other, which has to be told all the same.
                client.post("/v1/translate", {"text": "A dog."})
            wait_for_running(service, 1)
            client.close()
            began = time.monotonic()
            wait_for_running(service, 0)
            # The whole takes minutes.
            assert time.monotonic() - began < 20
        assert service.post("/v1/translate", {"text": "A dog."})[0] == 200
        service.terminate()
        assert service.process.wait(LIMIT) == 0
        statuses = statuses_of(service)
        assert not [line for line in service.lines() if line.get("level") == "error"]
    assert 499 in statuses
    assert not [one for one in statuses if one >= 500]


def statuses_of(service):
    """The statuses of the answers of tasks in the log."""
    lines = [line for line in service.lines() if line.get("route", "").startswith("/v1/")]
    return [line["status"] for line in lines]


def wait_for_running(service, number):
    end = time.monotonic() + LIMIT
    while f"nlp_suite_running_batches {number}.0" not in service.get("/metrics").decode():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_request_that_takes_too_long_is_ended(article):
    with run_service("--max-seconds", "1") as service:
        status, values = service.post("/v1/translate", {"text": f"{article} {article[::-1]}" * 3})
        assert (status, values["error"]["type"]) == (504, "TimeLimitError")
        wait_for_running(service, 0)


def test_answers_of_one_connection_come_in_order(connect):
    client = connect()
    for text in ("A dog.", "A cat.", "A house."):
        client.post("/v1/translate", {"text": text})
    sources = [client.answer()[2]["source"] for _ in range(3)]
    assert sources == ["A dog.", "A cat.", "A house."]


def test_headers_that_do_not_come_close_the_connection(connect):
    client = connect().send(b"POST /v1/translate HTTP/1.1\r\nHost:")
    assert client.is_closed()
    assert connect().is_closed()


def test_headers_of_a_further_request_have_the_same_limit(connect):
    client = connect().send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    assert client.answer()[0] == 200
    assert client.send(b"GET").is_closed()


@pytest.mark.parametrize(
    "sent", [b"a: " + b"x" * 200_000, b"a: b\r\n" * 40_000], ids=["one", "many"]
)
def test_endless_headers_are_refused(connect, sent):
    client = connect().send(b"GET /healthz HTTP/1.1\r\n" + sent)
    status, headers, values = client.answer()
    assert (status, values["error"]["type"]) == (431, "LongHeadersError")
    assert headers["connection"] == "close"
    assert client.is_closed()


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"\0" * 100])
def test_what_is_no_http_is_refused(connect, sent):
    client = connect().send(sent)
    status, headers, values = client.answer()
    assert (status, values["error"]["type"]) == (400, "BadRequestError")
    assert re.fullmatch("[0-9a-f]{32}", values["error"]["request_id"])
    assert headers["x-content-type-options"] == "nosniff"
    assert client.is_closed()


@pytest.mark.parametrize("is_chunked", [False, True], ids=["declared", "in chunks"])
def test_the_answer_arrives_however_much_is_sent(connect, is_chunked):
    start = b"POST /v1/translate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    data, size = b"x" * (1 << 20), 30
    client = connect()
    if is_chunked:
        client.send(start + b"Transfer-Encoding: chunked\r\n\r\n")
        data = b"100000\r\n" + data + b"\r\n"
    else:
        client.send(start + b"Content-Length: %d\r\n\r\n" % (size << 20))
    # As most clients do it: they read when everything is sent.
    for _ in range(size):
        client.send(data)
    status, headers, values = client.answer()
    assert (status, values["error"]["type"]) == (413, "TooLargeError")
    assert headers["connection"] == "close"
    assert client.is_closed()


def test_a_body_that_comes_too_slowly_is_refused(connect):
    client = connect().send(
        b"POST /v1/translate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        b'Content-Length: 100\r\n\r\n{"text"'
    )
    status, _, values = client.answer()
    assert (status, values["error"]["type"]) == (408, "SlowBodyError")
    assert client.is_closed()


def test_an_address_that_is_taken_is_refused():
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(InvalidInputError, match=r"cannot listen on 127\.0\.0\.1 port"),
    ):
        run_server(ServiceOptions(preload=False), port=taken.getsockname()[1])
