"""Documents are added, changed and removed; what is there is not read again."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import nlp_suite
from nlp_suite.retrieval import IndexChanges, PassageIndex
from nlp_suite.retrieval import indexing as module


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ann.txt").write_text("Ann reads a book.")
    (folder / "ben.txt").write_text("Ben sings a song.")
    (folder / "rows.csv").write_text("id,text\na,Eli writes.\nb,Jim paints.\n")
    return folder


FILES = ("articles/ann.txt", "articles/ben.txt", "articles/rows.csv:2", "articles/rows.csv:3")


def words_found(index, word):
    return [passage.document for passage in index.search(word)]


def test_files_and_rows_of_tables(folder):
    index = PassageIndex()
    assert index.add("articles") == IndexChanges(added=4)
    assert index.documents == FILES
    assert words_found(index, "paints") == ["articles/rows.csv:3"]
    assert PassageIndex().add([folder / "ann.txt", "articles/*.csv"]).added == 3


def test_what_is_there_is_not_read_again(folder, monkeypatch):
    index = PassageIndex()
    index.add("articles")
    monkeypatch.setattr(module.FileReader, "read", None)
    assert index.add("articles") == index.changes == IndexChanges(unchanged=4)


def test_changed_files_are_indexed_again(folder):
    index = PassageIndex()
    index.add("articles")
    (folder / "ann.txt").write_text("Ann swims.")
    (folder / "rows.csv").write_text("id,text\na,Eli writes.\n")
    (folder / "eve.txt").write_text("Eve runs.")
    assert index.add("articles") == IndexChanges(added=1, changed=1, unchanged=2, removed=1)
    assert words_found(index, "reads") == words_found(index, "paints") == []
    assert words_found(index, "swims") == ["articles/ann.txt"]


def test_other_options_of_reading_read_again(folder):
    (folder / "rows.csv").write_text("text,more\nEli writes.,Jim paints.\n")
    index = PassageIndex()
    index.add("articles")
    changes = index.add("articles", text_column="more")
    assert (changes.changed, changes.unchanged) == (1, 2)
    assert words_found(index, "paints") == ["articles/rows.csv:2"]


def test_others_are_removed_on_demand(folder):
    index = PassageIndex()
    index.add("articles")
    (folder / "ben.txt").unlink()
    (folder / "rows.csv").unlink()
    assert index.add("articles") == IndexChanges(unchanged=1)
    assert len(index) == 4
    assert index.add("articles", remove_others=True) == IndexChanges(unchanged=1, removed=3)
    assert index.documents == ("articles/ann.txt",)
    # The removed file is new when it is there again.
    (folder / "ben.txt").write_text("Ben sings a song.")
    assert index.add("articles").added == 1


def test_files_that_cannot_be_read_stay_and_are_reported(folder):
    index = PassageIndex()
    index.add("articles")
    (folder / "ben.txt").write_bytes(b"")
    (folder / "rows.csv").write_text("id,text\na,Eli writes.\nb,\n")
    problems = []
    changes = index.add("articles", remove_others=True, on_problem=problems.append)
    assert [problem.file for problem in problems] == ["articles/ben.txt", "articles/rows.csv"]
    assert changes == IndexChanges(unchanged=2, problems=tuple(problems))
    assert len(index) == 4
    (folder / "ben.txt").write_text("Ben sings a song.")
    assert index.add("articles", on_problem=problems.append).unchanged == 3


def test_a_folder_that_is_missing_takes_nothing_away(folder):
    index = PassageIndex()
    index.add(["articles"])
    (folder.parent / "eve.txt").write_text("Eve runs.")
    folder.rename(folder.parent / "elsewhere")
    problems = []
    changes = index.add(["articles", "eve.txt"], remove_others=True, on_problem=problems.append)
    assert changes == IndexChanges(added=1, problems=tuple(problems))
    assert "articles does not exist" in problems[0].reason
    assert len(index) == 5
    index.add("nowhere/*.txt", remove_others=True, on_problem=problems.append)
    assert len(index) == 5


def test_problems_are_logged_or_raised(folder, caplog):
    (folder / "ben.txt").write_bytes(b"")
    PassageIndex().add("articles")
    assert "articles/ben.txt is empty" in caplog.text
    with pytest.raises(nlp_suite.DataFormatError, match=r"ben\.txt is empty"):
        PassageIndex().add("articles", strict=True)


def test_the_index_is_not_among_its_documents(folder):
    with PassageIndex("articles/own.txt") as index:
        assert index.add("articles").added == 4
        assert index.add("articles") == IndexChanges(unchanged=4)


def test_names_and_texts():
    index = PassageIndex()
    assert index.add({"a": "Ann reads.", "b": "Ben sings."}).added == 2
    assert index.add([("a", "Ann swims."), ["b", "Ben sings."]]) == IndexChanges(0, 1, 1)
    assert index.add(iter([("c", "Eli writes.")]), remove_others=True) == IndexChanges(1, 0, 0, 2)
    assert index.add([]) == IndexChanges()
    assert index.add({}, remove_others=True).removed == 1


def test_a_text_may_take_the_place_of_a_file(folder):
    index = PassageIndex()
    index.add("articles/ann.txt")
    assert index.add({"articles/ann.txt": "Ann reads a book."}).unchanged == 1
    assert index.add("articles/ann.txt", remove_others=True).unchanged == 1
    assert index.documents == ("articles/ann.txt",)


def test_a_removed_document_of_a_file_is_read_again(folder):
    index = PassageIndex()
    index.add("articles")
    assert index.remove(["articles/rows.csv:3", "articles/ben.txt", "no.txt"]) == 2
    assert index.add("articles") == IndexChanges(added=2, unchanged=2)


def test_files_with_names_of_their_own(tmp_path):
    (tmp_path / "ben.txt").write_text("Ben wakes.")
    index = PassageIndex()
    index.add({"a": tmp_path / "ben.txt", "b": "Tom sleeps."})
    assert index.documents == ("a", "b")
    assert index.text("a") == "Ben wakes."


@pytest.mark.parametrize(
    ("documents", "words"),
    [
        ([("a", "One."), ("a", "Two.")], "two documents have the name 'a'"),
        ([("a", "One."), ("a", "One.")], "two documents have the name 'a'"),
        ({"a": "One.", "b": " \n"}, "the text of document 'b' has no visible character"),
        ({"a": ""}, "the text of document 'a' has no visible character"),
        ({"a": None}, "the text of document 'a' must be a str, got NoneType"),
        ({"a": Path("no-such.txt")}, "no-such.txt does not exist"),
        ({"a": Path(__file__).parent}, "is a folder, not a text; give it to nlp_suite.index"),
        ({3: "One."}, "name of a document must be a str, and not empty, got 3"),
        ({"": "One."}, "name of a document must be a str, and not empty, got ''"),
        ([("a", "One.", 3)], r"documents\[0\] must be a pair of a name and a text, got tuple"),
        ([("a", "One."), "b"], r"documents\[1\] must be a pair"),
        (["a.txt", ("a", "One.")], "a path must be a str or a Path"),
        (b"a.txt", "documents must be .* got bytes"),
        (None, "documents must be .* got NoneType"),
        (3, "documents must be .* got int"),
        ("", "a path must be a str or a Path, and not empty"),
    ],
)
def test_what_is_no_document(documents, words):
    index = PassageIndex()
    index.add({"z": "Zebras sleep."})
    with pytest.raises(nlp_suite.InvalidInputError, match=words):
        index.add(documents)
    # What was written before the error is undone.
    assert index.documents == ("z",)
    assert words_found(index, "zebra") == ["z"]


def test_what_a_failing_indexing_kept_must_be_completed(monkeypatch):
    monkeypatch.setattr(module, "_COMMIT_SECONDS", 0)

    def documents(broken):
        yield "a", "Ann reads."
        yield "b", "Ben sings."
        if broken:
            raise RuntimeError("the source is gone")
        yield "c", "Eli writes."

    index = PassageIndex()
    with pytest.raises(RuntimeError):
        index.add(documents(broken=True))
    with pytest.raises(nlp_suite.InvalidInputError, match="is not complete: indexing was stopped"):
        index.search("Who?")
    assert index.add(documents(broken=False)) == IndexChanges(added=1, unchanged=2)
    assert words_found(index, "sings") == ["b"]


KILLED = """
    import os, signal, sys
    from nlp_suite.retrieval import PassageIndex, indexing

    indexing._COMMIT_SECONDS = 0.0

    def documents():
        for number in range(40):
            if number == 30:
                os.kill(os.getpid(), signal.SIGKILL)
            yield str(number), f"Document {number} has words."

    PassageIndex(sys.argv[1]).add(documents())
