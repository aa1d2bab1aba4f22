"""A command that is interrupted or terminated ends with one line and the status of shells."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from nlp_suite.cli import main
from nlp_suite.cli.interrupts import Terminated, caught_signals

STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143}

# Waits for the signal in what stands for the work of a command.
COMMAND = """
import sys, time
import nlp_suite
from nlp_suite.cli import main

def work(*_, **__):
    print("ready", flush=True)
    {work}

nlp_suite.summarize = work
sys.argv = ["nlp-suite", "summarize", sys.argv[1]]
sys.exit(main())
"""
# A native call that takes no notice of signals, a library that takes the interrupt for its own
# error, threads that would be waited for, a child process.
WORK = {
    "sleep": "time.sleep(60)",
    "import": """
    try: time.sleep(60)
    except BaseException: raise ImportError("numpy failed to load")""",
    "swallowed": """
    try: time.sleep(60)
    except BaseException: pass
    from nlp_suite.results import Summary
    raise nlp_suite.InvalidInputError("text must be a str")""",
    "threads": """
    import threading
    for _ in range(3): threading.Thread(target=time.sleep, args=[60]).start()
    time.sleep(60)""",
    "destructor": """
    class Late:
        def __del__(self): raise KeyboardInterrupt
    late = Late()
    time.sleep(60)""",
}


def stop(number, work, path, *, twice=False):
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND.format(work=work), str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(number)
    if twice:
        time.sleep(0.2)
        process.send_signal(number)
    _, error = process.communicate(timeout=30)
    return process.returncode, error.decode()


@pytest.fixture
def file(tmp_path):
    (tmp_path / "a.txt").write_text("Tom sleeps.")
    return tmp_path / "a.txt"


@pytest.mark.parametrize(
    ("number", "work"),
    [
        (signal.SIGINT, "sleep"),
        (signal.SIGTERM, "threads"),
        (signal.SIGINT, "import"),
        (signal.SIGTERM, "swallowed"),
        (signal.SIGINT, "destructor"),
    ],
)
def test_a_stopped_command(number, work, file):
    assert stop(number, WORK[work], file) == (STATUS[number], "nlp-suite: stopped\n")


def test_a_second_signal_ends_what_does_not_listen(file):
    work = """
    while True:
        try: time.sleep(60)
        except BaseException: pass"""
    assert stop(signal.SIGINT, work, file, twice=True) == (130, "nlp-suite: stopped\n")


def test_a_signal_that_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with caught_signals(ends_process=False):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_what_was_there_before_comes_back():
    handlers = [signal.getsignal(number) for number in STATUS]
    hooks = sys.unraisablehook, threading.excepthook

    def terminate():
        with caught_signals(ends_process=False) as signals:
            seen.append(signals)
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)

    seen = []
    with pytest.raises(Terminated):
        terminate()
    assert seen[0].status == 143
    assert [signal.getsignal(number) for number in STATUS] == handlers
    assert (sys.unraisablehook, threading.excepthook) == hooks


def test_commands_within_a_program(file, monkeypatch, capsys):
    """The program is not ended."""

    def terminate(*_, **__):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)

    monkeypatch.setattr("nlp_suite.summarize", terminate, raising=False)
    assert main(["summarize", str(file)]) == 143
    assert capsys.readouterr().err == "nlp-suite: stopped\n"


def test_output_that_cannot_be_written(file):
    command = f"{sys.executable} -m nlp_suite summarize {file} > /dev/full"
    result = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith(b"nlp-suite: standard output cannot be written (")
    assert result.stderr.count(b"\n") == 1


def test_no_output_at_all(file):
    command = f"{sys.executable} -m nlp_suite summarize {file} >&- 2>&-"
    assert subprocess.run(["bash", "-c", command], check=False).returncode == 0
