"""Jobs whose processes get signals at random moments: started again, they write the same rows."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="/proc names the workers"
)
FILES, QUESTIONS = 30, 3
LIMIT_SECONDS = 120

# Python imports it as it starts, also in a worker: answers cost next to nothing, and no model is
# loaded.
QUICK = """
import time
from nlp_suite.batch.executors.local import LocalExecutor
from nlp_suite.batch.job_settings import JobSettings

def compute(settings, task, items):
    time.sleep(0.01)
    return [
        [{"answer": item.text[:5], "reason": "", "score": len(item.text) / 1000, "null_score": 0.25,
          "start": 0, "end": 5, "sentence": item.text, "sentence_start": 0}]
        for item in items
    ]

JobSettings.load = lambda settings: None
JobSettings.compute = compute
LocalExecutor.close = lambda executor: None
"""
# Says when it begins: what comes before is Python's own start.
COMMAND = """
import os, sys
from nlp_suite.batch import planner
from nlp_suite.cli import main
planner.GROUP_CHARACTERS = 1500
os.write(1, b"begun")
main()
"""


class Job:
    """A job in a folder of its own, and the processes that run it."""

    def __init__(self, folder: Path, reader: Path, workers: int) -> None:
        self.folder = folder
        self._arguments = [
            *("answer-files", "../articles", "--questions", "../questions.txt"),
            *("--output", "out.jsonl", "--model", str(reader), "--workers", str(workers)),
        ]
        self._environment = os.environ | {"PYTHONPATH": str(folder.parent / "quick")}

    def start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", COMMAND, *self._arguments],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.read(len(b"begun"))
        return process

    def rows(self) -> list[str]:
        return (self.folder / "out.jsonl").read_text().splitlines()

    def results(self) -> int:
        with contextlib.closing(sqlite3.connect(self.folder / "out.jsonl.job")) as connection:
            return int(connection.execute("SELECT count(*) FROM results").fetchone()[0])


def children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:
        return []


def runs(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jobs")
    rng = random.Random(0)  # noqa: S311
    for name in ("articles", "quick"):
        (folder / name).mkdir()
    (folder / "quick" / "sitecustomize.py").write_text(QUICK)
    (folder / "questions.txt").write_text("Who sleeps?\nWho paid?\nWhere is the stone?\n")
    for number in range(FILES):
        text = " ".join(rng.choices(["Tom", "sleeps.", "Ann", "paid", "12", "euros."], k=60))
        (folder / "articles" / f"{number:02d}.txt").write_text(f"{number} {text}")
    return folder


def check(campaign, job: Job, expected: list[str]) -> None:
    rows = job.rows()
    if rows != expected:
        if missing := set(expected) - set(rows):
            campaign.fault("lost" if len(rows) < len(expected) else "wrong", missing)
        else:
            campaign.fault("doubled", len(rows))
    if (number := job.results()) != FILES * QUESTIONS:
        campaign.fault("lost" if number < FILES * QUESTIONS else "doubled", f"{number} results")
    if left := [path.name for path in job.folder.iterdir() if path.name.startswith(".")]:
        campaign.fault("raw", f"left behind: {left}")


def wait(campaign, process: subprocess.Popen[bytes], what: object) -> int:
    """Waits for a process; returns its status. What it says must be in words of its own."""
    try:
        _, error = process.communicate(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        campaign.fault("hung", what)
        return 0
    if b"Traceback" in error or b"Fatal Python" in error or b"Exception ignored" in error:
        campaign.fault("raw", f"{what}: {error.decode()[-400:]}")
    elif process.returncode not in (0, 1, 2, 130, 143, -signal.SIGKILL, -signal.SIGTERM):
        campaign.fault("raw", f"{what}: status {process.returncode}, {error.decode()[-200:]}")
    return process.returncode


def gone(pids: list[int]) -> bool:
    deadline = time.monotonic() + 20
    while any(map(runs, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_killed_jobs(campaign, place, tiny_reader, tmp_path_factory):
    whole = Job(tmp_path_factory.mktemp("whole"), tiny_reader, 1)
    whole.folder = place / "whole"
    whole.folder.mkdir()
    whole._environment["PYTHONPATH"] = str(place / "quick")
    began = time.monotonic()
    process = whole.start()
    _, error = process.communicate()
    assert process.returncode == 0, error
    seconds = time.monotonic() - began
    expected = whole.rows()
    assert len(expected) == FILES * QUESTIONS
    assert len(set(map(json.dumps, expected))) == len(expected)
    for number, rng in enumerate(campaign.seeds(1000)):
        folder = place / f"case{number}"
        folder.mkdir()
        workers, processes = rng.choice([1, 2]), rng.choice([1, 1, 2])
        job = Job(folder, tiny_reader, workers)
        started = [job.start() for _ in range(processes)]
        time.sleep(rng.uniform(0, seconds))
        workers_of = [child for process in started for child in children(process.pid)]
        of_worker = bool(workers_of) and rng.random() < 0.4
        target = rng.choice(workers_of) if of_worker else rng.choice(started).pid
        sent = rng.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
        what = (
            f"{sent.name} to {'a worker' if of_worker else 'the job'}, {workers} workers, "
            f"{processes} processes"
        )
        with contextlib.suppress(ProcessLookupError):
            os.kill(target, sent)
        statuses = [wait(campaign, process, what) for process in started]
        if not gone(workers_of):
            campaign.fault("hung", f"{what}: a worker outlives its job")
        if of_worker and not any(status in (0, 1) for status in statuses):
            campaign.fault("lost", f"{what}: no job ended well, {statuses}")
        if 0 not in statuses:
            # The same again, until it is done.
            status = wait(campaign, job.start(), f"after {what}")
            if status != 0:
                campaign.fault("raw", f"{what}: started again, it ends with {status}")
                continue
        check(campaign, job, expected)
