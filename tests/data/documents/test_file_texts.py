import gzip
from pathlib import Path

import pytest

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data.documents.file_texts import read_file_texts


def test_each_file_is_a_text_also_one_that_is_there_twice(tmp_path, monkeypatch, make_pdf):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Tom sleeps.\n")
    Path("b.md.gz").write_bytes(gzip.compress(b"# Ann\n"))
    Path("-").write_text("Kim reads.")
    Path("*").write_text("Eli sings.")
    Path("page.html").write_text("<html><body><h1>Ben</h1><p>Ben paid 12 euros.</p></body></html>")
    Path("kim.pdf").write_bytes(make_pdf(["Kim has a cat."]))
    Path("link.txt").symlink_to("a.txt")
    names = ["a.txt", "-", "a.txt", "b.md.gz", "*", "link.txt", "page.html", "kim.pdf"]
    texts = read_file_texts([Path(name) for name in names], many="answer_files")
    assert texts[:6] == [
        "Tom sleeps.\n",
        "Kim reads.",
        "Tom sleeps.\n",
        "# Ann\n",
        "Eli sings.",
        "Tom sleeps.\n",
    ]
    assert "Ben paid 12 euros." in texts[6]
    assert "Kim has a cat." in texts[7]


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows.parquet", "rows.csv.gz"])
def test_a_table_is_not_a_text(tmp_path, name):
    (tmp_path / name).write_text("text\nTom sleeps.\n")
    message = rf"{name} is a table, each row a text of its own; give it to translate_files"
    with pytest.raises(InvalidInputError, match=message):
        read_file_texts([tmp_path / name], many="translate_files")


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("missing.txt", InvalidInputError, "missing.txt does not exist; correct the path"),
        (".", InvalidInputError, "is a folder, not a text; give it to answer_files, or a file of"),
        ("a\0b", InvalidInputError, "cannot be looked at: embedded null"),
        ("blank.txt", DataFormatError, "blank.txt has no text"),
        ("bytes.txt", DataFormatError, "bytes.txt"),
        ("file.txt/below", InvalidInputError, "cannot be looked at: Not a directory"),
    ],
)
def test_what_cannot_be_read(tmp_path, name, error, message):
    (tmp_path / "blank.txt").write_text(" \n")
    (tmp_path / "bytes.txt").write_bytes(bytes(range(256)) * 4)
    (tmp_path / "file.txt").write_text("Tom sleeps.")
    with pytest.raises(error, match=message):
        read_file_texts([tmp_path / "file.txt", tmp_path / name], many="answer_files")


def test_a_file_that_is_too_large(tmp_path):
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate((64 << 20) + 1)
    message = "or pass a larger max_bytes= to nlp_suite.data.read_documents"
    with pytest.raises(DataFormatError, match=message):
        read_file_texts([tmp_path / "large.txt"], many="answer_files")
