"""A folder in which nothing is as it should be, from one end of a job to the other."""

import gzip
import json
import os

import pytest

import nlp_suite
from nlp_suite.cli import main

pytestmark = pytest.mark.skipif(os.name == "nt", reason="such files cannot be made there")


@pytest.fixture
def hostile(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("Outside sleeps.")
    files = {
        "empty.txt": b"",
        "binary.txt": b"\0\1\2" * 100,
        "broken.txt.gz": gzip.compress(b"Tom sleeps." * 100)[:-20],
        "bomb.txt.gz": gzip.compress(b" " * (90 << 20), 9),
        "broken.pdf": b"%PDF-1.7\nnothing",
        "broken.jsonl": b'{"text": "Row sleeps."}\n{"text"\n',
        "broken.parquet": b"PAR1 and no more",
        "line.txt": b"Line sleeps. " * 1000,
        "script.html": b"<html><body><script>alert('Script')</script><p>Page sleeps.</p></body>",
        "good.txt": b"Good sleeps.",
        "new\nline.txt": b"Newline sleeps.",
        "latin.txt": "Käthe schläft in der Höhle.".encode("latin-1"),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop").symlink_to(".")
    (folder / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "nothing.txt").symlink_to("nowhere")
    return folder


def test_a_hostile_folder(hostile, tiny_reader, tmp_path, capsys):
    pytest.importorskip("trafilatura")
    pytest.importorskip("pypdfium2")
    pytest.importorskip("charset_normalizer")
    output, questions = tmp_path / "answers.jsonl", tmp_path / "questions.txt"
    questions.write_text("Who sleeps?\n")
    arguments = ("--questions", questions, "--output", output, "--model", tiny_reader)
    command = ["answer-files", str(hostile), *map(str, arguments), "--max-bytes", "1000000"]
    assert main(command) == 1
    rows = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    names = [os.path.relpath(row["file"], hostile) for row in rows]
    expected = ["broken.jsonl", "good.txt", "latin.txt", "line.txt", "new\nline.txt", "script.html"]
    assert names == expected
    assert not any("Outside" in row["sentence"] or "alert" in row["sentence"] for row in rows)
    error = capsys.readouterr().err
    *lines, last = error.splitlines()
    assert all(line.startswith(f"nlp-suite: {hostile}") for line in lines)
    told = {os.path.relpath(line.removeprefix("nlp-suite: "), hostile).split()[0] for line in lines}
    assert told == {
        "empty.txt",
        "binary.txt",
        "broken.txt.gz",
        "bomb.txt.gz",
        "broken.pdf",
        "broken.jsonl,",
        "broken.parquet",
        "pipe.txt",
        "outside.txt",
        "nothing.txt",
    }
    assert last == f"nlp-suite: problems: {len(lines)}; {output}.errors has them"
    written = (tmp_path / "answers.jsonl.errors").read_text(encoding="utf-8").splitlines()
    assert len(written) == len(lines)
    # Again: nothing is computed, the same is told.
    before = output.read_bytes()
    assert main(command) == 1
    assert capsys.readouterr().err == error
    assert output.read_bytes() == before
    run = nlp_suite.answer_files(
        questions, hostile, output, model=tiny_reader, max_bytes=1_000_000, on_problem=print
    )
    assert run.finish().computed == 0
