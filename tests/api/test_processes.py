"""Tasks in threads and forked children, and the memory that they give back."""

import functools
import os
import pickle
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

import nlp_suite
from nlp_suite import ClosedTaskError, InvalidInputError, ModelFormatError, forking, registry
from nlp_suite.api import loading
from nlp_suite.load_options import LoadOptions

pytestmark = pytest.mark.one_backend


def run(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", script],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_children_use_what_their_parent_loaded():
    """Of a process that computes in other threads: its children, and theirs; both exit cleanly."""
    printed = run("""
import os, signal, sys, threading
import nlp_suite
from nlp_suite.text.language_detection import detect_language

TEXT = "Tom sleeps in the house. Ann reads a book."
tasks = {name: nlp_suite.load(name) for name in ("summarize", "translate", "answer")}

def compute():
    return [
        tasks["summarize"](TEXT, sentences=1).text,
        tasks["translate"](TEXT).text,
        tasks["answer"]("Who sleeps?", TEXT).text,
        nlp_suite.translate("Wo ist der Bahnhof?", source="auto").text,
        detect_language("Wo ist der Bahnhof?").language,
    ]

def child(body):
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    signal.alarm(60)
    body()
    sys.exit()

def check():
    assert compute() == wanted

def check_with_a_child():
    check()
    assert child(answer) == 0

def answer():
    assert tasks["answer"]("Who sleeps?", TEXT).text == wanted[2]

def close():
    for task in tasks.values():
        task.close()
    nlp_suite.unload()

def leave_it():
    assert child(answer) == 0

wanted = compute()
stop = threading.Event()

def work():
    while not stop.wait(0.02):
        tasks["translate"](TEXT)

thread = threading.Thread(target=work)
thread.start()
print([child(body) for body in (check_with_a_child, close, leave_it)])
stop.set()
thread.join()
check()
""")
    assert printed == "[0, 0, 0]\n"


def test_pools_of_forked_processes():
    printed = run("""
import multiprocessing, os
from concurrent.futures import ProcessPoolExecutor
import nlp_suite

if __name__ == "__main__":
    # Threads of the tokenizers would be waited for, whatever somebody has set.
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    texts = ["Tom sleeps in the house. Ann reads a book."] * 2
    wanted = nlp_suite.summarize(texts, sentences=1)
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        print(pool.submit(nlp_suite.summarize, texts, sentences=1).result() == wanted)
    with context.Pool(1) as pool:
        print(pool.apply(nlp_suite.summarize, (texts,), {"sentences": 1}) == wanted)
""")
    assert printed == "True\nTrue\n"


def test_a_closed_task_gives_its_memory_back():
    printed = run("""
import nlp_suite

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4 // 1024

nlp_suite.load("translate").close()
before = resident()
sizes = []
for _ in range(3):
    with nlp_suite.load("translate") as translator:
        translator("Tom sleeps.")
        loaded = resident()
    sizes.append((loaded - before, resident() - before))
nlp_suite.translate("Tom sleeps.")
loaded = resident() - before
nlp_suite.unload()
print(*sizes, (loaded, resident() - before), sep="; ")
""")
    sizes = [tuple(map(int, pair.strip("()\n").split(","))) for pair in printed.split("; ")]
    for loaded, closed in sizes:
        # A translator has some 60 MB; what is left is of the first call: patterns and the like.
        assert loaded > 40, sizes
        assert closed < loaded / 2, sizes
    assert abs(sizes[2][1] - sizes[0][1]) < 10, sizes


@pytest.mark.parametrize("task", ["summarize", "translate", "answer"])
def test_a_closed_task_is_not_called(task):
    arguments = ("Who?", "Tom.") if task == "answer" else ("Tom.",)
    with nlp_suite.load(task) as loaded:
        name = type(loaded).__name__
        described = repr(loaded)
        assert loaded(*arguments)
    with pytest.raises(ClosedTaskError, match=f"this {name} was closed; load it again with nlp_"):
        loaded(*arguments)
    assert repr(loaded) == f"{described[:-1]}, closed=True)"
    assert repr(loaded).startswith(f"{name}(model=")
    loaded.close()


def test_a_closed_automatic_translator():
    with nlp_suite.load("translate", source="auto") as translator:
        german = translator("Wo ist der Bahnhof in dieser Stadt?")
        assert german.target_language == "en"
        gone = weakref.ref(next(iter(translator._engine.loaded.values())))
    assert gone() is None
    with pytest.raises(ClosedTaskError, match="this AutoTranslator was closed"):
        translator("Wo ist der Bahnhof?")
    assert repr(translator).endswith("loaded=[], closed=True)")


def test_what_was_unloaded_is_loaded_again():
    options = LoadOptions()
    first = loading.load_cached("summarize", options)
    nlp_suite.unload("translate")
    assert loading.load_cached("summarize", options) is first
    nlp_suite.unload("summarize")
    assert loading.load_cached("summarize", options) is not first
    # Who has it goes on.
    assert first("One. Two.", sentences=1).sentences
    gone = weakref.ref(first)
    del first
    assert gone() is None
    with pytest.raises(InvalidInputError, match=r"task must be one of \['answer', .*got 'sing'"):
        nlp_suite.unload("sing")


class Loaded:
    """A task that was loaded."""


class Loader:
    """Loads as the tasks of a table say, and counts."""

    def __init__(self):
        self.loaded = []
        self.errors = 0
        self.waiting = None

    def __call__(self, task, options, *, lazy):
        if self.errors:
            self.errors -= 1
            raise ModelFormatError("damaged")
        if self.waiting:
            self.waiting.wait(20)
        self.loaded.append(task)
        return Loaded()


@pytest.fixture
def loader(monkeypatch):
    loader = Loader()
    monkeypatch.setattr(registry, "load", loader)
    monkeypatch.setattr(loading, "_cache", loading._LoadedTasks(4))
    return loader


def test_calls_in_eight_threads_load_one_model(loader):
    together = threading.Barrier(8)

    def load(_):
        together.wait()
        return loading.load_cached("answer", LoadOptions())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(load, range(8)))) == 1
    assert loader.loaded == ["answer"]


