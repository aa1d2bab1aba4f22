"""Trainings that are killed at any moment, and checkpoints that are damaged."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="there is no fork"),
]

# So long a run of some seconds may take on a machine with other work.
LIMIT = 120
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
# Of those that a signal ended, of a command that was unwound by one, and of one that succeeded.
STOPPED = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, 130, 143)


class Server:
    """A process that has imported everything, and forks one for each command."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", Path(__file__).with_name("training_server.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"KERAS_BACKEND": "torch", "OMP_NUM_THREADS": "1"},
        )
        assert self._read() == "ready"

    def run(self, file: Path, log: Path, kill: Callable[[], int | None] | None = None) -> int:
        """Trains what a file says; `kill` waits, and returns the signal that is then sent."""
        command = [str(log), ["train", "translate", "--config", str(file)]]
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        child = int(self._read())
        ended = threading.Event()
        killer = threading.Thread(target=_stop, args=(child, kill, ended), daemon=True)
        killer.start()
        status = int(self._read())
        ended.set()
        killer.join()
        return status

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(LIMIT)
        self._process.stdout.close()


def _stop(child: int, kill: Callable[[], int | None] | None, ended: threading.Event) -> None:
    """Sends the signal, and SIGABRT to what has not ended in time."""
    number = kill() if kill else None
    if number is not None and not ended.is_set():
        _send(child, number)
    if not ended.wait(LIMIT):
        _send(child, signal.SIGABRT)


def _send(child: int, number: int) -> None:
    # It may have ended just now; its id is not another's before the server has reaped it.
    try:
        os.kill(child, number)
    except ProcessLookupError:
        return


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def make_run(
    toy_config: Callable[..., dict[str, Any]], write_toml: Callable[..., Path], tmp_path: Path
) -> Callable[[str], tuple[Path, Path]]:
    """Writes the configuration of a small run, and gives its file and folder."""

    def make(name: str) -> tuple[Path, Path]:
        config = toy_config(
            name,
            data={"noise": 0.3, "bpe_dropout": 0.1},
            model={"model_dim": 16, "num_heads": 2, "feed_forward_dim": 32, "dropout": 0.1},
            optimization={
                "epochs": 2,
                "batch_size": 400,
                "checkpoint_steps": 1,
                "average_epochs": 2,
            },
        )
        return write_toml({"task": "translate", **config}, name), tmp_path / name

    return make


def results(folder: Path) -> dict[str, Any]:
    """What a finished run has: the files of its models, its history and its last checkpoint."""
    files = {
        f"{name}/{path.name}": path.read_bytes()
        for name in ("last", "best", "averaged", "model")
        for path in sorted((folder / name).iterdir())
    }
    result = json.loads((folder / "result.json").read_text())
    history = [{k: v for k, v in row.items() if k != "seconds"} for row in result["history"]]
    newest = max((folder / "checkpoints").glob("step-*"))
    arrays = load_file(newest / "arrays.safetensors")
    return {"files": files, "history": history, "step": newest.name, "arrays": arrays}


