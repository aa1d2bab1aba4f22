import codecs
import gzip
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError, InvalidInputError, UnsafeFileError
from nlp_suite.data.documents import (
    Document,
    DocumentFile,
    UnreadableDocument,
    find_documents,
    read_documents,
)
from nlp_suite.data.documents.formats import FORMATS, TextFormat

TEXT = "Grüße, Ωmega\r\n🦊\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", TEXT.encode()),
        ("a.md", codecs.BOM_UTF8 + TEXT.encode()),
        ("a.txt", TEXT.encode("utf-16")),
        ("a.txt.gz", gzip.compress(TEXT.encode())),
        # The contents tell, not the name.
        ("a.txt", gzip.compress(TEXT.encode("utf-16"))),
        ("a.txt.gz", TEXT.encode()),
        ("a.log", TEXT.encode()),
    ],
)
def test_texts_stay_as_they_are(read, name, data):
    assert read(name, data) == [TEXT]


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.booleans(),
)
def test_any_text_comes_back(tmp_path_factory, text, encoding, packed):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if packed else data)
    (result,) = read_documents(find_documents(path))
    if text and not text.isspace():
        assert result.text == text
    else:
        assert result.error is DataFormatError


def test_a_text_of_markdown_keeps_its_markup(read):
    assert read("a.md", b"# Tom\n\n*sleeps*") == ["# Tom\n\n*sleeps*"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "a.txt is empty"),
        ("a.txt", b" \n", "a.txt has no text"),
        ("a.html", b"<html><body></body></html>", "a.html has no text"),
        ("a.txt", b"\x7fELF\0", "a.txt is a binary file (it has NUL bytes); give plain text"),
        ("a.txt", b"x" * 1001, "a.txt has more than 1,000 bytes; split it, or pass a larger "),
        ("a\nb.txt", b"", "a\\nb.txt is empty"),
    ],
)
def test_problems(read, name, data, reason):
    (result,) = read(name, data, max_bytes=1000)
    assert result.startswith(reason)


def test_pdf_without_text(read, make_pdf):
    assert read("a.pdf", make_pdf([""])) == [
        "a.pdf has no text layer, only pictures; recognise it with OCR first"
    ]


