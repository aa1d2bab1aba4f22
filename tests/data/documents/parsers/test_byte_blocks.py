import gzip
import io
import os
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data.documents import DocumentFile
from nlp_suite.data.documents.document_file import open_file
from nlp_suite.data.documents.parsers.byte_blocks import read_all, read_blocks

TEXT = "Grüße. ".encode() * 50


@pytest.mark.parametrize(
    "data", [TEXT, gzip.compress(TEXT), gzip.compress(TEXT[:50]) + gzip.compress(TEXT[50:])]
)
def test_contents(data):
    assert read_all(io.BytesIO(data), "a.txt", len(TEXT)) == TEXT
    with pytest.raises(DataFormatError, match=r"a.txt has more than 449 bytes; split it"):
        read_all(io.BytesIO(data), "a.txt", len(TEXT) - 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "a.gz is empty"),
        (gzip.compress(b""), "a.gz is empty"),
        (gzip.compress(TEXT)[:-1], "damaged gzip data"),
        (gzip.compress(TEXT)[:12], "damaged gzip data"),
        (gzip.compress(TEXT) + b"more", "damaged gzip data"),
        (b"\x1f\x8b", "damaged gzip data"),
    ],
)
def test_damage(data, reason):
    with pytest.raises(DataFormatError, match=reason):
        read_all(io.BytesIO(data), "a.gz", 1000)


@given(st.data())
def test_any_damage(data):
    packed = bytearray(gzip.compress(TEXT))
    packed[data.draw(st.integers(2, len(packed) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read_all(io.BytesIO(packed), "a.gz", 1000)
    except DataFormatError:
        found = TEXT
    # What is not told is not there: the checksum holds, or the header alone changed.
    assert found == TEXT


def test_what_unpacks_to_too_much(monkeypatch):
    monkeypatch.setattr("nlp_suite.data.documents.parsers.byte_blocks._FREE_BYTES", 1 << 16)
    packed = gzip.compress(bytes(10_000_000))
    blocks = read_blocks(io.BytesIO(packed), "a.gz")
    with pytest.raises(DataFormatError, match="unpacks to more than 1 MB"):
        list(blocks)
    # No more of it is unpacked than may be.
    stream = io.BytesIO(packed)
    with pytest.raises(DataFormatError, match="more than 100,000 bytes"):
        read_all(stream, "a.gz", 100_000)
    assert stream.tell() < len(packed)


def test_kinds_of_files(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "file").write_bytes(TEXT)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "socket"))
    for path, kind in (
        (tmp_path / "pipe", "a named pipe"),
        (tmp_path / "socket", "a socket"),
        (tmp_path, "a folder"),
        ("/dev/zero", "a device"),
        # What was a file when it was found.
        (tmp_path / "link", "no regular file"),
    ):
        with (
            pytest.raises(InvalidInputError, match=f"^a.txt is {kind}; give a file$"),
            open_file(DocumentFile(str(path), "a.txt")),
        ):
            pass
    listener.close()
    with open_file(DocumentFile(str(tmp_path / "file"), "a.txt")) as file:
        assert file.read() == TEXT


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_a_file_that_turns_into_something_else(tmp_path, monkeypatch, kind):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    (tmp_path / "secret").write_bytes(b"secret")
    real = os.open

    def replace_first(*arguments):
        path.unlink()
        os.mkfifo(path) if kind == "pipe" else path.symlink_to("secret")
        return real(*arguments)

    monkeypatch.setattr("os.open", replace_first)
    with pytest.raises(InvalidInputError), open_file(DocumentFile(str(path), "a.txt")):
        pass


def test_what_cannot_be_opened(tmp_path, monkeypatch):
    with (
        pytest.raises(InvalidInputError, match=r"there is no file 'a\.txt'"),
        open_file(DocumentFile(str(tmp_path / "a.txt"), "a.txt")),
    ):
        pass

    def refuse(*arguments):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").touch()
    monkeypatch.setattr("os.open", refuse)
    with (
        pytest.raises(InvalidInputError, match=r"'a\.txt' cannot be read: Permission denied"),
        open_file(DocumentFile(str(tmp_path / "a.txt"), "a.txt")),
    ):
        pass
