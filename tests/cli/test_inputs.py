"""Commands take what they are given for what it is: a file of any format, a stream, or a text."""

import gzip
import io
import json
import os

import pytest

from nlp_suite.arguments import check_one_standard_input
from nlp_suite.cli import main
from nlp_suite.cli.inputs import looks_like_path, read_inputs
from nlp_suite.errors import DataFormatError, InvalidInputError, NLPSuiteError

TEXT = "Tom Müller lives in Rome. He paints old boats."
PAGE = f"<html><head><style>p {{color: red}}</style></head><body><p>{TEXT}</p></body></html>"


def pdf(text):
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Times >> >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]
    objects = "".join(f"{i} 0 obj\n{part}\nendobj\n" for i, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{objects}trailer << /Root 1 0 R >>\n%%EOF".encode()


FILES = {
    "a.txt": TEXT.encode(),
    "a.md": TEXT.encode("utf-16"),
    "noname": TEXT.encode("cp1252"),
    "a.html": PAGE.encode("latin-1").replace(b"<head>", b"<head><meta charset='latin1'>"),
    "a.txt.gz": gzip.compress(TEXT.encode()),
    "a.htm.gz": gzip.compress(PAGE.encode()),
    "a.pdf": pdf("Tom lives in Rome. He paints old boats."),
    "a.csv": f"id,text\n7,{TEXT}\n".encode(),
    "a.jsonl": json.dumps({"text": TEXT}).encode(),
}
# Names that no file has here.
PATHS = [
    "letter.txt",
    "letter.TXT",
    "my first letter.txt",
    "letter.txt.gz",
    "./letters/may",
    "../may",
    "letters/may.txt",
    "letters/",
    "/no/such/file",
    "~/letter",
    "C:\\letters\\may",
    "letters\\may.pdf",
    "folder",
    "folder/may",
]
TEXTS = [
    "",
    "letter",
    "and/or",
    "He/she left.",
    "We met on 3/4/2024.",
    "3/4/2024",
    "TCP/IP",
    "a/b/c",
    "24/7",
    "Either / or",
    "https://example.com/a.html",
    "Read https://example.com/a.pdf",
    "www.example.com/a.html",
    "I wrote it with Node.js",
    "Would you please send me the report.pdf",
    "I read letter.txt.",
    "One.\n./letters/may",
    "/ " + "x" * 5_000,
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture
def stdin(monkeypatch):
    def give(data):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))

    return give


@pytest.mark.parametrize("argument", PATHS)
def test_what_looks_like_a_path(folder, argument):
    assert looks_like_path(argument)


@pytest.mark.parametrize("argument", TEXTS)
def test_what_is_a_text(folder, argument):
    assert not looks_like_path(argument)


@pytest.mark.parametrize("argument", PATHS)
def test_a_path_that_is_not_there_is_never_translated(folder, argument, capsys):
    output = folder / "new.txt"
    assert main(["translate", argument, "--output", str(output)]) == 2
    seen = capsys.readouterr().err
    assert seen.startswith("nlp-suite: ")
    assert "does not exist" in seen or "is a folder" in seen
    assert "on standard input" in seen
    assert not output.exists()


@pytest.mark.parametrize("command", [["summarize"], ["answer", "Who?"], ["compare", "summarize"]])
@pytest.mark.parametrize("file", ["letter", "letter.txt", "folder", "a\udcff.txt"])
def test_a_file_that_is_not_there(folder, command, file, capsys):
    assert main([*command, file]) == 2
    seen = capsys.readouterr().err
    assert seen.count("\n") == 1
    assert "does not exist; correct the path" in seen or "is a folder; give a file of it" in seen


@pytest.mark.parametrize("file", FILES)
def test_files_are_read_for_what_they_are(folder, file):
    [(name, text)] = read_inputs([file], {})
    wanted = "Tom lives in Rome. He paints old boats." if file == "a.pdf" else TEXT
    assert text.strip() == wanted
    assert name.removesuffix(", row 2").removesuffix(", row 1") == file


@pytest.mark.parametrize(
    "data", [FILES[name] for name in FILES if name not in ("a.csv", "a.jsonl")]
)
def test_standard_input_is_taken_for_what_it_is(stdin, data):
    stdin(data)
    [(name, text)] = read_inputs(["-"], {})
    assert name == "-"
    assert text.strip().endswith("in Rome. He paints old boats.")


def test_commands_read_pages_and_pdf_files(folder, capsys):
    for file in ("a.html", "a.pdf"):
        assert main(["summarize", file, "-n", "1"]) == 0
        assert "lives in Rome." in capsys.readouterr().out
        assert main(["answer", "What does Tom paint?", file]) == 0
        assert "boats" in capsys.readouterr().out
    assert main(["translate", "a.htm.gz"]) == 0
    translated = capsys.readouterr().out
    assert "Müller" in translated
    assert "<" not in translated


def test_a_table_has_texts(folder, capsys):
    (folder / "two.csv").write_text("note,body\n1,Tom lives in Rome.\n2,Anna lives in Oslo.\n")
    assert main(["translate", "two.csv", "--text-column", "body"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert ("Tom" in first, "Oslo" in second) == (True, True)
    asked = ["answer", "Where does Anna live?", "two.csv", "--text-column", "body"]
    assert main([*asked, "--json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert (first["file"], first["text"]) == ("two.csv, row 3", "Oslo")
    assert main(["summarize", "two.csv", "--text-column", "body"]) == 2
    assert "is a table with 2 texts; pass --together" in capsys.readouterr().err
    assert main(["summarize", "two.csv", "--text-column", "body", "--together"]) == 0
    assert "two.csv, row 2: Tom" in capsys.readouterr().out


def test_a_limit_is_named_as_an_option(folder, capsys):
    assert main(["summarize", "a.txt", "--max-bytes", "5"]) == 2
    assert "--max-bytes" in capsys.readouterr().err


def test_damaged_files_are_errors_of_ours(folder, stdin):
    for data in (b"\0\1\2", b"%PDF-1.4 damaged", b"\x1f\x8b\0damaged"):
        stdin(data)
        with pytest.raises(DataFormatError, match="standard input"):
            list(read_inputs(["-"], {}))
    with pytest.raises(NLPSuiteError):
        list(read_inputs(["a\0.txt"], {}))
    with pytest.raises(NLPSuiteError):
        list(read_inputs(["x" * 300], {}))


def test_a_named_pipe_is_read_once(tmp_path):
    import threading

    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=[TEXT.encode()])
    writer.start()
    assert [one.text for one in read_inputs([str(tmp_path / "pipe")], {})] == [TEXT]
    writer.join()


class Endless(io.RawIOBase):
    """A stream of ever the same letter."""

    def readable(self):
        return True

    def readinto(self, buffer):
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


@pytest.mark.parametrize("file", ["-", "/dev/zero"])
def test_a_stream_without_end(monkeypatch, file):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    with pytest.raises(DataFormatError, match="has more than 1,000,000 bytes; split it"):
        list(read_inputs([file], {"max_bytes": 1_000_000}))


def test_standard_input_is_read_for_one_purpose():
    check_one_standard_input(("the questions", ["-"]), ("the files", ["a.txt", "b.txt"]))
    with pytest.raises(InvalidInputError, match="got - for the questions and the files"):
        check_one_standard_input(("the questions", ["-"]), ("the files", ["a.txt", "-"]))
