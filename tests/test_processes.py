import io
import os
import signal
import sys

import pytest

from nlp_suite import errors
from nlp_suite.errors import ModelFormatError, NLPSuiteError
from nlp_suite.processes import (
    ChildProcess,
    error_from_plain,
    error_to_plain,
    read_frame,
    read_message,
    write_frame,
    write_message,
)

# Answers each message with what it finds there, until there are no more.
CHILD = """
import os, re, signal, sys
from nlp_suite.processes import connect_to_parent, limit_resources
from nlp_suite.processes import read_frame, read_message, write_frame, write_message

requests, replies = connect_to_parent()
print("noise")
os.write(1, b"more noise")
while (message := read_message(requests)) is not None:
    if message == "state":
        ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        write_message(replies, [sys.path, sys.stdin.read(), ignored])
    elif message == "bytes":
        write_frame(replies, read_frame(requests)[::-1])
    elif message == "exit":
        os._exit(3)
    elif message == "busy":
        limit_resources(60, 0, requests)
        write_message(replies, "begun")
        # It keeps Python's lock for years.
        re.match("(a+)+$", "a" * 60 + "b")
    elif message == "limited":
        limit_resources(60, 0, requests)
        limit_resources(0, 0, requests)
        write_message(replies, message)
    else:
        write_message(replies, message)
"""


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Starts a child, whose module lies on the path of this process alone."""
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "echo_child.py").write_text(CHILD)
    monkeypatch.syspath_prepend(tmp_path / "path")
    children = []

    def start(**options):
        children.append(ChildProcess("echo_child", **options))
        return children[-1]

    yield start
    for child in children:
        child.close()


def test_messages_go_there_and_come_back(start, capfd):
    child = start()
    # Half a surrogate pair, a quotation mark and a NUL; and more than a pipe holds.
    for message in (["Tom \ud800", '"', "\0"], {"a": [None, 1.5, True]}, "x" * 300_000):
        child.send(message)
        assert child.receive() == message
    child.send("bytes")
    child.send_bytes(b"\x00\xff\n")
    assert child.receive_bytes() == b"\n\xff\x00"
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.replace("\n", "").count("noise") == 2


def test_what_a_child_has(start, tmp_path, monkeypatch):
    # A module in the current folder must not stand in for one of the package's.
    (tmp_path / "json.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    child = start()
    child.send("state")
    path, rest, ignores_interrupts = child.receive()
    # Python leaves out what it has twice.
    expected = list(dict.fromkeys(one for one in sys.path if one))
    assert path[: len(expected)] == expected
    assert "" not in path
    assert rest == ""
    assert ignores_interrupts


def test_a_quiet_child(start, capfd):
    child = start(quiet=True)
    child.send(1)
    assert child.receive() == 1
    assert capfd.readouterr() == ("", "")


def test_a_child_that_ends(start):
    child = start()
    assert child.status is None
    child.send("exit")
    assert child.receive() is None
    assert child.wait() == child.status == 3
    # It has ended, and nobody minds.
    child.send("more" * 100_000)
    assert child.receive_bytes() is None
    child.close()
    child.close()


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.skipif(sys.platform != "linux", reason="the limit of time ends it there")
def test_a_child_ends_with_its_requests_in_the_midst_of_its_work(start):
    child = start()
    for _ in range(2):
        # Requests between its work do it no harm.
        child.send("limited")
        assert child.receive() == "limited"
    child.send("busy")
    assert child.receive() == "begun"
    assert child.status is None
    # As when this process ended.
    child._requests.close()
    assert child.wait() == -signal.SIGIO
    child = start()
    child.send("busy")
    child._requests.close()
    # Before or after the limit was set.
    assert child.wait() in (-signal.SIGIO, 1)


def test_a_child_that_is_killed(start):
    child = start()
    child.kill()
    assert child.receive() is None
    assert child.wait() == -signal.SIGKILL


def test_a_child_has_nothing_to_say_without_its_parent(start, capfd):
    child = start()
    child.send(1)
    assert child.receive() == 1
    child._replies.close()
    # More than a pipe holds.
    child.send("x" * 2**17)
    assert child.wait() == 1
    assert "Traceback" not in capfd.readouterr().err


def test_a_closed_child_is_gone(start):
    child = start()
    child.send(1)
    assert child.receive() == 1
    pid = child.pid
    child.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_frames():
    stream = io.BytesIO()
    write_frame(stream, b"")
    write_frame(stream, b"Tom")
    write_message(stream, {"a": None})
    stream.seek(0)
    assert [read_frame(stream), read_frame(stream)] == [b"", b"Tom"]
    assert read_message(stream) == {"a": None}
    assert read_message(stream) is None
    for cut in range(1, 11):
        assert read_frame(io.BytesIO(b"\0\0\0\0\0\0\0\3Tom"[:cut])) is None


@pytest.mark.parametrize(
    "kind",
    [
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, NLPSuiteError)
    ],
)
def test_errors_keep_their_class_and_their_text(kind):
    error = error_from_plain(error_to_plain(kind("Grüße\nreader is damaged")))
    assert (type(error), str(error)) == (kind, "Grüße\nreader is damaged")


def test_an_error_that_is_not_known_there():
    class NearerError(ModelFormatError):
        pass

    assert error_to_plain(NearerError("damaged")) == ["ModelFormatError", "damaged"]
    # Only errors are made of a name, whatever else the module has.
    for name in ("NearerError", "os", "Exception", "__name__"):
        assert type(error_from_plain([name, "damaged"])) is NLPSuiteError
