"""A soak of the service: clients that check every answer, among others that do all that is wrong.

`NLP_SUITE_SOAK_SECONDS` (900) says how long; `NLP_SUITE_STRESS_SHARE` and `_SECONDS` count too.
With `NLP_SUITE_SOAK_LOG` the log of the service is kept there.
"""

import asyncio
import contextlib
import gzip
import json
import os
import random
import runpy
import shutil
import sys
import time
import warnings
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import nlp_suite
from nlp_suite.assets import TEXTS_FOLDER

HERE = Path(__file__).parent
run_service = runpy.run_path(str(HERE.parent / "service_process.py"))["run_service"]

PROPER, HOSTILE = 6, 8
# Requests that are under way when the service is told to end.
LAST = 24
# A request that takes longer hangs.
LIMIT = 120.0
MOST_BODY = 1_000_000
FOLDER = Path("/proc/self")
# What the most of the last quarter may be above that of the third, and readings that say so.
MOST_GROWTH_MB = 16.0
ENOUGH = 120


class Request(NamedTuple):
    """A request, and the values of its answer."""

    path: str
    body: dict[str, Any]
    expected: Any


class Answer(NamedTuple):
    """An answer: status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes


def make_requests(rng: random.Random, number: int) -> list[Request]:
    article = (TEXTS_FOLDER / "bicycle.txt").read_text(encoding="utf-8")
    sentences = [line for line in article.replace("\n", " ").split(". ") if line]
    requests = []
    for _ in range(number):
        text: Any = ". ".join(rng.sample(sentences, rng.choice((1, 1, 2, 3, 8)))) + "."
        if rng.random() < 0.2:
            text = [text, rng.choice(sentences)]
        task = rng.choice(("translate", "translate", "summarize", "answer"))
        options: dict[str, Any] = {}
        arguments = {"text": text}
        if task == "translate":
            options = rng.choice(({}, {"beam_size": 1}, {"beam_size": 3, "n_best": 2}))
        elif task == "summarize":
            options = rng.choice(({"sentences": 1}, {"ratio": 0.5, "keywords": 3}))
        else:
            arguments = {"question": rng.choice(("Who built it?", "What has wheels?")), **arguments}
            options = rng.choice(({}, {"top_k": 2}))
        compute: Callable[..., Any] = getattr(nlp_suite, task)
        expected = plain(compute(*arguments.values(), **options))
        if task == "answer" and not isinstance(text, list):
            # Where it is a close call whether there is an answer, the batch decides in int8.
            company = [text, article[:400], article[400:3000]]
            question = [arguments["question"]] * len(company)
            if difference(plain(compute(question, company, **options))[0], expected):
                continue
        requests.append(Request(f"/v1/{task}", {**arguments, **options}, expected))
    return requests


def plain(result: Any) -> Any:
    return [plain(one) for one in result] if isinstance(result, list) else result.to_dict()


def difference(found: Any, expected: Any) -> str:
    """Says where values differ; "" if nowhere.

    In a batch the scores of an answer in int8 differ by some thousandths.
    """
    if isinstance(expected, dict | list | tuple):
        if not isinstance(found, dict if isinstance(expected, dict) else list):
            return f": {found!r} is no {type(expected).__name__}"
        if len(found) != len(expected):
            return f": {len(found)} instead of {len(expected)}"
        names = list(expected) if isinstance(expected, dict) else range(len(expected))
        places = ((name, difference(found[name], expected[name])) for name in names)
        return next((f"/{name}{place}" for name, place in places if place), "")
    if isinstance(expected, float):
        expected = pytest.approx(expected, rel=1e-4, abs=1e-2)
    return "" if found == expected else f": {found!r} instead of {expected!r}"


def to_bytes(path: str, body: bytes, *headers: str, method: str = "POST") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: application/json")
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Connection:
    """A connection to the service."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: Any = None
        self._writer: Any = None

    async def __aenter__(self) -> "Connection":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *exception: object) -> None:
        # Without a farewell, as a client that has died.
        self._writer.transport.abort()

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self) -> Answer:
        async with asyncio.timeout(LIMIT):
            head = await self._reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode().strip().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines)
            if "content-length" in headers:
                body = await self._reader.readexactly(int(headers["content-length"]))
            else:
                body = await self._chunks()
        return Answer(int(first.split()[1]), headers, body)

    async def read_some(self) -> bytes:
        async with asyncio.timeout(LIMIT):
            data: bytes = await self._reader.read(200)
        return data

    async def _chunks(self) -> bytes:
        found = b""
        while size := int(await self._reader.readline(), 16):
            found += (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readline()
        return found


class Soak:
    """All clients of a service, and what they have seen."""

    def __init__(self, campaign: Any, port: int, requests: list[Request]) -> None:
        self.campaign = campaign
        self.port = port
        self._requests = requests
        self.statuses: Counter[int] = Counter()
        self.counts = {"calls": 0, "errors": 0}

    async def call(self, rng: random.Random) -> None:
        """Sends proper requests on a connection, and checks each answer."""
        async with Connection(self.port) as connection:
            for _ in range(rng.randint(1, 20)):
                await self._check(connection, rng.choice(self._requests), rng.random() < 0.2)

    async def _check(self, connection: Connection, request: Request, is_streamed: bool) -> None:
        accept = "text/event-stream" if is_streamed else "*/*"
        body = json.dumps(request.body).encode()
        await connection.send(to_bytes(request.path, body, f"Accept: {accept}"))
        self.judge(request, await connection.answer(), is_streamed=is_streamed)

    def judge(self, request: Request, answer: Answer, *, is_streamed: bool = False) -> None:
        self.counts["calls"] += 1
        self.statuses[answer.status] += 1
        if answer.status == 429 and int(answer.headers.get("retry-after", 0)) >= 1:
            self.counts["errors"] += 1
            return
        body = answer.body
        if is_streamed:
            body = body.rpartition(b"event: result\ndata: ")[2]
        if answer.status != 200:
            self.campaign.fault("wrong", f"{request.path}: {answer}")
        elif place := difference(json.loads(body), request.expected):
            self.campaign.fault("wrong", f"{request.path} {place} for {request.body}")

    async def attack(self, rng: random.Random) -> None:
        """Does something that is wrong, and looks at the answer if there has to be one."""
        attack = rng.choice(ATTACKS)
        async with Connection(self.port) as connection:
            found = await attack(self, rng, connection)
        for answer, allowed in found or []:
            self.counts["errors"] += 1
            self.statuses[answer.status] += 1
            if answer.status not in allowed:
                self.campaign.fault("wrong", f"{attack.__name__}: {answer}")

    def proper(self, rng: random.Random) -> bytes:
        request = rng.choice(self._requests)
        return to_bytes(request.path, json.dumps(request.body).encode())

    def request(self, rng: random.Random) -> Request:
        return rng.choice(self._requests)

    async def repeat(self, rng: random.Random, work: Callable[..., Awaitable[None]]) -> None:
        """Does something again and again; what is raised is a fault."""
        while True:
            try:
                await work(self, rng)
            except TimeoutError:
                self.campaign.fault("hung", work.__name__)
            except Exception as error:
                self.campaign.fault("raw", f"{work.__name__}: {error!r}")
                await asyncio.sleep(0.1)


Found = list[tuple[Answer, set[int]]] | None


async def vanish_in_a_request(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    data = soak.proper(rng)
    await connection.send(data[: rng.randrange(len(data))])
    await asyncio.sleep(rng.choice((0, 0.05, 1)))
    return None


async def vanish_while_waiting(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    await connection.send(soak.proper(rng))
    await asyncio.sleep(rng.choice((0, 0.02, 0.3)))
    return None


async def vanish_in_a_stream(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    text = " ".join(str(soak.request(rng).body["text"]) for _ in range(4))
    body = json.dumps({"text": text}).encode()
    await connection.send(to_bytes("/v1/translate", body, "Accept: text/event-stream"))
    for _ in range(rng.randint(0, 3)):
        await connection.read_some()
    return None


async def send_garbage(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        await connection.send(b"\xff" + rng.randbytes(rng.randint(1, 3000)))
        return [(await connection.answer(), {400})]
    return None


async def send_half_a_body(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    data = soak.proper(rng)
    await connection.send(data[: data.index(b"\r\n\r\n") + 10])
    return [(await connection.answer(), {408})]


async def send_slowly(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    data = soak.proper(rng)
    at = rng.choice((0, data.index(b"\r\n\r\n") + 4))
    await connection.send(data[:at])
    with contextlib.suppress(ConnectionError):
        for i in range(at, min(at + 15, len(data))):
            await connection.send(data[i : i + 1])
            await asyncio.sleep(1)
    return None


async def send_too_much(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    is_chunked = rng.random() < 0.5
    size, block = 100 << 20, 1 << 20
    length = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {size}"
    head = f"POST /v1/translate HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n"
    await connection.send(head.encode())
    data = b" " * block
    if is_chunked:
        data = f"{block:x}\r\n".encode() + data + b"\r\n"
    reading = asyncio.ensure_future(connection.answer())
    # Most clients stop when they are answered.
    with contextlib.suppress(ConnectionError):
        for _ in range(size // block):
            if reading.done():
                break
            await connection.send(data)
    return [(await reading, {413})]


async def send_other_types(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    body = json.dumps(soak.request(rng).body).encode()
    kind = rng.choice(("text/plain", "application/xml", "multipart/form-data", "image/png", "x"))
    await connection.send(to_bytes("/v1/translate", body, f"Content-Type: {kind}"))
    return [(await connection.answer(), {415})]


async def send_other_bytes(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    text = json.dumps({"text": "Übung"}, ensure_ascii=False)
    bodies: list[tuple[bytes, set[int]]] = [
        (text.encode("latin-1"), {400, 422}),
        (text.encode("utf-16"), {200, 400, 422}),
        (b'{"text": "\\ud800 A dog."}', {200, 422}),
        (b'{"text": "a\\u0000b"}', {200, 422}),
        (b'{"text": ' + b"[" * 100_000, {400, 422}),
        (b'{"text": 1' + b"0" * 10_000 + b"}", {400, 422}),
        (b'{"text": NaN}', {400, 422}),
        (b"", {422}),
        (b"null", {422}),
        (b'{"text": {}}', {422}),
        (b'{"text": "a", "beam_size": 1e400}', {400, 422}),
        (rng.randbytes(1000), {400, 422}),
    ]
    found: Found = []
    for body, allowed in rng.sample(bodies, 4):
        await connection.send(to_bytes("/v1/translate", body))
        found.append((await connection.answer(), allowed | {429}))
    return found


async def compress(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    body = gzip.compress(json.dumps(soak.request(rng).body).encode())
    await connection.send(to_bytes("/v1/translate", body, "Content-Encoding: gzip"))
    return [(await connection.answer(), {400, 415, 422})]


async def ask_for_what_is_not_there(
    soak: Soak, rng: random.Random, connection: Connection
) -> Found:
    path = rng.choice(
        ("/v2/translate", "/page/../server.py", "/%2e%2e/%2e%2e/etc/passwd", "/a%00b", "/" * 3000)
    )
    await connection.send(to_bytes(path, b"{}", method=rng.choice(("GET", "POST"))))
    found = [(await connection.answer(), {404})]
    method = rng.choice(("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"))
    await connection.send(to_bytes("/v1/translate", b"{}", method=method))
    return [*found, (await connection.answer(), {405})]


async def speak_the_old_protocol(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    await connection.send(soak.proper(rng).replace(b" HTTP/1.1\r\n", b" HTTP/1.0\r\n", 1))
    answer = await connection.answer()
    return [(answer, {200, 429} if answer.headers.get("connection") == "close" else set())]


async def pipeline(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    requests = [soak.request(rng) for _ in range(3)]
    data = [to_bytes(one.path, json.dumps(one.body).encode()) for one in requests]
    await connection.send(b"".join(data))
    for request in requests:
        soak.judge(request, await connection.answer())
    return None


async def send_huge_headers(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    header = rng.choice((b"a: " + b"x" * 300_000, b"a: b\r\n" * 50_000, b"x" * 300_000))
    with contextlib.suppress(ConnectionError):
        await connection.send(b"GET /healthz HTTP/1.1\r\n" + header)
    return [(await connection.answer(), {400, 431})]


async def do_nothing(soak: Soak, rng: random.Random, connection: Connection) -> Found:
    async with contextlib.AsyncExitStack() as others:
        for _ in range(30):
            await others.enter_async_context(Connection(soak.port))
        # They are closed after ten seconds.
        assert await connection.read_some() == b""
    return None


ATTACKS = [
    vanish_in_a_request,
    vanish_in_a_request,
    vanish_while_waiting,
    vanish_while_waiting,
    vanish_in_a_stream,
    send_garbage,
    send_half_a_body,
    send_slowly,
    send_too_much,
    send_other_types,
    send_other_bytes,
    compress,
    ask_for_what_is_not_there,
    speak_the_old_protocol,
    pipeline,
    send_huge_headers,
    do_nothing,
]


def read_process(pid: int, began: float) -> tuple[float, float, int, int]:
    """What a process holds, as `check_flat` takes it."""
    folder = Path(f"/proc/{pid}")
    pages = int((folder / "statm").read_text().split()[1])
    return (
        time.monotonic() - began,
        pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        sum(1 for _ in (folder / "fd").iterdir()),
        sum(1 for _ in (folder / "task").iterdir()),
    )


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the system does not say what a process holds")
def test_service_soak(campaign):
    seconds = int(os.environ.get("NLP_SUITE_SOAK_SECONDS", "900"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        requests = make_requests(random.Random(24), 80)  # noqa: S311
    readings = []
    options = ("--max-body-bytes", str(MOST_BODY), "--max-waiting-per-client", "128")
    with run_service(*options) as service, asyncio.Runner() as runner:
        soak = Soak(campaign, service.port, requests)
        began = time.monotonic()
        tasks: list[asyncio.Task[None]] = []

        async def wait(rng: random.Random) -> None:
            if not tasks:
                kinds = [Soak.call] * PROPER + [Soak.attack] * HOSTILE
                for i, kind in enumerate(kinds):
                    own = random.Random(f"{i} {rng.random()}")  # noqa: S311
                    tasks.append(asyncio.create_task(soak.repeat(own, kind)))
            await asyncio.sleep(1)

        for rng in campaign.seeds(seconds):
            runner.run(wait(rng))
            readings.append(read_process(service.process.pid, began))
        runner.run(stop(tasks))
        # What connections had is given back once they are gone.
        after = read_process(service.process.pid, began)
        if after[2] > 60:
            campaign.fault("wrong", f"{after[2]} descriptors without a client")
        readings.append(after)
        runner.run(end_under_load(soak, service))
        if service.process.wait(LIMIT) != 0:
            campaign.fault("raw", f"the service ended with status {service.process.returncode}")
        check_log(campaign, service.lines())
        if keep := os.environ.get("NLP_SUITE_SOAK_LOG"):
            shutil.copy(service.log, keep)
    sys.stdout.write(f"\nstatuses {dict(sorted(soak.statuses.items()))}\n")
    check_flat(campaign, readings, soak.counts)


def check_flat(campaign: Any, readings: list[Any], counts: dict[str, int]) -> None:
    table = np.array(readings, dtype=float)
    if len(table) < ENOUGH:
        return
    quarters = np.array_split(table, 4)
    peaks, descriptors, threads = ([quarter[:, i].max() for quarter in quarters] for i in (1, 2, 3))
    # Shown by pytest -s.
    sys.stdout.write(
        f"\n{counts['calls']:,} calls and {counts['errors']:,} refusals in {table[-1, 0]:,.0f} s; "
        f"the most of each quarter: {', '.join(f'{one:.0f}' for one in peaks)} MB, "
        f"{', '.join(f'{one:.0f}' for one in descriptors)} descriptors, "
        f"{', '.join(f'{one:.0f}' for one in threads)} threads; at the end {table[-1, 1]:.0f} MB, "
        f"{table[-1, 2]:.0f} descriptors, {table[-1, 3]:.0f} threads\n"
    )
    if peaks[3] > peaks[2] + MOST_GROWTH_MB:
        campaign.fault("wrong", f"memory grew by {peaks[3] - peaks[2]:.1f} MB in the last quarter")
    # Clients that do nothing have a hundred and more, for ten seconds each.
    if descriptors[3] > 2 * max(descriptors[:3]):
        campaign.fault("wrong", f"there were {descriptors[3]:.0f} descriptors in the last quarter")
    if threads[3] > max(threads[:3]):
        campaign.fault("wrong", f"there were {threads[3]:.0f} threads in the last quarter")


async def stop(tasks: list[asyncio.Task[None]]) -> None:
    """Stops all clients, and waits until the service has seen that."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(20)


async def end_under_load(soak: Soak, service: Any) -> None:
    """Tells the service to end; what it has accepted by then has to be answered."""
    rng = random.Random(24)  # noqa: S311
    async with contextlib.AsyncExitStack() as stack:
        under_way = []
        for _ in range(LAST):
            connection = await stack.enter_async_context(Connection(service.port))
            under_way.append((soak.request(rng), connection))
        for request, connection in under_way:
            await connection.send(to_bytes(request.path, json.dumps(request.body).encode()))
        service.terminate()
        for request, connection in under_way:
            try:
                soak.judge(request, await connection.answer())
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                soak.campaign.fault("lost", f"{request.path}: {error!r}")


def check_log(campaign: Any, lines: list[dict[str, Any]]) -> None:
    for line in lines:
        if "raw" in line or line.get("level") == "error" or "exception" in line:
            campaign.fault("raw", line)
    statuses = Counter(line["status"] for line in lines if line["message"] == "request")
    sys.stdout.write(f"\nstatuses in the log {dict(sorted(statuses.items()))}\n")
    for status, number in statuses.items():
        if status >= 500:
            campaign.fault("wrong", f"{number} answers had status {status}")
