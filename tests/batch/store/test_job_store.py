"""A store that was damaged gives no wrong row, and is mended."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from nlp_suite import BatchError, DataFormatError
from nlp_suite.batch.questions import Question
from nlp_suite.batch.store import schema
from nlp_suite.batch.store.job_store import JobStore, StoredDocument
from nlp_suite.batch.store.recovery import recover_results
from nlp_suite.batch.store.schema import open_store
from nlp_suite.data.documents.fingerprints import text_fingerprint

QUESTIONS = [Question("Who?"), Question("What?", file="a.txt"), Question("Where?")]
KEYS = [text_fingerprint(question.text) for question in QUESTIONS]
TEXTS = [text_fingerprint(str(number)) for number in range(300)]
FILE = text_fingerprint("the bytes of a file")


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(schema, "_PATIENCE", 0.02)
    return tmp_path / "answers.jsonl.job"


@pytest.fixture
def used(path):
    """A store with results of 300 texts, 299 of which are documents of one file."""
    with open_store(path) as connection:
        store = begin(connection)
        store.begin_file(FILE)
        for place, text in enumerate(TEXTS):
            for key in KEYS:
                store.add_result(text, key, [{"answer": f"{place} {key}" * 3}])
            if place:
                store.add_file_document(document("a.csv", text, place))
        store.end_file(complete=True)
        store.commit()
    return path


def document(file, text, row=None):
    return StoredDocument(file, text, row, None, {"document_by": "Ann"})


def begin(connection):
    store = JobStore(connection, "0" * 32, keep=True)
    store.start(QUESTIONS)
    return store


def change(path, statement, *values):
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement, values).rowcount


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE results SET result = replace(result, '17 ', '18 ') WHERE id = 52",
        "UPDATE results SET result = CAST(x'5bff5d' AS TEXT) WHERE id = 52",
        "UPDATE results SET result = 7 WHERE id = 52",
        "UPDATE results SET digest = x'00' WHERE id = 52",
        # As if it were of another question, text or setting.
        "UPDATE results SET question = x'00' WHERE id = 52",
        "UPDATE results SET question = 'Who' WHERE id = 52",
        "UPDATE results SET text = x'00' WHERE id = 52",
        "UPDATE results SET settings = x'00' WHERE id = 52",
    ],
)
def test_a_result_that_was_changed_is_not_used(used, statement):
    change(used, statement)
    with open_store(used) as connection:
        store = begin(connection)
        assert store.results(TEXTS[17]).keys() == {KEYS[1], KEYS[2]}
        moved = not statement.startswith(("UPDATE results SET text", "UPDATE results SET settings"))
        assert store.num_damaged == moved
        # It is gone, and another can be stored.
        assert len(store.results(TEXTS[17])) == 2
        assert store.num_damaged == moved
        store.add_result(TEXTS[17], KEYS[0], [])
        assert len(store.results(TEXTS[17])) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE file_documents SET text = x'00' WHERE number = 3",
        "UPDATE file_documents SET row = 7 WHERE number = 3",
        "UPDATE file_documents SET fields = '{}' WHERE number = 3",
        "DELETE FROM file_documents WHERE number = 3",
        "DELETE FROM file_documents WHERE number = 298",
        "UPDATE files SET documents = 298",
        "UPDATE files SET digest = NULL",
    ],
)
def test_a_file_whose_record_was_changed_is_read_again(used, statement):
    with open_store(used) as connection:
        store = begin(connection)
        file = store.find_file(FILE)
        assert [one.row for one in store.file_documents(file, "a.csv")] == list(range(1, 300))
    change(used, statement)
    with open_store(used) as connection:
        store = begin(connection)
        assert store.find_file(FILE) is None
        assert store.num_damaged == 1
        store.begin_file(FILE)
        store.add_file_document(document("a.csv", TEXTS[0]))
        store.end_file(complete=True)
        file = store.find_file(FILE)
        assert len(list(store.file_documents(file, "a.csv"))) == 1


def test_a_record_that_was_not_ended_leaves_nothing(path):
    with open_store(path) as connection:
        store = begin(connection)
        for complete, number in ((False, 3), (True, 2)):
            store.begin_file(FILE)
            for text in TEXTS[:number]:
                store.add_file_document(document("a.csv", text))
            store.end_file(complete=complete)
        file = store.find_file(FILE)
        assert len(list(store.file_documents(file, "a.csv"))) == 2


def test_what_is_damaged_or_missing_at_the_end_is_not_left_out(used):
    def run(statement=None, failures=0):
        with open_store(used) as connection:
            store = begin(connection)
            for file, text in (("a.txt", TEXTS[0]), ("b.txt", TEXTS[1]), ("c.txt", TEXTS[1])):
                store.add_document(document(file, text), store.questions_about(file))
            store.remove_documents("c.txt")
            store.add_failures(failures)
            if statement:
                store.commit()
                connection.execute(statement)
            return [(one.question.text, one.document.file) for one in store.run_results()]

    every = [
        ("Who?", "a.txt"),
        ("Who?", "b.txt"),
        ("What?", "a.txt"),
        ("Where?", "a.txt"),
        ("Where?", "b.txt"),
    ]
    assert run() == every
    for statement in (
        "DELETE FROM results WHERE id = 1",
        "UPDATE results SET result = '[]' WHERE id = 4",
        "DELETE FROM run_documents WHERE file = 'b.txt'",
        "DELETE FROM run_pairs",
    ):
        shutil.copy(used, used.with_suffix(".copy"))
        with pytest.raises(
            DataFormatError, match=r"is damaged \((a result|it has) .*\); start the"
        ):
            run(statement)
        shutil.copy(used.with_suffix(".copy"), used)
    # A question that could not be answered is told elsewhere.
    change(used, "DELETE FROM results WHERE id = 1")
    assert run(failures=1) == every[1:]


def pages(path):
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return size, path.stat().st_size // size


def damage(path, page, data):
    size, _ = pages(path)
    with path.open("r+b") as file:
        file.seek(page * size)
        file.write(data.ljust(size, data[-1:]) if len(data) < size else data)


def test_what_can_be_read_of_a_damaged_store_is_kept(used, caplog):
    original = used.read_bytes()
    kept = []
    _, number = pages(used)
    # The second page is the root of the results, without which they cannot be found.
    for page in range(2, number, number // 8):
        used.write_bytes(original)
        damage(used, page, b"\0")
        caplog.clear()
        with open_store(used) as connection:
            store = begin(connection)
            found = [store.results(text) for text in TEXTS]
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for place, results in enumerate(found):
            for key, result in results.items():
                assert result == [{"answer": f"{place} {key}" * 3}]
        kept.append(sum(map(len, found)))
        (message,) = caplog.messages
        assert f"{used} was damaged (" in message
        assert f"{kept[-1]:,} results could be read and are kept" in message
        assert used.with_name(used.name + ".damaged").stat().st_size == len(original)
    # A page of results has some of them, and one of an index none.
    assert max(kept) == 900
    assert 0 < 900 - min(kept) < 40
    assert {path.name for path in used.parent.iterdir()} == {used.name, f"{used.name}.damaged"}


def test_a_store_that_was_cut(used, caplog):
    size, number = pages(used)
    with used.open("r+b") as file:
        file.truncate(size * (number // 2) + 100)
    with open_store(used) as connection:
        store = begin(connection)
        assert 0 < sum(len(store.results(text)) for text in TEXTS) < 900
    assert "was damaged" in caplog.text


def break_tables(path):
    with open_store(path) as connection:
        store = begin(connection)
        store.commit()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'files'")
        store.commit()
        connection.execute("PRAGMA writable_schema = RESET")
        store.find_file(FILE)


def test_a_store_that_is_damaged_while_it_is_used(used, caplog):
    with pytest.raises(DataFormatError, match=r"is damaged .*; start the same job again, which"):
        break_tables(used)
    assert "900 results could be read and are kept" in caplog.text
    with open_store(used) as connection:
        assert len(begin(connection).results(TEXTS[5])) == 3


def test_a_store_without_a_table(used, caplog):
    change_tables(used, "DROP TABLE run_pairs")
    with open_store(used) as connection:
        assert len(begin(connection).results(TEXTS[5])) == 3
    assert "a table is missing" in caplog.text


def change_tables(path, statement):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("PRAGMA user_version = 2", r"written by another release of nlp-suite \(format 2, here"),
        ("PRAGMA application_id = 7", "is a database of another program; choose another output"),
    ],
)
def test_stores_of_others_are_left_alone(used, statement, message):
    change_tables(used, statement)
    before = used.read_bytes()
    with pytest.raises(DataFormatError, match=message), open_store(used):
        pass
    assert used.read_bytes() == before


def test_a_power_failure_loses_at_most_what_was_not_committed(used):
    with open_store(used) as connection:
        # FULL: a transaction is on the disk when it ends, its journal before anything is changed.
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_store_in_another_mode(used):
    change_tables(used, "PRAGMA journal_mode = WAL")
    with open_store(used) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert len(begin(connection).results(TEXTS[5])) == 3


def test_recovery_gives_up_on_what_is_no_table(used):
    with closing(sqlite3.connect(used)) as connection:
        connection.execute("DROP TABLE results")
        assert list(recover_results(connection, 10**6)) == []


def lose(path, replaced):
    with open_store(path) as connection:
        store = begin(connection)
        store.commit()
        path.unlink()
        if replaced:
            path.write_bytes(b"")
        store.commit()


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")
@pytest.mark.parametrize("replaced", [True, False])
def test_a_store_that_vanishes_under_a_job(used, replaced):
    with pytest.raises(BatchError, match="was deleted or replaced while the job ran; start the"):
        lose(used, replaced)


def test_a_second_job_is_told_within_a_moment(used):
    with (
        open_store(used),
        pytest.raises(BatchError, match=r"another job writes .*answers\.jsonl; wait for it"),
        open_store(used),
    ):
        pass
    with open_store(used):
        pass


OPEN = """
import sys, time
from pathlib import Path
from nlp_suite.batch.store.schema import open_store
from nlp_suite.errors import BatchError
sys.stdin.readline()
try:
    with open_store(Path(sys.argv[1])):
        time.sleep(1)
        print("ran")
except BatchError as error:
    print(error)
"""


@pytest.mark.slow
def test_of_jobs_that_start_at_once_one_runs(path):
    jobs = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for job in jobs:
        job.stdin.write("\n")
        job.stdin.flush()
    said = sorted(job.communicate()[0] for job in jobs)
    assert said[-1] == "ran\n"
    assert {one[:19] for one in said[:-1]} == {"another job writes "}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_a_folder_that_may_not_be_written(path):
    path.parent.chmod(0o555)
    try:
        with (
            pytest.raises(BatchError, match="make it and its folder writable, or choose another"),
            open_store(path),
        ):
            pass
    finally:
        path.parent.chmod(0o755)


def test_a_path_that_cannot_be_a_file(path):
    path.mkdir()
    with (
        pytest.raises(BatchError, match=r"cannot be opened or written .*choose another output"),
        open_store(path),
    ):
        pass
