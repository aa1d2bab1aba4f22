import sys
import threading

import pytest

from nlp_suite.compat.importing import import_summarizer
from nlp_suite.compat.removed_names import REMOVED_NAMES, removed_transformers_names


def module():
    return sys.modules["transformers"]


def present():
    return [name for name in REMOVED_NAMES if hasattr(module(), name)]


@pytest.fixture(autouse=True)
def nothing_left_behind():
    assert present() == []
    yield
    assert present() == []


def test_only_inside_the_block():
    with removed_transformers_names():
        assert present() == list(REMOVED_NAMES)
        with removed_transformers_names():
            assert present() == list(REMOVED_NAMES)
        assert present() == list(REMOVED_NAMES)


def test_after_an_error():
    with pytest.raises(KeyError), removed_transformers_names():
        raise KeyError("anything")
    assert present() == []


def test_a_failed_import():
    with pytest.raises(ImportError, match=r"nlp-suite\[compat\]"):
        import_summarizer("summarizer.nothing", "This test")
    assert present() == []


def test_what_is_there_stays(monkeypatch):
    class Real:
        pass

    monkeypatch.setattr(module(), "TransfoXLModel", Real, raising=False)
    with removed_transformers_names():
        assert module().TransfoXLModel is Real
        assert present() == list(REMOVED_NAMES)
    assert module().TransfoXLModel is Real
    assert present() == ["TransfoXLModel"]
    monkeypatch.undo()


def test_what_another_puts_there_stays():
    class Real:
        pass

    with removed_transformers_names():
        module().TransfoXLModel = Real
    assert module().TransfoXLModel is Real
    del module().TransfoXLModel


def test_threads_that_leave_at_different_times():
    first_is_in, first_may_go, first_is_out = (threading.Event() for _ in range(3))

    def first():
        with removed_transformers_names():
            first_is_in.set()
            first_may_go.wait(10)
        first_is_out.set()

    thread = threading.Thread(target=first)
    thread.start()
    assert first_is_in.wait(10)
    with removed_transformers_names():
        first_may_go.set()
        assert first_is_out.wait(10)
        assert present() == list(REMOVED_NAMES)
    assert present() == []
    thread.join()


def test_many_threads():
    wrong = []

    def work():
        for _ in range(200):
            with removed_transformers_names():
                if present() != list(REMOVED_NAMES):
                    wrong.append(present())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