def differences(found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    names = [n for n, d in expected["files"].items() if found["files"].get(n) != d]
    names += [name for name in ("history", "step") if found[name] != expected[name]]
    return names + [
        name
        for name, array in expected["arrays"].items()
        if not np.array_equal(found["arrays"].get(name), array)
    ]


def complaint(log: Path) -> str | None:
    """A traceback in the output of a command, or something else that is no line of its own."""
    text = log.read_text(errors="replace") if log.is_file() else ""
    return text[-400:] if "Traceback" in text or "Fatal" in text else None


def test_killed_trainings(
    campaign: Any, server: Server, make_run: Callable[[str], tuple[Path, Path]], tmp_path: Path
) -> None:
    """Started again after each signal, a run ends with the weights of one that had none."""
    file, folder = make_run("whole")
    began = time.monotonic()
    assert server.run(file, tmp_path / "whole.log") == 0
    seconds = time.monotonic() - began
    expected = results(folder)
    for rng in campaign.seeds(300):
        file, folder = make_run("killed")
        log = tmp_path / "killed.log"
        for path in (folder, log):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for _ in range(rng.randint(1, 3)):
            status = server.run(file, log, _killer(rng, folder, seconds))
            if status == -signal.SIGABRT:
                campaign.fault("hung", f"for {LIMIT} s after a signal")
            elif status not in (0, *STOPPED):
                campaign.fault("raw", f"exit status {status}: {complaint(log) or log.read_text()}")
        status = server.run(file, log)
        if status:
            kind = "hung" if status == -signal.SIGABRT else "lost"
            campaign.fault(kind, f"exit status {status}: {log.read_text()[-400:]}")
            continue
        if said := complaint(log):
            campaign.fault("raw", said)
        if found := differences(results(folder), expected):
            campaign.fault("wrong", found)
        left = [p for p in folder.rglob(".*") if p.name != ".lock"]
        if left:
            campaign.fault("doubled", f"left behind: {left}")


def _killer(rng: random.Random, folder: Path, seconds: float) -> Callable[[], int]:
    """Waits for a moment of the run: any, or the middle of a checkpoint."""
    number, delay = rng.choice(SIGNALS), rng.uniform(0, seconds)
    in_checkpoint = rng.random() < 0.3

    def wait() -> int:
        deadline = time.monotonic() + seconds
        time.sleep(delay)
        while in_checkpoint and time.monotonic() < deadline:
            if next((folder / "checkpoints").glob(".step-*"), None):
                break
        return number

    return wait


def test_damaged_checkpoints(
    campaign: Any, server: Server, make_run: Callable[[str], tuple[Path, Path]], tmp_path: Path
) -> None:
    """A run whose checkpoints or other files are damaged ends as it should, or says what is."""
    file, folder = make_run("whole")
    assert server.run(file, tmp_path / "whole.log") == 0
    expected = results(folder)
    stopped = _stopped_run(server, make_run, tmp_path)
    for rng in campaign.seeds(200):
        file, folder = make_run("damaged")
        log = tmp_path / "damaged.log"
        shutil.rmtree(folder, ignore_errors=True)
        log.unlink(missing_ok=True)
        shutil.copytree(stopped, folder)
        only_checkpoints = rng.random() < 0.7
        what = [_damage(rng, folder, only_checkpoints) for _ in range(rng.randint(1, 3))]
        status = server.run(file, log)
        text = log.read_text()
        if said := complaint(log):
            campaign.fault("raw", f"{what}: {said}")
        elif status == -signal.SIGABRT:
            campaign.fault("hung", what)
        elif status == 0:
            if found := differences(results(folder), expected):
                campaign.fault("wrong", f"{what}: {found}")
        elif only_checkpoints:
            campaign.fault("lost", f"{what}: {text[-400:]}")
        elif status != 2 or not text.splitlines()[-1].startswith("nlp-suite: "):
            campaign.fault("raw", f"{what}: {status} {text[-400:]}")


def _stopped_run(
    server: Server, make_run: Callable[[str], tuple[Path, Path]], tmp_path: Path
) -> Path:
    """A run that was killed in its second epoch."""
    file, folder = make_run("stopped")

    def kill() -> int:
        while not list((folder / "weights").glob("epoch-*")):
            time.sleep(0.005)
        time.sleep(0.05)
        return signal.SIGKILL

    assert server.run(file, tmp_path / "stopped.log", kill) == -signal.SIGKILL
    return folder


def _damage(rng: random.Random, folder: Path, only_checkpoints: bool) -> str:
    """Damages a file of a run: bytes flipped, cut off, added, emptied, or the file deleted."""
    root = folder / "checkpoints" if only_checkpoints else folder
    skipped = ("tensorboard", ".lock", "config.toml", "history.csv", "history.png", "README.md")
    files = sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and not set(path.relative_to(folder).parts) & set(skipped)
    )
    if not files:
        return "nothing is left"
    file = rng.choice(files)
    data = bytearray(file.read_bytes())
    kind = rng.choice(("flip", "cut", "add", "empty", "delete"))
    if kind == "flip":
        for _ in range(rng.randint(1, 5)):
            if data:
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif kind == "cut":
        del data[rng.randrange(len(data) + 1) :]
    elif kind == "add":
        data += rng.randbytes(rng.randint(1, 100))
    elif kind == "empty":
        data.clear()
    file.unlink() if kind == "delete" else file.write_bytes(data)
    return f"{kind} {file.relative_to(folder)}"