def test_different_tasks_are_loaded_at_once(loader):
    # Each waits until both are being loaded.
    loader.waiting = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(lambda task: loading.load_cached(task, LoadOptions()), ["answer", "summarize"])
        )
    assert sorted(loader.loaded) == ["answer", "summarize"]


def test_an_error_of_loading_keeps_nobody_waiting(loader):
    loader.errors = 3
    together = threading.Barrier(8)

    def load(_):
        together.wait()
        try:
            return loading.load_cached("answer", LoadOptions())
        except ModelFormatError:
            return None

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(load, range(8)))
    assert found.count(None) == 3
    assert set(found) == {None, loading.load_cached("answer", LoadOptions())}
    assert loader.loaded == ["answer"]


def test_as_many_are_kept_as_there_is_room_for(loader):
    options = [LoadOptions(threads=number) for number in range(1, 6)]
    first, *_ = [loading.load_cached("answer", one) for one in options]
    assert loading.load_cached("answer", options[1])
    assert len(loader.loaded) == 5
    assert loading.load_cached("answer", options[0]) is not first
    assert len(loader.loaded) == 6


def test_what_cannot_be_loaded_takes_no_place(loader):
    options = [LoadOptions(threads=number) for number in range(1, 5)]
    kept = [loading.load_cached("answer", one) for one in options]
    loader.errors = 1
    with pytest.raises(ModelFormatError):
        loading.load_cached("answer", LoadOptions(model="damaged"))
    assert [loading.load_cached("answer", one) for one in options] == kept


@pytest.fixture
def given_back(monkeypatch):
    """Counts how often memory is given back."""
    calls = []
    monkeypatch.setattr(loading, "give_back_memory", lambda: calls.append(1))
    return calls


def test_what_a_call_still_uses_is_given_back_after_it(loader, given_back):
    used = loading.load_cached("answer", LoadOptions())
    nlp_suite.unload()
    loading.load_cached("answer", LoadOptions())
    assert len(given_back) == 1
    del used
    for _ in range(2):
        loading.load_cached("answer", LoadOptions())
    assert len(given_back) == 2


def test_memory_of_the_oldest_is_given_back_where_there_is_no_room(loader, given_back):
    for number in range(1, 6):
        loading.load_cached("answer", LoadOptions(threads=number))
        assert len(given_back) == (number == 5)


def test_eight_threads_find_what_one_finds():
    texts = [
        f"Tom has {number} cats. He sees {'very ' * (number % 4)}well." for number in range(16)
    ]
    calls = [
        (nlp_suite.translate, {}),
        (nlp_suite.summarize, {"sentences": 1}),
        (lambda text: nlp_suite.answer("What does Tom have?", text), {}),
    ]
    for call, options in calls:
        one = functools.partial(call, **options)
        alone = [one(text) for text in texts]
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(one, texts)) == alone


def test_a_model_that_has_changed_is_not_loaded_in_a_child(make_translator, monkeypatch, tmp_path):
    folder = make_translator().path
    translator = nlp_suite.load("translate", model=folder)
    stats = (folder / "config.json").stat()
    monkeypatch.setattr(forking, "_forks", 1)
    monkeypatch.setattr(os, "getpid", lambda: 1)
    monkeypatch.chdir(tmp_path)
    assert translator("Tom has a cat!").text
    monkeypatch.setattr(forking, "_forks", 2)
    try:
        os.utime(folder / "config.json", ns=(1, 1))
        with pytest.raises(ModelFormatError, match="has changed since process"):
            translator("Tom has a cat!")
    finally:
        os.utime(folder / "config.json", ns=(stats.st_atime_ns, stats.st_mtime_ns))


def test_a_task_is_not_pickled():
    summarizer = nlp_suite.load("summarize")
    with pytest.raises(InvalidInputError, match="a Summarizer cannot be pickled or copied; give"):
        pickle.dumps(summarizer)
