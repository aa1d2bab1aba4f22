import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

from nlp_suite import ClosedTaskError, forking
from nlp_suite.engines.engine_handle import EngineHandle
from nlp_suite.tasks.loaded_task import LoadedTask

pytestmark = pytest.mark.one_backend


class Engine:
    pass


class Loader:
    """Counts how often it loads; waits for several callers before it does."""

    def __init__(self):
        self.loads = 0
        self.errors = 0

    def __call__(self):
        if self.errors:
            self.errors -= 1
            raise OSError("no such model")
        self.loads += 1
        return Engine()


def test_it_is_loaded_at_first_use_and_once():
    load = Loader()
    handle = EngineHandle(load)
    assert load.loads == 0
    assert handle.get() is handle.get()
    assert load.loads == 1


def test_threads_that_need_it_at_once_load_one():
    load = Loader()
    handle = EngineHandle(load)
    together = threading.Barrier(8)

    def get(_):
        together.wait()
        return handle.get()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(get, range(8)))) == 1
    assert load.loads == 1


def test_an_error_of_loading_leaves_nothing_behind():
    load = Loader()
    load.errors = 1
    handle = EngineHandle(load)
    with pytest.raises(OSError, match="no such model"):
        handle.get()
    assert isinstance(handle.get(), Engine)


def test_another_process_loads_its_own(monkeypatch):
    load = Loader()
    handle = EngineHandle(load)
    before = handle.get()
    monkeypatch.setattr(forking, "_forks", 1)
    assert handle.get() is not before
    assert handle.get() is handle.get()
    assert load.loads == 2


def test_what_somebody_else_has_loaded_is_the_same_everywhere(monkeypatch):
    engine = Engine()
    handle = EngineHandle.of(engine)
    assert EngineHandle.of(handle) is handle
    monkeypatch.setattr(forking, "_forks", 1)
    assert handle.get() is engine


def test_closing_lets_it_go():
    handle = EngineHandle.of(Engine())
    gone = weakref.ref(handle.get())
    assert not handle.closed
    handle.close()
    handle.close()
    assert handle.closed
    assert gone() is None
    with pytest.raises(ClosedTaskError, match="the engine was closed; load it again"):
        handle.get()
    with (
        pytest.raises(ClosedTaskError, match="this Reader was closed; load it again with"),
        handle.in_use("this Reader"),
    ):
        pass


def test_a_call_that_runs_ends_before_it_is_let_go():
    handle = EngineHandle(Loader())
    entered, closed = threading.Event(), threading.Event()
    seen = []

    def call():
        with handle.in_use("the caller"):
            seen.append(weakref.ref(handle.get()))
            entered.set()
            closed.wait()
            # A call may make others of its own, and need the engine again.
            with handle.in_use("the caller"):
                seen.append(handle.get() is seen[0]())

    thread = threading.Thread(target=call)
    thread.start()
    entered.wait()
    handle.close()
    assert seen[0]() is not None
    with pytest.raises(ClosedTaskError), handle.in_use("another caller"):
        pass
    closed.set()
    thread.join()
    assert seen[1] is True
    assert seen[0]() is None


def test_calls_of_the_parent_do_not_keep_it_in_a_child(monkeypatch):
    handle = EngineHandle(Loader())
    with handle.in_use("the parent"):
        gone = weakref.ref(handle.get())
        monkeypatch.setattr(forking, "_forks", 1)
        handle.close()
        assert gone() is None


def test_a_task_is_a_context_manager():
    with LoadedTask(Engine()) as task:
        assert not task.closed
    assert task.closed
    task.close()
