"""Passages are found, with their places, in an index that can be copied and used anywhere."""

import multiprocessing
import pickle
import threading

import pytest

import nlp_suite
from nlp_suite.retrieval import Passage, PassageIndex

TEXTS = {
    "tom.txt": "Tom sleeps in the garden. He is tired.",
    "ann.txt": "Ann reads a book. It is about gardens.",
    "ben.txt": "Ben sings. Nobody listens to him.",
}


@pytest.fixture
def index():
    with PassageIndex() as index:
        index.add(TEXTS)
        yield index


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "my.index"
    with PassageIndex(path) as index:
        index.add(TEXTS)
    return path


def names(passages):
    return [passage.document for passage in passages]


def test_passages_have_their_places(index):
    (found,) = index.search("Who sings?")
    assert found == Passage("ben.txt", 0, 33, TEXTS["ben.txt"], found.score)
    assert found.score > 0
    assert "Nobody" not in repr(found)


def test_the_best_come_first(index):
    found = index.search("Does Tom sleep in his garden?", k=2)
    assert names(found) == ["tom.txt", "ann.txt"]
    assert found[0].score > found[1].score
    assert names(index.search("Does Tom sleep in his garden?", k=1)) == ["tom.txt"]
    assert len(index.search("is garden sings", k=10**30)) == 3


def test_equal_ones_come_as_they_were_indexed():
    index = PassageIndex()
    index.add([(f"{number}", "The same words.") for number in (3, 1, 2)])
    index.add([(f"x{number}", "Others.") for number in range(9)])
    assert names(index.search("same words")) == ["3", "1", "2"]


def test_a_passage_is_part_of_its_document():
    text = " ".join(f"Sentence {number} is of six words." for number in range(100))
    index = PassageIndex(passage_words=30, overlap_words=6)
    index.add({"long": text, **TEXTS})
    found = index.search("Which one is sentence 57?", k=1)[0]
    assert found.document == "long"
    assert text[found.start : found.end] == found.text
    assert "Sentence 57 is" in found.text
    assert len(found.text.split()) == 30


def test_what_an_index_says_of_itself(index, path):
    assert len(index) == index.num_passages == 3
    assert index.documents == tuple(TEXTS)
    assert "tom.txt" in index
    assert "eve.txt" not in index
    assert 3 not in index
    assert index.text("ann.txt") == TEXTS["ann.txt"]
    assert repr(index) == "PassageIndex(in memory, 3 documents, 3 passages)"
    with PassageIndex.open(path) as opened:
        assert repr(opened) == f"PassageIndex({str(path)!r}, 3 documents, 3 passages)"
    assert repr(opened) == f"PassageIndex({str(path)!r}, closed)"
    # An empty one is no less an index.
    assert PassageIndex()
    with pytest.raises(nlp_suite.InvalidInputError, match=r"no document 'eve\.txt'"):
        index.text("eve.txt")


def test_a_closed_index_says_so(index):
    index.close()
    index.close()
    with pytest.raises(nlp_suite.InvalidInputError, match="the index is closed"):
        index.search("Who?")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((3,), "question must be a str, got int"),
        (("Who?", 0), "k must be a whole number from 1 up, got 0"),
        (("Who?", 1.5), "k must be a whole number"),
    ],
)
def test_wrong_arguments_of_a_search(index, arguments, words):
    with pytest.raises(nlp_suite.InvalidInputError, match=words):
        index.search(*arguments)


@pytest.mark.parametrize(
    "question", ["", "?", '" OR ("', "\0", "\ud800", "x" * 10_000, "the is a", "!" * 100_000]
)
def test_any_question_is_taken(index, question):
    assert isinstance(index.search(question), list)


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "a\nb", "'; DROP TABLE files; --", "東京", " "])
def test_any_name_and_text_are_taken(name):
    text = "A zebra\0 \ud800 sleeps.\n\U0001f600 e\u0301"
    index = PassageIndex()
    index.add({name: text, "other": "Ann reads.", "third": "Ben sings."})
    (found,) = index.search("zebra")
    assert (found.document, found.text) == (name, text[found.start : found.end])
    assert index.documents == (name, "other", "third")
    assert index.text(name) == text
    assert index.remove(name) == 1
    assert index.search("zebra") == []


def test_one_in_memory_is_copied(index):
    copy = pickle.loads(pickle.dumps(index))  # noqa: S301
    assert copy.search("Who sings?") == index.search("Who sings?")
    copy.remove("ben.txt")
    assert len(index) == 3


def test_one_on_disk_is_opened_again(path):
    with PassageIndex.open(path) as index:
        data = pickle.dumps(index)
        assert len(data) < 1000
        with pickle.loads(data) as other:  # noqa: S301
            assert other.search("Who sings?") == index.search("Who sings?")


def test_threads_share_an_index(path):
    with PassageIndex.open(path) as index:
        found = []
        threads = [
            threading.Thread(target=lambda: found.append(names(index.search("Who sings?"))))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [["ben.txt"]] * 8


def _search(index, connection):
    try:
        connection.send(names(index.search("Who sings?")))
    finally:
        connection.close()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("on_disk", [True, False])
def test_a_child_process_uses_an_index(index, path, on_disk):
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("this system cannot fork")
    context = multiprocessing.get_context("fork")
    with PassageIndex.open(path) if on_disk else index as used:
        assert names(used.search("Who sings?")) == ["ben.txt"]
        mine, other = context.Pipe()
        child = context.Process(target=_search, args=(used, other))
        child.start()
        assert mine.poll(30)
        assert mine.recv() == ["ben.txt"]
        child.join()
        # What the child did took nothing from the parent.
        assert names(used.search("Who reads?")) == ["ann.txt"]


def test_settings_are_those_of_the_index(tmp_path):
    path = tmp_path / "fr.index"
    PassageIndex(path, language="fr", passage_words=60, overlap_words=10).close()
    PassageIndex(path).close()
    PassageIndex(path, language="fr", passage_words=60, overlap_words=10).close()
    with pytest.raises(nlp_suite.InvalidInputError, match="was made with passage_words=60, got 61"):
        PassageIndex(path, passage_words=61)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"language": "French"}, "language must be the code of a language"),
        ({"passage_words": 0}, "passage_words must be a whole number from 1 up"),
        ({"overlap_words": -1}, "overlap_words must be a whole number from 0 up"),
        ({"overlap_words": 150}, r"overlap_words must be less than passage_words \(150\)"),
        ({"passage_words": 40}, r"overlap_words must be less than passage_words \(40\), got 40"),
        ({"path": 3}, "path must be a path"),
        ({"path": ""}, "path must be a path, and not empty"),
    ],
)
def test_wrong_settings(options, words):
    with pytest.raises(nlp_suite.InvalidInputError, match=words):
        PassageIndex(**options)
