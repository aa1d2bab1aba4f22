import codecs
import io

import pytest

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data import read_text

TEXT = "Grüße, Ωmega\r\n🦊\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
)
def test_encodings(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    assert read_text(tmp_path / "a.txt") == TEXT


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert read_text("-") == TEXT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"caf\xe9 au lait", "not valid UTF-8: byte 0xe9 at offset 3"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "binary file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "binary file"),
        (codecs.BOM_UTF16_LE + b"a", "not valid UTF-16-LE"),
    ],
)
def test_what_is_no_text(tmp_path, data, message):
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(DataFormatError, match=message):
        read_text(tmp_path / "a.txt")


def test_no_file(tmp_path):
    with pytest.raises(InvalidInputError, match="there is no file"):
        read_text(tmp_path / "nowhere.txt")
    with pytest.raises(InvalidInputError, match="is a folder"):
        read_text(tmp_path)
    with pytest.raises(InvalidInputError, match="path must be a path, without NUL"):
        read_text("a\0b")