def test_documents_of_a_table(tmp_path):
    rows = [
        {"id": "x", "body": "Tom\ud800", "question": "Who?", "other": 1},
        {"id": 7, "body": "Ann"},
        {"id": [1], "body": "Kim"},
        {"id": True, "body": "Eli"},
        {"body": "Ben"},
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    options = {"text_column": "body", "keep_columns": ["question"]}
    documents = list(read_documents(find_documents(path), **options))
    assert [one.text for one in documents] == ["Tom?", "Ann", "Kim", "Eli", "Ben"]
    assert [one.id for one in documents] == ["x", "7", None, None, None]
    assert [one.row for one in documents] == [1, 2, 3, 4, 5]
    assert [one.fields for one in documents] == [{"question": "Who?"}, {}, {}, {}, {}]
    assert len({one.key for one in documents}) == 5
    assert {one.file for one in documents} == {str(path)}
    for id_column, first in ((None, None), ("question", "Who?")):
        documents = read_documents(find_documents(path), text_column="body", id_column=id_column)
        assert [one.id for one in documents] == [first, None, None, None, None]


def test_a_column_may_be_text_and_id(tmp_path):
    (tmp_path / "a.csv").write_text("text\nTom\n")
    (one,) = read_documents(find_documents(tmp_path), id_column="text", keep_columns=["text"])
    assert (one.text, one.id, one.fields) == ("Tom", "Tom", {})


def test_documents_can_be_written(tmp_path):
    (tmp_path / os.fsdecode(b"\xff\n.txt")).write_text("Tom")
    (one,) = read_documents(find_documents(tmp_path))
    assert json.loads(json.dumps(one.file, ensure_ascii=False).encode())
    assert "\\xff\n.txt" in one.file


def test_one_bad_file_does_not_end_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Tom")
    (tmp_path / "b.txt").write_bytes(b"\0")
    (tmp_path / "c.txt").symlink_to("/etc/passwd")
    (tmp_path / "d.txt").write_text("Ann")
    results = list(read_documents(find_documents(".")))
    assert [type(one) for one in results] == [
        Document,
        UnreadableDocument,
        UnreadableDocument,
        Document,
    ]
    assert [one.error for one in results[1:3]] == [DataFormatError, UnsafeFileError]
    strict = read_documents(find_documents("."), strict=True)
    assert next(strict).text == "Tom"
    with pytest.raises(DataFormatError, match="binary"):
        next(strict)
    with pytest.raises(UnsafeFileError, match="out of the folder"):
        next(read_documents(find_documents(["./c*"]), strict=True))


def test_a_file_that_is_gone_since_it_was_found(tmp_path):
    (tmp_path / "a.txt").write_text("Tom")
    found = list(find_documents(tmp_path))
    (tmp_path / "a.txt").unlink()
    (problem,) = read_documents(found)
    assert problem.reason == f"there is no file {str(tmp_path / 'a.txt')!r}"


def test_too_little_memory(read, monkeypatch):
    def fail(*arguments):
        raise MemoryError

    monkeypatch.setitem(FORMATS, "text", TextFormat((".txt",), fail))
    assert "needs more memory than there is" in read("a.txt", b"Tom")[0]


def test_files_are_read_when_it_is_their_turn(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("Tom")
    documents = read_documents(find_documents(tmp_path))
    next(documents)
    (tmp_path / "b.txt").write_text("Ann")
    assert next(documents).text == "Ann"


def test_the_parser_ends_with_the_reading(tmp_path):
    (tmp_path / "a.html").write_text("<p>Tom</p>")
    (tmp_path / "b.txt").write_text("Ann")
    documents = read_documents(find_documents(tmp_path))
    assert next(documents).text == "Tom"
    process = documents.gi_frame.f_locals["extractor"]._process
    assert process.status is None
    documents.close()
    assert process.status is not None


@pytest.mark.parametrize(
    "options",
    [
        {"max_bytes": 0},
        {"max_bytes": 1.5},
        {"time_limit": 0},
        {"time_limit": "1"},
        {"time_limit": float("inf")},
        {"text_column": ""},
        {"id_column": 3},
        {"keep_columns": "question"},
    ],
)
def test_bad_options(options):
    with pytest.raises(InvalidInputError, match=r"max_bytes|time_limit|column"):
        read_documents([], **options)


@pytest.mark.parametrize("found", ["a.txt", 3])
def test_bad_files(found):
    with pytest.raises(InvalidInputError, match="found must be what find_documents gives"):
        read_documents(found)
    with pytest.raises(InvalidInputError, match="found must be files of find_documents"):
        next(read_documents([found]))


def test_memory_does_not_grow_with_the_number_of_files(tmp_path):
    """Also a check that the reading imports nothing that is large."""
    for count in (20, 1000):
        (tmp_path / str(count)).mkdir()
        for number in range(count):
            (tmp_path / str(count) / f"{number}.txt").write_text(f"Tom sleeps. {number}" * 1000)
    code = (
        "import sys; from nlp_suite.data import *\n"
        "print(sum(len(one.text) for one in read_documents(find_documents(sys.argv[1]))))\n"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    peaks = []
    for count in (20, 1000):
        result = subprocess.run(
            [sys.executable, "-c", code, tmp_path / str(count)], capture_output=True, check=True
        )
        peaks.append(int(result.stdout.split()[1]))
    assert peaks[1] < 1.1 * peaks[0]
    assert peaks[1] < 60_000


def test_a_found_file_may_be_made_by_hand(tmp_path):
    (tmp_path / "a").write_text("Tom")
    (one,) = read_documents([DocumentFile(str(tmp_path / "a"), "the article")])
    assert (one.file, one.text) == ("the article", "Tom")
