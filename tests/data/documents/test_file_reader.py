"""Files that are read one after the other."""

import pytest

import nlp_suite
from nlp_suite.data import find_documents
from nlp_suite.data.documents import held_file
from nlp_suite.data.documents.document import UnreadableDocument
from nlp_suite.data.documents.file_reader import FileReader


@pytest.fixture
def reader():
    reader = FileReader({})
    yield reader
    reader.close()


def fingerprint(reader, found):
    with reader.hold(found) as held:
        return reader.fingerprint(held)


def test_each_file_gives_its_own_documents(reader, tmp_path):
    (tmp_path / "a.txt").write_text("Tom sleeps.")
    (tmp_path / "b.csv").write_text("text\nAnn eats.\nBen reads.\n")
    (tmp_path / "c.txt").write_bytes(b"")
    texts = []
    for found in find_documents(tmp_path):
        with reader.hold(found) as held:
            read = list(reader.read(held))
        texts.append([None if isinstance(one, UnreadableDocument) else one.text for one in read])
    assert texts == [["Tom sleeps."], ["Ann eats.", "Ben reads."], [None]]


def test_a_fingerprint_is_of_the_bytes_and_of_how_they_are_read(reader, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("text,title\nTom sleeps.,Tom\n")
    (found,) = find_documents(file)
    first = fingerprint(reader, found)
    assert fingerprint(reader, found) == first
    other = FileReader({"text_column": "title"})
    assert fingerprint(other, found) != first
    other.close()
    file.write_text("text,title\nTom runs.,Tom\n")
    assert fingerprint(reader, found) != first
    file.unlink()
    problem = reader.hold(found)
    assert isinstance(problem, UnreadableDocument)
    assert problem.reason == f"there is no file '{file}'"


@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize("replaced", [True, False])
@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_what_is_read_is_what_was_hashed(reader, tmp_path, monkeypatch, in_memory, replaced, name):
    if not in_memory:
        monkeypatch.setattr(held_file, "_MEMORY_BYTES", 3)
    file, later = tmp_path / name, tmp_path / "later"
    file.write_text("text\nTom sleeps.\n")
    (found,) = find_documents(file)
    with reader.hold(found) as held:
        before = reader.fingerprint(held)
        if replaced:
            later.write_text("text\nAnn sleeps.\n")
            later.replace(file)
        else:
            file.write_text("text\nAnn sleeps.\n")
        read = list(reader.read(held))
        assert held.changed == (not in_memory and not replaced)
    if held.changed:
        assert read[-1].reason.startswith(f"{file} was changed while it was read; run the same")
        # A row of a table has been given before it was seen; no text of a file.
        assert len(read) == (2 if name == "a.csv" else 1)
    else:
        assert "Tom sleeps." in read[0].text
        assert len(read) == 1
    assert fingerprint(reader, found) != before


def test_a_file_that_is_being_written_is_read_until_it_is_not(tmp_path, monkeypatch):
    file = tmp_path / "a.txt"
    file.write_text("0")
    (found,) = find_documents(file)
    writes, sleep = iter("123"), held_file.time.sleep

    def write_and_sleep(seconds):
        if (one := next(writes, None)) is not None:
            file.write_text(one)
        sleep(0)

    monkeypatch.setattr(held_file.time, "sleep", write_and_sleep)
    with held_file.HeldFile.hold(found) as held:
        assert held.held.read() == b"3"
    writes = iter("4567890123")
    with pytest.raises(nlp_suite.DataFormatError, match="was changed while it was read"):
        held_file.HeldFile.hold(found)


def test_a_file_that_grows_as_fast_as_it_is_read(reader, tmp_path, monkeypatch):
    monkeypatch.setattr(held_file, "_MEMORY_BYTES", 10)
    monkeypatch.setattr(held_file, "_BLOCK_BYTES", 10)
    monkeypatch.setattr(held_file, "_PAUSE_SECONDS", 0)
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 20)
    (found,) = find_documents(path)
    blocks = []

    class Digest:
        def __init__(self):
            self._real = blake2b()

        def update(self, block):
            self._real.update(block)
            blocks.append(block)
            # So that it fails, and does not go on for ever, if there is no limit.
            if len(blocks) < 2_000:
                with path.open("ab") as file:
                    file.write(b"x" * 10)

        def digest(self):
            return self._real.digest()

    blake2b = held_file.hashlib.blake2b
    monkeypatch.setattr(held_file.hashlib, "blake2b", Digest)
    problem = reader.hold(found)
    assert problem.reason == f"{path} was changed while it was read; run the same again when " + (
        "it is written"
    )
    assert len(blocks) < 2_000
