import pytest

from nlp_suite import InvalidInputError
from nlp_suite.data.documents import (
    DocumentFile,
    UnreadableDocument,
    file_fingerprint,
    find_documents,
    read_documents,
)
from nlp_suite.data.documents.fingerprints import document_key, text_fingerprint


def test_fingerprints_never_change():
    assert text_fingerprint("Tom sleeps.") == "62e683fa7ab153989f550a7d1bbe7a88"
    assert document_key(DocumentFile("/x/a.csv", "a.csv"), 3) == "5fb28da693f2bd0890e08f2ffa5ba7ad"


def test_fingerprint_is_of_the_text_alone(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Tom sleeps.")
    (tmp_path / "b.txt").write_bytes("Tom sleeps.".encode("utf-16"))
    (tmp_path / "c.jsonl").write_bytes(b'{"text": "Tom sleeps."}\n{"text": "Tom sleeps!"}')
    first, second, third, other = read_documents(find_documents(tmp_path))
    assert first.fingerprint == second.fingerprint == third.fingerprint != other.fingerprint
    assert len({first.key, second.key, third.key, other.key}) == 4


def test_keys(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = tmp_path / "a.csv"

    def keys(text):
        table.write_text(text)
        return {document.text: document.key for document in read_documents(find_documents("a.csv"))}

    before = keys("id,text\nx,Tom\ny,Ann\n,Kim\n")
    after = keys("id,text\nz,Eli\ny,Ann\nx,Tommy\n,Kim\n")
    # A row keeps its key with its id, and without an id with its place.
    assert after["Ann"] == before["Ann"]
    assert after["Tommy"] == before["Tom"]
    assert after["Kim"] != before["Kim"]
    assert len({*before.values(), *after.values()}) == 5
    found = DocumentFile("/x/a", "a")
    assert len({document_key(found, 1), document_key(found, None, "1"), document_key(found)}) == 3
    assert document_key(DocumentFile("/x", "a\udcff")) != document_key(DocumentFile("/x", "a\\xff"))


def test_fingerprint_of_a_file(tmp_path):
    for name in ("a.txt", "b.txt", "c.html"):
        (tmp_path / name).write_text("Tom sleeps.")
    first, second, page = map(file_fingerprint, find_documents(tmp_path))
    assert first == second != page
    (tmp_path / "a.txt").write_text("Tom sleeps!")
    assert file_fingerprint(next(find_documents(tmp_path))) != first


def test_fingerprint_knows_the_parser(tmp_path, monkeypatch):
    from nlp_suite.data.documents import fingerprints

    (tmp_path / "a.html").write_text("Tom sleeps.")
    (found,) = find_documents(tmp_path)
    before = file_fingerprint(found)
    monkeypatch.setattr(fingerprints, "_version", lambda library: f"{library} 99")
    assert file_fingerprint(found) != before


def test_what_has_no_fingerprint(tmp_path):
    (tmp_path / "a.txt").touch()
    (found,) = find_documents(tmp_path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InvalidInputError, match="there is no file"):
        file_fingerprint(found)
    (problem,) = find_documents(found.path)
    assert isinstance(problem, UnreadableDocument)
    with pytest.raises(InvalidInputError, match="takes a file of find_documents"):
        file_fingerprint(problem)
