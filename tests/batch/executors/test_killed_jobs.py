"""Jobs and workers that are killed, and disks that are full, in processes of their own."""

import functools
import os
import signal
import sqlite3
import time
from typing import NamedTuple

import numpy as np
import pytest

import nlp_suite
from nlp_suite.batch import planner
from nlp_suite.batch.executors import process_pool

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL"),
]


class Whole(NamedTuple):
    """What a job that nothing befell has written, how long it took, and its store's size."""

    output: bytes
    seconds: float
    store: int


def write_job(folder, write_articles):
    write_articles(folder / "articles", 150, sentences=40)
    (folder / "questions.txt").write_text("Who sleeps?\nWhat did Ann pay?\nWho reads?\n")


def command(reader, output, *more):
    job = ("answer-files", "articles", "--questions", "questions.txt")
    return (*job, "--output", output, "--model", reader, *more)


@pytest.fixture
def job(tmp_path, write_articles, tiny_reader, monkeypatch):
    """The arguments of a job, for an output."""
    monkeypatch.chdir(tmp_path)
    write_job(tmp_path, write_articles)
    return functools.partial(command, tiny_reader)


@pytest.fixture(scope="module")
def whole(tmp_path_factory, write_articles, tiny_reader, start_child):
    folder = tmp_path_factory.mktemp("whole")
    write_job(folder, write_articles)
    started = time.monotonic()
    finish(start_child(*command(tiny_reader, "whole.jsonl"), cwd=folder))
    seconds = time.monotonic() - started
    output, store = folder / "whole.jsonl", folder / "whole.jsonl.job"
    return Whole(output.read_bytes(), seconds, store.stat().st_size)


def finish(process):
    error = process.communicate()[1]
    assert process.returncode == 0, error


def results(store, mode="immutable=1"):
    # As it is, also while a job keeps it locked.
    try:
        with sqlite3.connect(f"file:{store}?{mode}", uri=True) as connection:
            (number,) = connection.execute("SELECT count(*) FROM results").fetchone()
        connection.close()
    except sqlite3.Error:
        return 0
    return number


@pytest.mark.parametrize(("workers", "kills"), [(1, 8), (2, 3)])
def test_a_job_that_is_killed_at_random_moments(job, whole, tmp_path, start_child, workers, kills):
    killed, store = tmp_path / "killed.jsonl", tmp_path / "killed.jsonl.job"
    moments, unfinished = np.random.default_rng(0), 0
    for _ in range(kills):
        process = start_child(*job(killed.name, "--workers", workers))
        # What comes before the first result takes a while.
        before = results(store)
        while process.poll() is None and results(store) == before and not killed.exists():
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 0.1 * whole.seconds))
        process.kill()
        process.communicate()
        unfinished += process.returncode == -signal.SIGKILL
        if killed.exists():
            assert killed.read_bytes() == whole.output
            killed.unlink()
            store.unlink()
    assert unfinished >= kills // 2
    finish(start_child(*job(killed.name, "--workers", workers)))
    assert killed.read_bytes() == whole.output
    assert results(store) == 150 * 3
    # Nothing half-written is left.
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert not (tmp_path / "killed.jsonl.job-journal").exists()


@pytest.fixture
def workers(monkeypatch):
    """The numbers of the workers' processes, as they start."""
    pids = []

    class Recorded(process_pool.Worker):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            pids.append(self.pid)

    monkeypatch.setattr(process_pool, "Worker", Recorded)
    return pids


