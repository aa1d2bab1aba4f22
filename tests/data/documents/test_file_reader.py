"""Files that are read one after the other."""

import pytest

from nlp_suite.data import find_documents
from nlp_suite.data.documents.document import UnreadableDocument
from nlp_suite.data.documents.file_reader import FileReader


@pytest.fixture
def reader():
    reader = FileReader({})
    yield reader
    reader.close()


def test_each_file_gives_its_own_documents(reader, tmp_path):
    (tmp_path / "a.txt").write_text("Tom sleeps.")
    (tmp_path / "b.csv").write_text("text\nAnn eats.\nBen reads.\n")
    (tmp_path / "c.txt").write_bytes(b"")
    texts = [
        [None if isinstance(one, UnreadableDocument) else one.text for one in reader.read(found)]
        for found in find_documents(tmp_path)
    ]
    assert texts == [["Tom sleeps."], ["Ann eats.", "Ben reads."], [None]]


def test_a_fingerprint_is_of_the_bytes_and_of_how_they_are_read(reader, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("text,title\nTom sleeps.,Tom\n")
    (found,) = find_documents(file)
    first = reader.fingerprint(found)
    assert first is not None
    assert reader.fingerprint(found) == first
    other = FileReader({"text_column": "title"})
    assert other.fingerprint(found) not in (None, first)
    other.close()
    file.write_text("text,title\nTom runs.,Tom\n")
    assert reader.fingerprint(found) not in (None, first)
    file.unlink()
    assert reader.fingerprint(found) is None
