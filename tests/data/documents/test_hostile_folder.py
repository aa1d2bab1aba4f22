"""A folder in which everything is wrong that can be wrong."""

import gzip
import io
import json
import os
import socket
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.slow

MEBIBYTE = 1 << 20

READ = """
import json, sys, time
from nlp_suite.data.documents import UnreadableDocument, find_documents, read_documents
start = time.monotonic()
for one in read_documents(find_documents(sys.argv[1:]), time_limit=3):
    bad = isinstance(one, UnreadableDocument)
    print(json.dumps([one.file, one.reason if bad else len(one.text), bad and one.error.__name__]))
peak = open("/proc/self/status").read().split("VmHWM:")[1].split()[0]
print(json.dumps([time.monotonic() - start, int(peak)]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, make_pdf):
    base = tmp_path_factory.mktemp("hostile")
    (base / "secret.txt").write_text("secret")
    folder = base / "in"
    (folder / "loop").mkdir(parents=True)
    # A gigabyte of zeros.
    bomb = gzip.compress(bytes(16 * MEBIBYTE)) * 64
    table = io.BytesIO()
    pq.write_table(pa.table({"text": ["Tom sleeps."] * 1000}), table)
    attributes = " ".join(f"a{n}=1" for n in range(100_000))
    files = {
        "good.txt": b"Tom sleeps.",
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 100,
        "broken.txt.gz": b"\x1f\x8b" + b"broken" * 10,
        "cut.txt.gz": gzip.compress(os.urandom(10_000).hex().encode())[:5000],
        "bomb.txt.gz": bomb,
        "bomb.jsonl.gz": bomb,
        "bomb.csv.gz": bomb,
        "bomb.parquet.gz": bomb,
        "bomb.pdf": bomb,
        "line.txt": b"Tom sleeps. " * (50 * MEBIBYTE // 12),
        "line.jsonl": b'{"text": "' + b"a" * 50 * MEBIBYTE + b'"}',
        "line.csv": b"text\n" + b"a" * 50 * MEBIBYTE,
        "long.txt": b"a" * 65 * MEBIBYTE,
        "long.jsonl": b'{"text": "' + b"a" * 65 * MEBIBYTE + b'"}\n{"text": "Tom."}',
        "broken.pdf": make_pdf(["Tom sleeps."])[:200],
        "loop.pdf": make_pdf(["Tom."]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
        "script.html": b"<html><script>document.write('Ann')</script><p>Tom sleeps.</p></html>",
        "nested.html": b"<div>" * 100_000 + b"Tom sleeps.",
        "slow.html": f"<html><body><p {attributes}>Tom</p></body></html>".encode(),
        "invalid.txt": "Grüße über Grüße".encode() + b"\xff",
        "broken.jsonl": b'{"text": "Tom."}\n{"text": \n{"a": 1}\n',
        "nul.csv": b"te\0xt\nTom.\n",
        "cut.parquet": table.getvalue()[: len(table.getvalue()) // 2],
        "a\nb.txt": b"",
        "..txt": b"Tom sleeps.",
        os.fsdecode(b"\xff.txt"): b"",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "out.txt").symlink_to(base / "secret.txt")
    (folder / "out").symlink_to(base)
    (folder / "loop" / "up").symlink_to(folder)
    (folder / "one.txt").symlink_to("two.txt")
    (folder / "two.txt").symlink_to("one.txt")
    os.mkfifo(folder / "pipe.txt")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "socket.txt"))
    listener.close()
    (folder / "locked.txt").write_text("locked")
    (folder / "locked.txt").chmod(0)
    (folder / "folder.txt").mkdir()
    return folder


@pytest.fixture(scope="module")
def outcome(folder):
    result = subprocess.run(
        [sys.executable, "-c", READ, folder, folder / "loop" / ".." / "good.txt", "/dev/zero"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    *rows, figures = map(json.loads, result.stdout.splitlines())
    found: dict[str, list[object]] = {}
    for file, told, error in rows:
        found.setdefault(file.removeprefix(f"{folder}/"), []).append([told, error])
    return found, figures


EXPECTED = {
    "good.txt": 11,
    "empty.txt": "is empty",
    "binary.txt": "is a binary file",
    "broken.txt.gz": "is damaged gzip data",
    "cut.txt.gz": "is damaged gzip data",
    "bomb.txt.gz": "has more than 67,108,864 bytes",
    "bomb.jsonl.gz": "is a binary file",
    "bomb.csv.gz": "is a binary file",
    "bomb.parquet.gz": "has more than 67,108,864 bytes",
    "bomb.pdf": "has more than 67,108,864 bytes",
    "line.txt": 50 * MEBIBYTE // 12 * 12,
    "line.jsonl": 50 * MEBIBYTE,
    "line.csv": 50 * MEBIBYTE,
    "long.txt": "has more than 67,108,864 bytes",
    "broken.pdf": "cannot be read: it is no PDF file, or a damaged",
    "loop.pdf": "cannot be read: its page 1 is damaged",
    "script.html": 11,
    "nested.html": ("has no text", "takes longer than 3 s to parse"),
    "slow.html": "takes longer than 3 s to parse",
    "invalid.txt": "is not valid UTF-8: byte 0xff",
    "nul.csv": "is a binary file",
    "cut.parquet": "is no Parquet file, or a damaged one",
    "a\nb.txt": "a\\nb.txt is empty",
    "\\xff.txt": "\\xff.txt is empty",
    "out.txt": "is a symbolic link out of the folder",
    "out": "is a symbolic link out of the folder",
    "one.txt": "is a symbolic link that leads nowhere",
    "two.txt": "is a symbolic link that leads nowhere",
    "pipe.txt": "is a named pipe; give a file",
    "socket.txt": "is a socket; give a file",
    "/dev/zero": "is a device; give a file",
}


@pytest.mark.parametrize(("name", "told"), EXPECTED.items())
def test_each_is_told(outcome, name, told):
    [(found, error)] = outcome[0][name]
    if isinstance(told, int):
        assert (found, error) == (told, False)
    else:
        assert any(one in found for one in ([told] if isinstance(told, str) else told))
        assert "\n" not in found
        assert error in ("DataFormatError", "InvalidInputError", "UnsafeFileError")


def test_rows_around_bad_ones_are_read(outcome):
    [(first, _), (second, _), (third, _)] = outcome[0]["broken.jsonl"]
    assert first == 4
    assert "row 2: it is no JSON" in second
    assert "row 3: it has no 'text'" in third
    [(reason, _), (second, _)] = outcome[0]["long.jsonl"]
    assert second == 4
    assert "row 1: it has more than 67,108,864 bytes" in reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_locked(outcome):
    [(found, _)] = outcome[0]["locked.txt"]
    assert "cannot be read: Permission denied" in found


def test_nothing_else_is_found(outcome):
    others = {"broken.jsonl", "long.jsonl", "locked.txt"}
    # A file whose name begins with a dot is not looked for.
    assert set(outcome[0]) == EXPECTED.keys() | others


def test_time_and_memory(outcome):
    seconds, peak = outcome[1]
    assert seconds < 60
    # Python's reader of CSV holds a cell in four bytes a character beside the text itself.
    assert peak < 8 * 64 * 1024
