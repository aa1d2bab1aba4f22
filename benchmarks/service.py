"""Time the service under load against one batch call and a plain server; prints Markdown tables.

    python benchmarks/service.py --articles FOLDER --seconds 60

FOLDER has text files. Each client sends a text, waits for its answer and sends the next, on a
connection that it keeps: half of the texts are sentences, half paragraphs of two to four
(`--task summarize`: pieces of 200 words; `--task answer`: questions about such pieces). The
yardsticks are one call of the Python function with all texts in one list, and with one text after
the other. The plain server is what FastAPI's examples are: one call a request, in threads. All take
turns of a few seconds, so that a machine that has other things to do is slow for all of them; CPU
time says what a request costs whatever else there is. The clients are a process of their own,
`service_load.py`.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import nlp_suite
from nlp_suite.cpus import available_cpus

HERE = Path(__file__).parent
PIECE_WORDS = 200
# Texts that are timed one by one in each turn.
SINGLE = 16
OURS = [str(Path(sys.executable).with_name("nlp-suite")), "serve", "--port", "0"]
# One address is one client here, and nothing is to be refused.
LIMITS = ["--max-waiting", "1000", "--max-waiting-per-client", "1000"]


class Turn(NamedTuple):
    """What a server did in a turn."""

    seconds: float
    times: list[float]
    errors: int
    load_share: float
    cpu: float


class Timing(NamedTuple):
    """What a number of texts took in one process."""

    texts: int
    seconds: float
    cpu: float


class Server:
    """A server that runs as a process of its own."""

    def __init__(self, process: subprocess.Popen[Any], port: int) -> None:
        self._process = process
        self._port = port

    def run(self, path: str, bodies: Path, clients: int, seconds: float, first: int) -> Turn:
        """Send it requests for some seconds."""
        cpu = self.cpu_seconds()
        command = [sys.executable, str(HERE / "service_load.py"), "--port", str(self._port)]
        command += ["--path", path, "--bodies", str(bodies), "--first", str(first)]
        command += ["--clients", str(clients), "--seconds", str(seconds)]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        cpu = self.cpu_seconds() - cpu
        return Turn(found["seconds"], found["times"], found["errors"], found["cpu_share"], cpu)

    def cpu_seconds(self) -> float:
        """Return the CPU time that it has taken."""
        fields = self._read("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def mebibytes(self, name: str) -> float:
        """Return its resident memory: "VmRSS" now, "VmHWM" at its peak."""
        (found,) = re.findall(rf"{name}:\s+(\d+) kB", self._read("status"))
        return int(found) / 1024

    def _read(self, name: str) -> str:
        return Path(f"/proc/{self._process.pid}/{name}").read_text(encoding="utf-8")


@contextlib.contextmanager
def serve_ours(options: list[str], log: Path) -> Iterator[Server]:
    """Run the service until the end of the block."""
    with log.open("wb") as errors:
        process = subprocess.Popen([*OURS, *LIMITS, *options], stderr=errors)
    with _ended(process):
        while (text := log.read_text(encoding="utf-8")).count('"message": "ready"') == 0:
            if process.poll() is not None:
                raise SystemExit(text)
            time.sleep(0.1)
        (port,) = re.findall(r'"port": (\d+)', text)
        yield Server(process, int(port))


@contextlib.contextmanager
def serve_plain(task: str) -> Iterator[Server]:
    """Run the plain server until the end of the block."""
    command = [sys.executable, str(HERE / "service_plain.py"), "--task", task]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with _ended(process):
        yield Server(process, int(process.stdout.readline()))


@contextlib.contextmanager
def _ended(process: subprocess.Popen[Any]) -> Iterator[None]:
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def make_bodies(folder: Path, task: str, count: int) -> list[dict[str, str]]:
    """Make bodies of requests whose sentences are all different."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise SystemExit(f"{folder} has no .txt files")
    texts = [file.read_text(encoding="utf-8") for file in files]
    if task == "translate":
        sentences = iter(
            dict.fromkeys(
                sentence
                for text in texts
                for sentence in re.split(r"(?<=[.!?])\s+", " ".join(text.split()))
                if 20 < len(sentence) < 250
            )
        )
        found = []
        for i in range(count):
            own = [one for _, one in zip(range((1, 2, 1, 3, 1, 4)[i % 6]), sentences, strict=False)]
            if not own:
                break
            found.append({"text": " ".join(own)})
        return found
    words = [word for text in texts for word in text.split()]
    pieces = [words[at : at + PIECE_WORDS] for at in range(0, len(words), PIECE_WORDS)][:count]
    if task == "summarize":
        return [{"text": " ".join(piece)} for piece in pieces]
    return [
        {"question": f"What is said of {max(piece, key=len)}?", "text": " ".join(piece)}
        for piece in pieces
    ]


_loaded: dict[str, Any] = {}


