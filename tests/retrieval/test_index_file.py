"""A file that is none, damaged, of another release, locked or read-only gives an own error."""

import os
import sqlite3
import sys

import pytest

import nlp_suite
from nlp_suite.retrieval import PassageIndex
from nlp_suite.retrieval import index_file as module
from nlp_suite.retrieval.index_file import storing

TEXTS = {f"{number}.txt": f"Document {number} has words. " * 40 for number in range(60)}


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    path = tmp_path / "my.index"
    with PassageIndex(path) as index:
        index.add(TEXTS)
    return path


def use(path):
    with PassageIndex.open(path) as index:
        for number in range(0, 60, 20):
            index.search(f"document {number} words", k=100)
        index.add({"new": "New words."})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no index; give a file made by nlp_suite.index"),
        (b"Tom sleeps. " * 100, "is damaged, or no index"),
        (b"\0" * 5000, "is damaged, or no index"),
    ],
)
def test_what_is_no_index(tmp_path, content, words):
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(nlp_suite.DataFormatError, match=words):
        PassageIndex.open(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()
    for open_it in (PassageIndex, PassageIndex.open):
        with pytest.raises(nlp_suite.DataFormatError, match="database of another program"):
            open_it(path)


@pytest.mark.parametrize(("version", "age"), [(99, "a newer"), (0, "an older")])
def test_another_release(path, version, age):
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    with pytest.raises(nlp_suite.DataFormatError, match=f"was made by {age} release"):
        PassageIndex(path)


def test_a_missing_index(tmp_path):
    with pytest.raises(nlp_suite.InvalidInputError, match=r"^there is no index .*; make one with"):
        PassageIndex.open(tmp_path / "none.index")
    with pytest.raises(nlp_suite.InvalidInputError, match="got None"):
        PassageIndex.open(None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (".", "is a folder; an index is a file"),
        ("a" * 300, "cannot be written: File name too long"),
        ("a\0b", "can be no path: embedded null"),
        ("file/my.index", "cannot be written: Not a directory|File exists"),
    ],
)
def test_a_path_that_cannot_be(tmp_path, name, words):
    (tmp_path / "file").write_text("")
    with pytest.raises(nlp_suite.InvalidInputError, match=words):
        PassageIndex(f"{tmp_path}/{name}")


def test_folders_are_made_and_odd_names_are_taken(tmp_path):
    path = tmp_path / "new" / "folder?" / "my #1 100%.index"
    with PassageIndex(path) as index:
        index.add({"a": "Ann reads."})
    with PassageIndex.open(path) as index:
        assert len(index) == 1


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_index(path, share):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(nlp_suite.DataFormatError, match="damaged"):
        use(path)


def test_damage_is_an_own_error_or_does_no_harm(path, rng):
    data = path.read_bytes()
    wrong = 0
    for place in rng.integers(0, len(data) - 200, 12):
        path.write_bytes(data[:place] + rng.bytes(200) + data[place + 200 :])
        try:
            use(path)
        except nlp_suite.NLPSuiteError:
            wrong += 1
    assert wrong >= 3


def test_a_damaged_text_is_noticed(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE documents SET text = replace(text, 'has', 'had')")
    connection.close()
    with (
        PassageIndex.open(path) as index,
        pytest.raises(nlp_suite.DataFormatError, match="is damaged; delete it and make it again"),
    ):
        index.search("document 3")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET name = CAST('x.txt' AS BLOB) WHERE id = 7",
        "UPDATE passages SET start = start + 4 WHERE id = 7",
        "UPDATE passages SET document = 8 WHERE id = 7",
        "DELETE FROM passages WHERE id = 7",
        "UPDATE passage_terms_data SET block = zeroblob(length(block)) WHERE id > 100",
        "UPDATE passage_terms_docsize SET sz = x'01' WHERE id = 7",
        "UPDATE files SET fingerprint = 'x'",
        "UPDATE settings SET value = '7' WHERE name = 'overlap_words'",
        "UPDATE settings SET value = 'x' WHERE name = 'digest'",
    ],
)
def test_what_was_changed_by_others_is_noticed(path, statement):
    (path.parent / "a.txt").write_text("Ann reads.")
    with PassageIndex.open(path) as index:
        index.add(path.parent / "a.txt")
    with sqlite3.connect(path) as connection:
        assert connection.execute(statement).rowcount
    connection.close()
    calls = (
        lambda index: index.search("document 3"),
        lambda index: index.documents,
        lambda index: index.text("3.txt"),
        lambda index: index.add({"new": "New words."}),
    )
    for call in calls:
        with (
            PassageIndex.open(path) as index,
            pytest.raises(nlp_suite.DataFormatError, match=r"damaged, or no index .*delete it"),
        ):
            call(index)


