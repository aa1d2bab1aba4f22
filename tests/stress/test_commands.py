"""Commands that are stopped at random moments."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143}
# What no command may say of itself.
RAW = ("Traceback", "Error in", "Exception ignored", "terminate called", "Aborted", "FATAL")
_LIMIT_SECONDS = 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    sentences = [f"Tom met Ann in the town of number {i}. They paid {i} euros." for i in range(80)]
    for number in range(12):
        text = " ".join(sentences[number : number + 60])
        (folder / f"{number}.txt").write_text(text)
        (folder / f"{number}.html").write_text(f"<html><body><p>{text}</p></body></html>")
    (folder / "lines.txt").write_text("\n".join(sentences * 5))
    rows = [{"article": " ".join(sentences), "summary": sentences[0]}] * 5
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "pairs.tsv").write_text("\n".join(f"{one}\t{one}" for one in sentences))
    (folder / "questions.txt").write_text("Who met Ann?\nHow much did they pay?\n")
    return folder


def _command(rng: random.Random, number: int) -> list[str]:
    files = [f"{i}.{rng.choice(['txt', 'html'])}" for i in rng.sample(range(12), 8)]
    output = ["-o", f"out-{number}.jsonl"] if rng.random() < 0.7 else []
    workers = ["--workers", str(rng.choice([1, 1, 2]))]
    commands = [
        ["summarize", files[0]],
        ["summarize", "--together", *files],
        ["answer", "Who met Ann?", *files],
        ["translate", "lines.txt"],
        ["translate", "lines.txt", "-o", f"out-{number}.txt"],
        ["translate-files", *files, *output, *workers],
        ["summarize-files", *files, *output, *workers],
        ["answer-files", "-q", "questions.txt", *files, *output, *workers],
        ["index", *files, "-o", f"out-{number}.index"],
        ["evaluate", "summarize", "--data", "articles.jsonl"],
        ["evaluate", "translate", "--data", "pairs.tsv"],
        ["compare", "summarize", files[0], "-s", "custom", "-s", "all-MiniLM-L6-v2"],
        ["demo"],
    ]
    return rng.choice(commands)


def _catches(pid: int, number: int) -> bool:
    """Whether a process has a handler for a signal, as Linux tells."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def _members(group: int) -> list[int]:
    """The processes of a group that are not only waiting to be collected."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="Linux tells of signals")  # noqa: PTH110
def test_interrupted_commands(campaign, folder):
    for number, rng in enumerate(campaign.seeds(300)):
        command = _command(rng, number)
        sent = rng.choice([signal.SIGINT, signal.SIGTERM])
        delay = rng.random() ** 2 * 4
        # A terminal interrupts all processes of a command, kill the first alone.
        to_group = sent == signal.SIGINT and rng.random() < 0.5
        process = subprocess.Popen(
            [sys.executable, "-m", "nlp_suite", *command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env=os.environ | {"OMP_NUM_THREADS": "2"},
        )
        while process.poll() is None and not _catches(process.pid, signal.SIGTERM):
            time.sleep(0.001)
        time.sleep(delay)
        if process.poll() is None:
            (os.killpg if to_group else os.kill)(process.pid, sent)
        try:
            _, error = process.communicate(timeout=_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            campaign.fault("hung", f"{command} {sent!r} after {delay:.3f} s")
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            continue
        seen = error.decode(errors="replace")
        what = f"{command} {sent!r} after {delay:.3f} s: {process.returncode} {seen[-400:]}"
        lines = seen.count("nlp-suite: stopped")
        if (process.returncode, lines) not in ((0, 0), (STATUS[sent], 1)):
            campaign.fault("wrong", what)
        if any(one in seen for one in RAW):
            campaign.fault("raw", what)
        # A child ends as soon as it finds that nobody reads what it writes.
        end = time.monotonic() + 5
        while (left := _members(process.pid)) and time.monotonic() < end:
            time.sleep(0.05)
        if left:
            campaign.fault("lost", f"{what}; still there: {left}")
            os.killpg(process.pid, signal.SIGKILL)