def run_call(task: Any, bodies: list[dict[str, str]], *, together: bool) -> Timing:
    """Time the Python call in this process, with all texts or with each by itself."""
    if task not in _loaded:
        _loaded[task] = nlp_suite.load(task)
        run_call(task, bodies[:1], together=True)
    compute = _loaded[task]
    names = [name for name in ("question", "text") if name in bodies[0]]
    columns = [[body[name] for body in bodies] for name in names]
    wall, cpu = time.perf_counter(), time.process_time()
    if together:
        compute(*columns, progress=False)
    else:
        for row in zip(*columns, strict=True):
            compute(*row, progress=False)
    return Timing(len(bodies), time.perf_counter() - wall, time.process_time() - cpu)


def summed(timings: list[Timing]) -> Timing:
    """Add what several turns took."""
    return Timing(*(sum(column) for column in zip(*timings, strict=True)))


def quantile(times: list[float], share: float) -> float:
    """Return the time below which so large a share of all times lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def row(clients: int, label: str, turns: list[Turn], batch: Timing, single: float) -> str:
    """Make a server's row of the table."""
    times = [one for turn in turns for one in turn.times]
    speed = len(times) / sum(turn.seconds for turn in turns)
    cpu = sum(turn.cpu for turn in turns) / len(times)
    p50, p95, p99 = (quantile(times, share) for share in (0.5, 0.95, 0.99))
    share = statistics.mean(turn.load_share for turn in turns)
    return (
        f"| {clients} | {label} | {speed:.1f} | {speed / (batch.texts / batch.seconds):.2f} | "
        f"{p50 * 1000:,.0f} | {p95 * 1000:,.0f} | {p99 * 1000:,.0f} | {p95 / single:.1f} | "
        f"{cpu * 1000:.0f} | {cpu / (batch.cpu / batch.texts):.2f} | "
        f"{sum(turn.errors for turn in turns)} | {share:.1%} |"
    )


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=Path, required=True, help="a folder of .txt files")
    parser.add_argument("--task", choices=("translate", "summarize", "answer"), default="translate")
    parser.add_argument("--seconds", type=float, default=60, help="of each server and row")
    parser.add_argument("--turns", type=int, default=2, help="in which they take them")
    parser.add_argument("--clients", type=int, nargs="*", default=[1, 8, 32, 128])
    parser.add_argument("--texts", type=int, default=256)
    parser.add_argument("--option", nargs="*", default=[], help="more of nlp-suite serve, no --")
    given = parser.parse_args()
    # So that the servers are ended as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    bodies = make_bodies(given.articles, given.task, given.texts)
    path = f"/v1/{given.task}"
    options = [f"--{one}" for one in given.option]
    rows, batches, singles = [], [], []
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as python,
        serve_ours(options, Path(folder, "service.log")) as ours,
        serve_plain(given.task) as plain,
    ):
        file = Path(folder, "bodies.jsonl")
        file.write_text("".join(f"{json.dumps(one)}\n" for one in bodies), encoding="utf-8")
        servers = {"service": ours, "plain FastAPI": plain}
        for clients in given.clients:
            found: dict[str, list[Turn]] = {label: [] for label in servers}
            own_batches, own_singles = [], []
            for turn in range(given.turns):
                first = turn * len(bodies) // given.turns
                some = (bodies[first:] + bodies[:first])[:SINGLE]
                call = python.submit(run_call, given.task, bodies, together=True)
                own_batches.append(call.result())
                call = python.submit(run_call, given.task, some, together=False)
                own_singles.append(call.result())
                for label, server in servers.items():
                    seconds = given.seconds / given.turns
                    found[label].append(server.run(path, file, clients, seconds, first))
            batch, one = summed(own_batches), summed(own_singles)
            rows += [
                row(clients, label, turns, batch, one.seconds / one.texts)
                for label, turns in found.items()
            ]
            print(rows[-2], rows[-1], sep="\n", file=sys.stderr, flush=True)
            batches += own_batches
            singles += own_singles
        memory = {
            label: [server.mebibytes(name) for name in ("VmHWM", "VmRSS")]
            for label, server in servers.items()
        }
    batch, one = summed(batches), summed(singles)
    characters = sum(len(body["text"]) for body in bodies) / len(bodies)
    print(
        f"{given.task}, {len(bodies)} texts of {characters:,.0f} characters, {available_cpus()} "
        f"cores, {given.seconds:g} s for each server and row\n"
    )
    print("| Python | texts/s | ms a text | CPU ms a text |")
    print("|---|---|---|---|")
    for label, timing in (("one call of all texts", batch), ("a call for each text", one)):
        print(
            f"| {label} | {timing.texts / timing.seconds:.1f} | "
            f"{timing.seconds / timing.texts * 1000:.0f} | "
            f"{timing.cpu / timing.texts * 1000:.0f} |"
        )
    print(
        "\n| clients | server | requests/s | of one call | p50, ms | p95, ms | p99, ms | p95 of a "
        "single call's time | CPU ms a request | of one call's | errors | load's CPU |"
    )
    print(f"|{'---|' * 12}")
    print("\n".join(rows))
    print("\n| server | peak memory, MiB | at the end, MiB |")
    print("|---|---|---|")
    for label, (peak, end) in memory.items():
        print(f"| {label} | {peak:,.0f} | {end:,.0f} |")


if __name__ == "__main__":
    main()
