import hashlib
import os
import socket

import pytest

from nlp_suite import ModelFormatError
from nlp_suite.models.folder.regular_files import (
    hash_regular,
    parse_json_object,
    read_json_object,
    read_regular,
    read_start,
)

READERS = (read_regular, hash_regular, read_json_object, lambda path: read_start(path, 8))


@pytest.mark.parametrize("read", READERS)
def test_nothing_but_regular_files_is_read(read, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "socket"))
    for name in ("pipe", "zero", "folder", "link", "socket"):
        with pytest.raises(ModelFormatError, match=f"{name} is no regular file"):
            read(tmp_path / name)
    (tmp_path / "nowhere").symlink_to("none")
    for name in ("nowhere", "missing"):
        with pytest.raises(FileNotFoundError):
            read(tmp_path / name)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ModelFormatError, match="loop cannot be read"):
        read(tmp_path / "loop")


def test_what_is_read(tmp_path):
    content = os.urandom(3_000_000)
    file = tmp_path / "file"
    file.write_bytes(content)
    (tmp_path / "link").symlink_to(file)
    for path in (file, tmp_path / "link"):
        assert read_regular(path) == content
        assert hash_regular(path) == hashlib.sha256(content).digest()
        assert read_start(path, 8) == (content[:8], len(content))
        assert read_start(path, 4_000_000) == (content, len(content))
    (tmp_path / "empty").touch()
    assert read_regular(tmp_path / "empty") == b""
    with pytest.raises(ModelFormatError, match="has 3,000,000 bytes, more than the 2,999,999"):
        read_regular(file, 2_999_999)


def test_a_file_larger_than_the_memory(tmp_path):
    with (tmp_path / "file").open("wb") as file:
        file.truncate(2**43)
    with pytest.raises(ModelFormatError, match="has 8,796,093,022,208 bytes, more than"):
        read_regular(tmp_path / "file")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[" * 100_000, "is not valid JSON"),
        (b'{"a": NaN}', "NaN is no number of JSON"),
        (b'{"a": -Infinity}', "-Infinity is no number of JSON"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "the key 'c' stands there twice"),
        (b'{"a": ' + b"1" * 5000 + b"}", "is not valid JSON"),
        (b"\xff", "is not valid JSON"),
        (b"", "is not valid JSON"),
        (b"[]", "must hold a JSON object, got list"),
    ],
)
def test_json_that_is_none(content, message, tmp_path):
    file = tmp_path / "config.json"
    file.write_bytes(content)
    with pytest.raises(ModelFormatError, match=message) as raised:
        read_json_object(file)
    assert len(str(raised.value)) < 500
    assert parse_json_object(file, b'{"a": 1}') == {"a": 1}
