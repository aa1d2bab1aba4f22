import errno
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.training import CheckpointStore


def arrays(step):
    return {
        "a": np.full((2, 3), step, "float32"),
        "seed": np.array([step, 1], "uint32"),
        "n": np.int64(step),
    }


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_round_trip(tmp_path):
    store = CheckpointStore(tmp_path / "run")
    assert store.newest() is None
    store.save(7, arrays(7), {"epoch": 1, "history": [0.5, 0.25]})
    checkpoint = store.newest()
    assert checkpoint.step == 7
    assert checkpoint.state == {"epoch": 1, "history": [0.5, 0.25]}
    for name, array in arrays(7).items():
        np.testing.assert_array_equal(checkpoint.arrays[name], array)
        assert checkpoint.arrays[name].dtype == array.dtype


def test_keeps_the_newest(tmp_path):
    store = CheckpointStore(tmp_path, keep=2)
    for step in (3, 20, 100):
        store.save(step, arrays(step), {})
    assert names(tmp_path) == ["step-0000000020", "step-0000000100"]
    assert store.newest().step == 100


@pytest.mark.parametrize("file", ["arrays.safetensors", "state.json"])
@pytest.mark.parametrize("damage", ["half", "flip", "gone", "empty"])
def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path, file, damage):
    store = CheckpointStore(tmp_path)
    for step in (1, 2):
        store.save(step, arrays(step), {"step": step})
    path = tmp_path / "step-0000000002" / file
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "flip":
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    else:
        path.write_bytes(data[: len(data) // 2] if damage == "half" else b"")
    with pytest.warns(UserWarning, match="step-0000000002 damaged; the one of step 1 is used"):
        assert store.newest().step == 1
    # Started from there, the run makes no use of the damaged one, nor keeps it in its place.
    store.save(1, arrays(1), {"step": 1})
    assert [path.name for path in tmp_path.iterdir()] == ["step-0000000001"]
    path = tmp_path / "step-0000000001" / "state.json"
    path.write_text("[" * 100_000)
    with pytest.warns(UserWarning, match="damaged; there is no other, and the run starts anew"):
        assert store.newest() is None


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    store = CheckpointStore(tmp_path)
    store.save(1, arrays(1), {})

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.write_text", full)
        with pytest.raises(OSError, match="No space left"):
            store.save(2, arrays(2), {})
    assert names(tmp_path) == ["step-0000000001"]
    assert store.newest().step == 1


@pytest.mark.slow
def test_killed_at_any_moment(tmp_path):
    """A process that saves as fast as it can is killed 20 times; a good checkpoint remains."""
    code = f"""
import numpy as np
from nlp_suite.training import CheckpointStore
store = CheckpointStore({str(tmp_path)!r})
found = store.newest()
step = found.step if found else 0
while True:
    step += 1
    store.save(step, {{"a": np.full(200_000, step, "float32")}}, {{"step": step}})
    print(step, flush=True)
"""
    last = 0
    for round_ in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=os.environ
        )
        confirmed = int(process.stdout.readline())
        time.sleep(0.003 * round_)
        process.send_signal(signal.SIGKILL)
        confirmed = max([confirmed, *map(int, process.stdout.read().split())])
        process.wait()
        process.stdout.close()
        found = CheckpointStore(tmp_path).newest()
        assert found.step >= confirmed > last
        assert found.state["step"] == found.step
        assert (found.arrays["a"] == found.step).all()
        last = confirmed
    CheckpointStore(tmp_path).save(last + 1000, arrays(0), {})
    assert all(name.startswith("step-") for name in names(tmp_path))


def test_bad_keep(tmp_path):
    with pytest.raises(InvalidInputError, match="got 0"):
        CheckpointStore(tmp_path, keep=0)