"""


def test_a_killed_indexing_goes_on(tmp_path):
    path = tmp_path / "my.index"
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(path)]
    assert subprocess.run(command).returncode == -signal.SIGKILL
    every = {str(number): f"Document {number} has words." for number in range(40)}
    with PassageIndex.open(path) as index:
        with pytest.raises(nlp_suite.InvalidInputError, match="not complete"):
            index.search("Which document?")
        changes = index.add(every)
        assert changes.added + changes.unchanged == 40
        assert changes.unchanged >= 29
        assert index.search("document 7")[0].document == "7"
        assert len(index.search("document", k=100)) == 40
    assert not path.with_name("my.index-journal").exists()


def test_an_index_with_changes_is_one_made_at_once(tmp_path):
    texts = {f"{number}.txt": f"Word{number} and word{number % 7}." for number in range(60)}
    changed = PassageIndex()
    changed.add({name: f"Old {text}" for name, text in texts.items()} | {"gone": "Word3 word4."})
    changed.add(texts, remove_others=True)
    fresh = PassageIndex()
    fresh.add(texts)
    for question in ("word3 word5", "word59", "and", "old"):
        found, wanted = changed.search(question, 60), fresh.search(question, 60)
        assert {(one.document, one.score) for one in found} == {
            (one.document, one.score) for one in wanted
        }
