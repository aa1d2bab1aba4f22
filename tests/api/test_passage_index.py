"""`nlp_suite.index` makes an index, brings it up to date and opens it."""

import inspect

import pytest

import nlp_suite
from nlp_suite.retrieval import IndexChanges


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ann.txt").write_text("Ann reads.")
    (tmp_path / "articles" / "ben.txt").write_text("Ben sings.")
    return tmp_path / "articles"


def test_an_index_in_memory():
    index = nlp_suite.index({"a": "Ann reads."}, passage_words=50, overlap_words=10)
    assert isinstance(index, nlp_suite.PassageIndex)
    assert (index.path, index.documents) == (None, ("a",))


def test_the_same_call_brings_a_file_up_to_date(folder):
    with nlp_suite.index("articles", "my.index", language="fr") as index:
        assert index.changes == IndexChanges(added=2)
    (folder / "ann.txt").unlink()
    (folder / "eve.txt").write_text("Eve runs.")
    with nlp_suite.index("articles", "my.index") as index:
        assert index.changes == IndexChanges(added=1, unchanged=1, removed=1)
        assert index.documents == ("articles/ben.txt", "articles/eve.txt")
    with nlp_suite.index(path="my.index") as index:
        assert index.changes == IndexChanges()
        assert len(index) == 2
        index.add({"jim": "Jim paints."})
        assert len(index) == 3


def test_options_of_indexing_are_shown_and_checked(folder):
    assert "text_column" in inspect.signature(nlp_suite.index).parameters
    assert "text_column: Where in a table the text is." in nlp_suite.index.__doc__
    with pytest.raises(TypeError, match=r"index\(\) got an unexpected keyword argument 'words'"):
        nlp_suite.index("articles", words=3)
    with pytest.raises(nlp_suite.InvalidInputError, match="time_limit must be a number of seconds"):
        nlp_suite.index("articles", time_limit=0)
    with pytest.raises(nlp_suite.InvalidInputError, match="text_column must be a name"):
        nlp_suite.index("articles", text_column="")


def test_what_is_missing():
    with pytest.raises(nlp_suite.InvalidInputError, match="needs documents, or the path"):
        nlp_suite.index()
    with pytest.raises(nlp_suite.InvalidInputError, match=r"there is no index 'no\.index'"):
        nlp_suite.index(path="no.index")
    with pytest.raises(nlp_suite.InvalidInputError, match="language, strict must go with doc"):
        nlp_suite.index(path="no.index", language="fr", strict=True)


def test_a_failed_indexing_can_be_started_again(tmp_path):
    path = tmp_path / "my.index"
    with pytest.raises(nlp_suite.InvalidInputError, match="has no visible character"):
        nlp_suite.index({"a": "Ann reads.", "b": ""}, path)
    with nlp_suite.index({"a": "Ann reads.", "b": "Ben sings."}, path) as index:
        assert len(index.search("Who sings?")) == 1