def test_an_index_of_an_earlier_release_gets_a_digest(path):
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM settings WHERE name = 'digest'")
    connection.close()
    with PassageIndex.open(path) as index:
        assert index.search("document 3")
        index.add({})
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT 1 FROM settings WHERE name = 'digest'").fetchone()
    connection.close()


def test_damage_before_an_indexing_goes_on_is_noticed(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE settings SET value = '0' WHERE name = 'complete'")
        connection.execute("UPDATE passage_terms_data SET block = zeroblob(4) WHERE id > 100")
    connection.close()
    with (
        PassageIndex.open(path) as index,
        pytest.raises(nlp_suite.DataFormatError, match="is damaged"),
    ):
        index.add({"new": "New words."})


def test_what_was_indexed_is_on_the_disk(path):
    with PassageIndex.open(path) as index:
        assert index._connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_damaged_settings_are_noticed(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE settings SET value = 'x' WHERE name = 'passage_words'")
    connection.close()
    with pytest.raises(nlp_suite.DataFormatError, match="is damaged"):
        PassageIndex.open(path)


def test_one_writes_at_a_time(path):
    with PassageIndex.open(path) as writing, PassageIndex.open(path) as other:

        def documents():
            yield "first", "First words."
            for call in (lambda: other.add({"a": "Words."}), lambda: other.search("words")):
                with pytest.raises(nlp_suite.BatchError, match="another process writes"):
                    call()
            yield "second", "Second words."

        writing.add(documents())
        # The lock is given back, and what was written is seen.
        assert len(other) == 62
        assert other.search("second")[0].document == "second"
        other.add({"third": "Third words."})
        assert writing.search("third")[0].document == "third"


def test_an_index_is_searched_while_it_is_read_elsewhere(path):
    with PassageIndex.open(path) as one, PassageIndex.open(path) as other:
        assert one.search("document 3") == other.search("document 3")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_answers(path):
    path.chmod(0o444)
    with PassageIndex.open(path) as index:
        assert index.search("document 3")
        with pytest.raises(nlp_suite.InvalidInputError, match="cannot be written, but for"):
            index.add({"a": "Words."})
        assert index.search("document 3")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_folder_answers(path):
    path.parent.chmod(0o555)
    try:
        with PassageIndex.open(path) as index:
            assert index.search("document 3")
            with pytest.raises(nlp_suite.InvalidInputError, match="cannot be written, but for"):
                index.add({"a": "Words."})
    finally:
        path.parent.chmod(0o755)


@pytest.mark.parametrize(
    ("message", "kind", "words"),
    [
        ("no such module: fts5", nlp_suite.MissingDependencyError, "built without"),
        ("attempt to write a readonly database", nlp_suite.InvalidInputError, "make the file"),
        ("database or disk is full", nlp_suite.BatchError, "free some space"),
        ("unable to open database file", nlp_suite.InvalidInputError, "cannot be written"),
    ],
)
def test_errors_of_sqlite(message, kind, words):
    error = sqlite3.OperationalError(message)
    names = {"attempt": "SQLITE_READONLY", "database": "SQLITE_FULL", "unable": "SQLITE_CANTOPEN"}
    error.sqlite_errorname = names.get(message.split()[0], "SQLITE_ERROR")
    with pytest.raises(kind, match=words), storing(None):
        raise error


@pytest.mark.parametrize("loaded", [True, False])
def test_what_to_do_where_tensorflow_brought_its_own_sqlite(monkeypatch, loaded):
    if loaded:
        monkeypatch.setitem(sys.modules, "tensorflow", sys)
    else:
        monkeypatch.delitem(sys.modules, "tensorflow", raising=False)
    with pytest.raises(nlp_suite.MissingDependencyError) as caught, storing(None):
        raise sqlite3.OperationalError("no such module: fts5")
    assert ("import sqlite3 before tensorflow" in str(caught.value)) == loaded
