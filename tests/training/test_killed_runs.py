"""Runs that are killed, and disks that are full, in processes of their own."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from safetensors.numpy import load_file

from nlp_suite.config import read_toml

pytestmark = [
    pytest.mark.slow,
    pytest.mark.one_backend,
    pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL"),
]


OPTIMIZATION = {"epochs": 3, "batch_size": 128, "checkpoint_steps": 1, "average_epochs": 2}


@pytest.fixture
def translate(toy_config, write_toml, tmp_path):
    """Writes the configuration of a translator, and gives its file and the run's folder."""

    def write(name):
        config = toy_config(
            name,
            data={"noise": 0.3, "bpe_dropout": 0.1},
            optimization=OPTIMIZATION,
            validation={"sentences": 3, "metric": "chrf"},
        )
        return write_toml({"task": "translate", **config}, name), tmp_path / name

    return write


@pytest.fixture
def answer(toy_answer_config, make_toy_rows, write_squad, write_toml, tmp_path):
    """Writes the configuration of a reader, and gives its file and the run's folder."""

    def write(name):
        write_squad(make_toy_rows(60, seed=0), tmp_path / "toy.json")
        config = toy_answer_config(
            name,
            data={"train": [str(tmp_path / "toy.json")], "unanswerable": 0.5},
            model={"dropout": 0.1},
            optimization=OPTIMIZATION,
            validation={"questions": 5, "metric": "f1"},
        )
        return write_toml(config, name), tmp_path / name

    return write


def start(file, **options):
    task = read_toml(file).values["task"]
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "nlp_suite", "train", task, "--config", file],
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        text=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, **options},
    )


def finish(file):
    with start(file) as process:
        output = process.stdout.read()
        assert process.wait() == 0
    return output


def checkpoint_names(folder):
    try:
        return [path.name for path in (folder / "checkpoints").iterdir()]
    except FileNotFoundError:
        return []


def last_step(folder):
    names = [name for name in checkpoint_names(folder) if name.startswith("step-")]
    return max((int(name.removeprefix("step-")) for name in names), default=-1)


def history(folder):
    with (folder / "history.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [{key: value for key, value in row.items() if key != "seconds"} for row in rows]


# In the middle of a checkpoint, and at any moment: in an epoch or at its end.
@pytest.mark.parametrize(
    ("task", "kills"),
    [
        ("translate", [(0.1, True)]),
        ("answer", [(0.5, False)]),
    ],
)
def test_a_killed_run_ends_like_one_that_was_never_stopped(task, kills, request):
    toml = request.getfixturevalue(task)
    (file, whole), (killed_file, killed) = toml("whole"), toml("killed")
    output = finish(file)
    steps = json.loads((whole / "result.json").read_text())["history"][-1]["step"]
    random = np.random.default_rng(0)
    for share, in_checkpoint in kills:
        with start(killed_file) as process:
            while last_step(killed) < share * steps:
                assert process.poll() is None
                time.sleep(0.01)
            if in_checkpoint:
                while not any(name.startswith(".step-") for name in checkpoint_names(killed)):
                    assert process.poll() is None
            else:
                time.sleep(random.uniform(0, 0.5))
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        assert last_step(killed) < steps
    assert finish(killed_file) == output.replace(str(whole), str(killed))

    for name in ("last", "best", "averaged", "model"):
        for theirs in (whole / name).iterdir():
            assert (killed / name / theirs.name).read_bytes() == theirs.read_bytes()
    assert history(killed) == history(whole)
    checkpoint = f"checkpoints/step-{steps:010d}/arrays.safetensors"
    for name, array in load_file(whole / checkpoint).items():
        np.testing.assert_array_equal(load_file(killed / checkpoint)[name], array, err_msg=name)
    # Nothing half-written is left.
    files = [path.relative_to(killed) for path in killed.rglob("*")]
    assert [path.name for path in files if path.name.startswith(".")] == [".lock"]
    skipped = ("checkpoints", "tensorboard")
    assert {path for path in files if path.parts[0] not in skipped} == {
        path.relative_to(whole)
        for path in whole.rglob("*")
        if path.relative_to(whole).parts[0] not in skipped
    }


# The limit stands for a disk with no room for another file of weights.
FULL_DISK = """
import resource, signal, sys
from nlp_suite.cli import main
import nlp_suite.training, keras, matplotlib.figure, tensorboardX.proto.event_pb2, ctranslate2
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
sys.exit(main(["train", "translate", "--config", sys.argv[1]]))
"""


def test_a_full_disk(translate):
    file, folder = translate("full")
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FULL_DISK, str(file), "150_000"],
        capture_output=True,
        text=True,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert result.returncode == 2, result.stderr
    last = result.stderr.splitlines()[-1]
    assert last.startswith(f"nlp-suite: {folder}"), result.stderr
    assert "cannot be written (File too large); the last checkpoint is kept: free some" in last
    assert "Traceback" not in result.stderr
    leftovers = [path.name for path in folder.rglob(".*")]
    assert leftovers == [".lock"]
    # With room again the same command goes on.
    before = last_step(folder)
    assert "validation_chrf" in finish(file)
    assert last_step(folder) > before
