"""Files that are read line by line, in constant memory."""

import codecs
import io
import os
import subprocess
import sys
import threading
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data import read_text
from nlp_suite.data.files import line_blocks
from nlp_suite.data.files.line_blocks import read_line_blocks


def lines(path):
    blocks = list(read_line_blocks(path))
    assert sum(block.size for block in blocks) == path.stat().st_size
    return [line for block in blocks for line in block.lines]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("lines") / "file.txt"


@given(
    text=st.text(st.sampled_from("aß🦊\n\r\v\u2028 "), max_size=40),
    size=st.integers(1, 9),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_the_lines_are_those_of_the_file(file, text, size, encoding):
    file.write_bytes(text.encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_blocks, "_BLOCK_BYTES", size)
        found = lines(file)
    assert "".join(found) == text == read_text(file)
    assert found == text.replace("\n", "\n\0").rstrip("\0").split("\0") if text else not found


@pytest.mark.parametrize("size", [1, 3, 1 << 16])
@pytest.mark.parametrize(
    "data",
    [
        b"one\ntwo\ncaf\xe9\n",
        b"one\r\n\r\n\xff",
        b"cut off \xe2\x82",
        b"\xef\xbb\xbfone\n\xe9\n",
        codecs.BOM_UTF16_LE + "one\ntwo".encode("utf-16-le") + b"\x00\xd8",
    ],
)
def test_the_error_is_that_of_the_whole_file(file, monkeypatch, data, size):
    file.write_bytes(data)
    monkeypatch.setattr(line_blocks, "_BLOCK_BYTES", size)
    with pytest.raises(DataFormatError) as whole:
        read_text(file)
    with pytest.raises(DataFormatError) as streamed:
        list(read_line_blocks(file))
    assert str(streamed.value) == str(whole.value)


def test_a_binary_file(file):
    file.write_bytes(b"text\n" * 50_000 + b"\0")
    with pytest.raises(DataFormatError, match="is a binary file"):
        list(read_line_blocks(file))


def test_what_cannot_be_read(tmp_path):
    with pytest.raises(InvalidInputError, match="there is no file"):
        list(read_line_blocks(tmp_path / "nowhere"))
    with pytest.raises(InvalidInputError, match="is a folder"):
        list(read_line_blocks(tmp_path))


def test_a_line_without_end(file, monkeypatch):
    monkeypatch.setattr("nlp_suite.data.files.line_blocks._MOST_CHARACTERS", 100_000)
    file.write_bytes(b"one\ntwo\n" + b"x" * 200_000)
    blocks = read_line_blocks(file)
    assert next(blocks).lines == ["one\n", "two\n"]
    with pytest.raises(DataFormatError, match="line 3: it has more than 100,000 characters; split"):
        list(blocks)


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"one\ntwo")))
    (first, last) = read_line_blocks("-")
    assert (first.lines, last.lines) == (["one\n"], ["two"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9")))
    with pytest.raises(DataFormatError, match=r"standard input is not valid UTF-8.*line 1"):
        list(read_line_blocks("-"))


def test_a_slow_writer_is_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    seen = threading.Event()

    def write():
        with pipe.open("wb", buffering=0) as stream:
            stream.write(b"one\ntw")
            assert seen.wait(60)
            stream.write(b"o\n")

    writer = threading.Thread(target=write)
    writer.start()
    blocks = read_line_blocks(pipe)
    assert next(blocks).lines == ["one\n"]
    seen.set()
    assert next(blocks).lines == ["two\n"]
    writer.join()


def test_memory_does_not_grow_with_the_file(tmp_path):
    file = tmp_path / "file.txt"
    with file.open("w") as stream:
        stream.writelines(f"This is line {i} of the file.\n" for i in range(300_000))
    tracemalloc.start()
    try:
        count = sum(len(block.lines) for block in read_line_blocks(file))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 300_000
    assert file.stat().st_size > 8e6
    assert peak < 2e6


def test_a_line_of_many_blocks(file):
    file.write_bytes(b"x" * 3_000_000 + b"\ny")
    assert list(map(len, lines(file))) == [3_000_001, 1]


def test_a_stream_in_another_process():
    code = "from nlp_suite.data.files.line_blocks import read_line_blocks as r; print(*r('-'))"
    result = subprocess.run([sys.executable, "-c", code], input=b"", capture_output=True)
    assert (result.returncode, result.stdout) == (0, b"\n")