def test_a_worker_that_is_killed(articles, tiny_reader, workers, tmp_path):
    questions = ["Who sleeps?", "Who reads?"]
    nlp_suite.answer_files(questions, "articles", "whole.csv", model=tiny_reader).finish()
    run = nlp_suite.answer_files(
        questions, "articles", "killed.csv", model=tiny_reader, workers=2, threads=1
    )
    rows = [next(run)]
    # One is computing or waits, and so is the other.
    for pid in list(workers):
        os.kill(pid, signal.SIGKILL)
    rows += run
    assert len(workers) > 2
    assert len(rows) == 24
    assert (run.computed, run.problems) == (24, 0)
    assert (tmp_path / "killed.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


# Python imports it as it starts, also in a worker.
DEADLY = """
import os, signal
from nlp_suite.batch.tasks.question_answering import QuestionAnsweringAdapter

compute = QuestionAnsweringAdapter.compute

def deadly(self, reader, items, options):
    if any("poison" in item.text for item in items):
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(self, reader, items, options)

QuestionAnsweringAdapter.compute = deadly
"""


def test_an_item_that_kills_every_worker(
    articles, tiny_reader, workers, tmp_path, monkeypatch, problems
):
    (tmp_path / "deadly").mkdir()
    (tmp_path / "deadly" / "sitecustomize.py").write_text(DEADLY)
    (articles / "00004.txt").write_text("Ann paid for the poison.")
    monkeypatch.syspath_prepend(tmp_path / "deadly")
    monkeypatch.setattr(planner, "GROUP_CHARACTERS", 3000)
    options = {"model": tiny_reader, "workers": 2, "threads": 1, "on_problem": problems}
    run = nlp_suite.answer_files(["Who sleeps?"], "articles", "answers.jsonl", **options).finish()
    assert problems == [
        "articles/00004.txt: 3 workers have ended while they computed it; leave the file out"
    ]
    assert (run.computed, run.problems) == (12, 1)
    assert len((tmp_path / "answers.jsonl").read_text().splitlines()) == 11
    # Two that had its whole group, the one that had it alone, and those in their place.
    assert 3 < len(workers) <= 6


def test_workers_that_cannot_start(articles, tiny_reader, tmp_path, monkeypatch):
    (tmp_path / "deadly").mkdir()
    (tmp_path / "deadly" / "sitecustomize.py").write_text("import os; os._exit(3)")
    monkeypatch.syspath_prepend(tmp_path / "deadly")
    run = nlp_suite.answer_files(["Who?"], "articles", model=tiny_reader, workers=2)
    with pytest.raises(nlp_suite.BatchError, match="3 workers have ended while they loaded"):
        run.finish()


def test_what_a_worker_says_of_its_options(articles, tiny_reader):
    options = {"model": tiny_reader, "workers": 2, "window": 999}
    with pytest.raises(nlp_suite.InvalidInputError, match="window must be at most 64"):
        nlp_suite.answer_files(["Who?"], "articles", **options).finish()


# The limit stands for a disk with no more room.
FULL_DISK = """
import resource, signal, sys
from nlp_suite.batch import planner
from nlp_suite.cli import main
planner.GROUP_CHARACTERS = 2000
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(main(sys.argv[2:]))
"""


def test_a_full_disk(job, whole, tmp_path, start_child):
    output, store = tmp_path / "full.jsonl", tmp_path / "full.jsonl.job"
    output.write_text("what stood there\n")
    kept = []
    for share in (0, 0.5, 0.8):
        limit = int(share * whole.store)
        process = start_child(limit, *job(output.name), code=FULL_DISK)
        error = process.communicate()[1]
        assert process.returncode == 2, error
        assert error.count("\n") == 1
        assert error.startswith("nlp-suite: full.jsonl.job cannot be written (")
        assert "what was found is kept: free some space, and start the same job again" in error
        assert output.read_text() == "what stood there\n"
        kept.append(results(store, "mode=rw"))
    assert 0 == kept[0] < kept[1] < kept[2] < 450
    finish(start_child(*job(output.name)))
    assert output.read_bytes() == whole.output


# A full disk lets a file be opened and nothing be written.
FULL_OUTPUT = """
import sys
from pathlib import Path
from nlp_suite.batch.output.job_output import JobOutput
from nlp_suite.batch.output import writers
from nlp_suite.cli import main
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
write = JobOutput.write
def late(*arguments):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
    write(*arguments)
JobOutput.write = late
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_a_disk_that_is_full_at_the_end(job, tmp_path, start_child, suffix):
    output = tmp_path / f"full.{suffix}"
    output.write_text("what stood there\n")
    process = start_child(1000, *job(output.name), code=FULL_OUTPUT)
    error = process.communicate()[1]
    assert process.returncode == 2, error
    assert error.startswith(f"nlp-suite: full.{suffix} cannot be written (File too large); what")
    assert error.count("\n") == 1
    assert output.read_text() == "what stood there\n"
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
    finish(start_child(*job(output.name)))
    assert results(tmp_path / f"full.{suffix}.job") == 450


# Sends itself a signal as soon as the first results are stored.
SIGNALLED = """
import os, signal, sys
from nlp_suite.batch.store.job_store import JobStore
from nlp_suite.cli import main
# Whoever runs the tests in the background may have them ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
add_result, commit, signals = JobStore.add_result, JobStore.commit, []
def add(self, *arguments):
    add_result(self, *arguments)
    signals.append(int(sys.argv[1]))
def send(self):
    commit(self)
    if signals:
        JobStore.add_result, JobStore.commit = add_result, commit
        os.kill(os.getpid(), signals[0])
JobStore.add_result, JobStore.commit = add, send
sys.exit(main(sys.argv[2:]))
"""


def test_an_interrupted_command_says_how_to_go_on(job, tmp_path, start_child):
    process = start_child(signal.SIGINT.value, *job("answers.jsonl"), code=SIGNALLED)
    error = process.communicate()[1]
    assert process.returncode == 130
    assert results(tmp_path / "answers.jsonl.job")
    assert error == (
        "nlp-suite: stopped; what was found is kept in answers.jsonl.job: run the same command "
        "to go on\n"
    )
    assert not (tmp_path / "answers.jsonl").exists()
    finish(start_child(*job("answers.jsonl")))


def test_a_second_command_on_one_output_stops_at_once(job, tmp_path, start_child):
    first = start_child(signal.SIGSTOP.value, *job("answers.jsonl"), code=SIGNALLED)
    assert os.WIFSTOPPED(os.waitpid(first.pid, os.WUNTRACED)[1])
    second = start_child(*job("answers.jsonl"))
    error = second.communicate()[1]
    assert second.returncode == 2
    assert error == ("nlp-suite: another job writes answers.jsonl; wait for it, or stop it\n")
    first.send_signal(signal.SIGCONT)
    finish(first)


MEMORY = """
import sys
from pathlib import Path
import nlp_suite
from nlp_suite.batch import planner
planner.GROUP_CHARACTERS = 20000
folder, output, model = sys.argv[1:]
run = nlp_suite.answer_files(["Who sleeps?"], folder, output, model=model).finish()
assert run.documents == len(list(Path(folder).iterdir()))
(line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line]
print(line.split()[1])
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="Linux tells the peak")  # noqa: PTH110
def test_memory_does_not_grow_with_the_number_of_files(
    tmp_path, write_articles, tiny_reader, start_child
):
    peaks = []
    for count in (200, 2000):
        folder = write_articles(tmp_path / str(count), count)
        arguments = (folder, tmp_path / f"{count}.parquet", tiny_reader)
        process = start_child(*arguments, code=MEMORY, stdout=-1)
        output, error = process.communicate()
        assert process.returncode == 0, error
        peaks.append(int(output))
    assert peaks[1] < 1.1 * peaks[0]
