import os
import subprocess
import sys
import threading
import time
from typing import ClassVar

import pytest

from nlp_suite import ForkedProcessError, forking
from nlp_suite.forking import (
    ForkSafeLock,
    NativeObject,
    check_not_inherited,
    current_process,
    is_inherited,
    native_call,
)

pytestmark = pytest.mark.one_backend


def in_child(body: str) -> str:
    """Runs a script that forks, in a process that has no threads but its own."""
    # From Python 3.12 a fork beside threads is warned of, which is what is tested here.
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", body],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_fork_waits_for_native_calls_and_frees_locks_and_keeps_native_objects():
    printed = in_child("""
import os, signal, sys, threading, time
from nlp_suite.errors import ForkedProcessError
from nlp_suite.forking import ForkSafeLock, NativeObject, current_process, native_call

class Native:
    def __del__(self):
        print(os.getpid(), "freed", flush=True)

def child(body):
    pid = os.fork()
    if pid:
        assert os.waitpid(pid, 0)[1] == 0
    else:
        signal.alarm(20)
        body()
        sys.exit()

lock, held, here = ForkSafeLock(), NativeObject(Native()), current_process()
events = []
began, end = threading.Event(), threading.Event()

def compute():
    with native_call():
        began.set()
        time.sleep(0.2)
        events.append("computed")

def keep():
    with lock:
        end.wait()

threads = [threading.Thread(target=compute), threading.Thread(target=keep)]
for thread in threads:
    thread.start()
began.wait()

def use():
    global held
    print("child", events, flush=True)
    assert current_process() != here
    with lock, native_call():
        print("locked", flush=True)
    try:
        with held.use():
            raise AssertionError
    except ForkedProcessError:
        print("refused", flush=True)
    held = None
    child(lambda: print("grandchild", flush=True))

child(use)
with native_call(), held.use():
    print("parent", events, flush=True)
end.set()
for thread in threads:
    thread.join()
# Nothing of it is left to a child here, so that the end of the process frees it.
print(os.getpid(), "parent ends", flush=True)
""").splitlines()
    *before, ends, freed = printed
    assert before == [
        "child ['computed']",
        "locked",
        "refused",
        "grandchild",
        "parent ['computed']",
    ]
    assert freed.split() == [ends.split()[0], "freed"]


def test_calls_that_begin_while_a_fork_waits_come_after_it():
    with forking._calls.changed:
        forking._calls.forks += 1
    order = []

    def compute():
        with native_call():
            order.append("computed")

    thread = threading.Thread(target=compute)
    thread.start()
    time.sleep(0.05)
    order.append("forked")
    with forking._calls.changed:
        forking._calls.forks -= 1
        forking._calls.changed.notify_all()
    thread.join()
    assert order == ["forked", "computed"]


def test_a_call_within_a_call_does_not_wait_for_the_fork_that_waits_for_it():
    with native_call():
        forking._calls.forks += 1
        try:
            with native_call():
                assert not forking._calls.of_others()
        finally:
            forking._calls.forks -= 1
    assert forking._calls.running == {}


def test_a_lock_that_was_renewed_is_released_without_an_error():
    lock = ForkSafeLock()
    with lock:
        lock.renew()
    with lock, lock:
        pass


def test_a_native_object_of_another_process(monkeypatch):
    held = NativeObject("model")
    with held.use() as model:
        assert model == "model"
    monkeypatch.setattr(forking, "_forks", 1)
    message = f"was loaded in process {os.getpid()}, of which this one, .*load it again here"
    with pytest.raises(ForkedProcessError, match=message), held.use():
        pass


def test_what_was_in_use_before_a_fork(monkeypatch):
    assert not is_inherited("cuda")
    check_not_inherited("cuda")
    monkeypatch.setattr(forking, "_inherited", {"cuda"})
    with pytest.raises(ForkedProcessError, match=r"cuda was in use before .*get_context"):
        check_not_inherited("cuda")


def test_frameworks_are_in_use_once_they_have_computed(monkeypatch):
    class Context:
        _initialized = False

    class Eager:
        _context = None

    class Bridge:
        _backends: ClassVar[dict[str, object]] = {}

    monkeypatch.setitem(sys.modules, "tensorflow.python.eager.context", Eager)
    monkeypatch.setitem(sys.modules, "jax._src.xla_bridge", Bridge)
    assert not {"tensorflow", "jax"} & forking._in_use()
    Eager._context = Context
    Bridge._backends = {"cpu": object()}
    assert {"tensorflow", "jax"} & forking._in_use() == {"jax"}
    Context._initialized = True
    assert "tensorflow" in forking._in_use()
    # Where they keep it elsewhere one day, nothing hangs.
    monkeypatch.delattr(Context, "_initialized")
    monkeypatch.delattr(Bridge, "_backends")
    assert {"tensorflow", "jax"} <= forking._in_use()


def test_a_model_on_a_device_is_one_of_cuda():
    held = NativeObject("model", "cuda")
    assert "cuda" in forking._in_use()
    assert held.device == "cuda"
    del held
    assert "cuda" not in forking._in_use()


def test_processes_are_told_apart_by_their_forks(monkeypatch):
    here = current_process()
    monkeypatch.setattr(forking, "_forks", here.forks + 1)
    assert current_process().pid == here.pid
    assert current_process() != here
