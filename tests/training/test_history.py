"""TensorBoardLog, read back record by record."""

import os
import signal
import struct
import subprocess
import sys

import pytest
from tensorboardX.crc32c import crc32c
from tensorboardX.proto.event_pb2 import Event, SessionLog

from nlp_suite.errors import InvalidInputError
from nlp_suite.training.history import TensorBoardLog


def events(file):
    """The events of a file, whose lengths and contents carry checksums."""
    data, place = file.read_bytes(), 0
    while place < len(data):
        length, check = struct.unpack_from("<QI", data, place)
        assert check == masked(data[place : place + 8])
        body = data[place + 12 : place + 12 + length]
        assert struct.unpack_from("<I", data, place + 12 + length) == (masked(body),)
        yield Event.FromString(body)
        place += 16 + length


def masked(data):
    check = crc32c(data)
    return ((check >> 15 | check << 17) + 0xA282EAD8) & 0xFFFFFFFF


def shown(folder):
    """What TensorBoard shows: the files by name, and nothing that a later start revokes."""
    points, version = [], 0.0
    for file in sorted(folder.iterdir()):
        assert "tfevents" in file.name
        for event in events(file):
            if event.file_version:
                version = float(event.file_version.removeprefix("brain.Event:"))
            if event.session_log.status == SessionLog.START and version >= 2:
                points = [point for point in points if point[0] < event.step]
            points += [(event.step, v.tag, v.simple_value) for v in event.summary.value]
    return points


def test_what_is_written_is_shown(tmp_path):
    folder = tmp_path / "a" / "b"
    with TensorBoardLog(folder) as log:
        log.scalars(100, {"loss": 4.0, "validation/bleu": 21.5})
        log.scalars(200, {"loss": float("nan")})
    (first, second, third) = shown(folder)
    assert (first, second) == ((100, "loss", 4.0), (100, "validation/bleu", 21.5))
    assert third[:2] == (200, "loss")
    assert third[2] != third[2]


def test_a_run_that_goes_on_shows_no_step_twice(tmp_path):
    with TensorBoardLog(tmp_path) as log:
        for step in (1, 2, 3, 4, 5):
            log.scalars(step, {"loss": 10.0 + step})
    # The last checkpoint was that of step 3. Another time it is killed at once.
    for _ in range(2):
        with TensorBoardLog(tmp_path, step=3) as log:
            for step in (4, 5, 6):
                log.scalars(step, {"loss": 20.0 + step})
    assert len(list(tmp_path.iterdir())) == 3
    assert [(step, value) for step, _, value in shown(tmp_path)] == [
        *((1, 11.0), (2, 12.0), (3, 13.0)),
        *((4, 24.0), (5, 25.0), (6, 26.0)),
    ]


def test_a_new_run_hides_what_an_older_one_left(tmp_path):
    with TensorBoardLog(tmp_path) as log:
        log.scalars(1, {"loss": 1.0})
    with TensorBoardLog(tmp_path) as log:
        log.scalars(2, {"loss": 2.0})
    assert shown(tmp_path) == [(2, "loss", 2.0)]


def test_files_sort_in_the_order_of_the_runs(tmp_path):
    # One that another program named by the time, far in the future.
    (tmp_path / "events.out.tfevents.4000000000.host").write_bytes(b"")
    for step in range(11):
        TensorBoardLog(tmp_path, step=step).close()
    starts = [
        event.step
        for file in sorted(tmp_path.iterdir())
        for event in events(file)
        if event.session_log.status == SessionLog.START
    ]
    assert starts == list(range(1, 12))


SCRIPT = """
import os, signal, sys
from nlp_suite.training.history import TensorBoardLog
log = TensorBoardLog(sys.argv[1])
for step in range(1, 51):
    log.scalars(step, {"loss": float(step)})
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_run_has_lost_nothing(tmp_path):
    result = subprocess.run([sys.executable, "-W", "ignore", "-c", SCRIPT, str(tmp_path)])
    assert result.returncode == -signal.SIGKILL
    assert [step for step, _, _ in shown(tmp_path)] == list(range(1, 51))


def test_a_closed_log_takes_no_more(tmp_path):
    log = TensorBoardLog(tmp_path)
    log.close()
    log.close()
    with pytest.raises(InvalidInputError, match="closed"):
        log.scalars(1, {"loss": 1.0})


def test_no_negative_step(tmp_path):
    with pytest.raises(InvalidInputError, match="step must be at least 0, got -1"):
        TensorBoardLog(tmp_path / "log", step=-1)
    assert not (tmp_path / "log").exists()
