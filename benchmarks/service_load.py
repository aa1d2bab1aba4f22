"""Send requests of many clients to a server in a closed loop; prints what they took as JSON.

    python benchmarks/service_load.py --port 8000 --path /v1/translate --bodies bodies.jsonl \
        --clients 32 --seconds 15

Each line of the file is the body of a request. Each client has a connection, which it keeps, and
sends the next body as soon as it has its answer. It is a process of its own without any library,
so that it takes little of the machine: "cpu_share" says how much of a core that was.
"""

import argparse
import asyncio
import itertools
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any


class Client(asyncio.Protocol):
    """One client: sends a request, waits for the end of its answer, and sends the next."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._transport: Any = None
        self._received = bytearray()
        self._length = -1
        self._status = 0
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """Read an answer, and send the next request after its end."""
        self._received += data
        if self._length < 0:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            lines = bytes(self._received[:end]).lower().split(b"\r\n")
            self._status = int(lines[0].split()[1])
            lengths = [line for line in lines if line.startswith(b"content-length:")]
            self._length = end + 4 + int(lengths[0].split(b":")[1])
        if len(self._received) >= self._length:
            self._load.count(self._status, time.perf_counter() - self._began)
            self._received.clear()
            self._length = -1
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        """Count an answer that did not come."""
        self._load.leave(is_lost=error is not None or self._began > 0)

    def _send(self) -> None:
        request = self._load.next_request()
        self._began = time.perf_counter() if request else 0.0
        if request is None:
            self._transport.close()
        else:
            self._transport.write(request)


class Load:
    """The load of all clients: what they send, and what was counted."""

    def __init__(self, path: str, bodies: list[bytes], clients: int, seconds: float) -> None:
        self._requests = itertools.cycle(_request(path, one) for one in bodies)
        self._left = clients
        self._seconds = seconds
        self.times: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.lost = 0
        self._began = self.ended = 0.0
        self._done = asyncio.Event()

    def next_request(self) -> bytes | None:
        """Return the next request; None once the time is over."""
        return next(self._requests) if time.perf_counter() < self._began + self._seconds else None

    def count(self, status: int, seconds: float) -> None:
        """Count an answer."""
        self.statuses[status] += 1
        if status == 200:
            self.times.append(seconds)
        self.ended = time.perf_counter()

    def leave(self, *, is_lost: bool) -> None:
        """Count a client that has ended."""
        self.lost += is_lost
        self._left -= 1
        if not self._left:
            self._done.set()

    async def run(self, port: int) -> float:
        """Send the load; returns the seconds from the first request to the last answer."""
        loop = asyncio.get_running_loop()
        self._began = time.perf_counter()
        for _ in range(self._left):
            await loop.create_connection(lambda: Client(self), "127.0.0.1", port)
        await self._done.wait()
        return self.ended - self._began


def _request(path: str, body: bytes) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def main() -> None:
    """Read the command line, send the load, and print what was counted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", required=True)
    parser.add_argument("--bodies", type=Path, required=True)
    parser.add_argument("--first", type=int, default=0, help="the body to begin with")
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    bodies = given.bodies.read_bytes().splitlines()
    first = given.first % len(bodies)
    load = Load(given.path, bodies[first:] + bodies[:first], given.clients, given.seconds)
    seconds = asyncio.run(load.run(given.port))
    found = {
        "seconds": seconds,
        "times": load.times,
        "errors": sum(n for status, n in load.statuses.items() if status != 200) + load.lost,
        "cpu_share": time.process_time() / seconds,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
