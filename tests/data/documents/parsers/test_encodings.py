import codecs
import contextlib
import json
import logging
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError
from nlp_suite.data.documents.parsers.encodings import decode_any, decode_page, guess_encoding
from nlp_suite.data.documents.parsers.text_lines import read_lines

FILE = Path(__file__).parents[3] / "fixtures" / "encodings.json"
# By the language: a codec, and a text in it.
TEXTS = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("encoding", "text"), TEXTS.values(), ids=TEXTS)
def test_guesses(encoding, text, caplog):
    caplog.set_level(logging.INFO)
    assert decode_any(text.encode(encoding), "a.txt") == text
    assert caplog.messages[-1].startswith("a.txt is not UTF-8; it is read as cp12") or (
        caplog.messages[-1] == f"a.txt is not UTF-8; it is read as {encoding}"
    )


def test_what_tells_may_come_late():
    text = "Nothing to tell. " * 100_000 + TEXTS["russian"][1] * 3
    assert decode_any(text.encode("cp1251"), "a.txt") == text
    text = TEXTS["chinese"][1] * 4000
    assert decode_any(text.encode("gb18030"), "a.txt") == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_unicode_comes_back(text):
    text = text.removeprefix("\ufeff")
    for mark, encoding in (
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ):
        assert decode_any(mark + text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x7fELF\x02\x01\x01\x00\xff", "is a binary file"),
        # Not one byte of these is one that no text has.
        (b"%PDF-1.4\n1 0 obj\n", "a.txt is a PDF file, not text; give it the ending .pdf"),
        (b"{\\rtf1\\ansi Tom sleeps.}", "is an RTF file, not text; save it as plain text"),
        (b"\x28\xb5\x2f\xfd\x20\x0bY\1\1Tom sleeps.", "is compressed with Zstandard, not text"),
        (b"BZh91AY&SY\xff", "is compressed with bzip2, not text; unpack it"),
        (lzma.compress(b"Tom sleeps."), "is compressed with xz, not text"),
        (b"SQLite format 3\0\x10", "is an SQLite database, not text; export its texts"),
        ("Grüße".encode("utf-16-le"), "is a binary file"),
        (codecs.BOM_UTF16_LE + b"a", "not valid UTF-16"),
        # Most of what is not ASCII is valid, so it is not another encoding.
        ("Grüße über Grüße".encode() + b"\xff", "not valid UTF-8: byte 0xff at offset 21, line 1"),
        (bytes(range(1, 256)) * 12, "not valid UTF-8"),
    ],
)
def test_no_text(data, reason):
    with pytest.raises(DataFormatError, match=reason):
        decode_any(data, "a.txt")
    if " not text" in reason:
        for decode in (decode_page, lambda data, name: next(read_lines([data], name, 1000))):
            with pytest.raises(DataFormatError, match=reason):
                decode(data, "a.txt")


@given(st.binary(max_size=300))
def test_any_bytes(data):
    for decode in (decode_any, decode_page):
        with contextlib.suppress(DataFormatError):
            assert isinstance(decode(data, "a.txt"), str)


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("iso-8859-2", "iso-8859-2", "Łódź"),
        ("windows-1251", "cp1251", "Москва"),
        ("SHIFT_JIS", "cp932", "①東京"),
        ("gb2312", "gb18030", "朱镕基"),
        # Browsers have never read these by the letter.
        ("iso-8859-1", "cp1252", "“5 €”"),
        ("us-ascii", "cp1252", "“5 €”"),
        ("utf-16", "utf-8", "Łódź"),
        ("utf-8", "utf-8", "Łódź"),
        # A page that is not what it says.
        ("utf-8", "cp1252", "Die Straße nach Süden führt über schöne Hügel."),
        # Names that are none, or of another kind of codec.
        ("nothing", "utf-8", "Łódź"),
        ("base64", "utf-8", "Łódź"),
        ("idna", "utf-8", "Łódź"),
    ],
)
def test_declarations(declared, encoding, text):
    for meta in (
        f'<meta charset="{declared}">',
        f"<META http-equiv=Content-Type content='text/html; charset={declared}'>",
    ):
        page = f"<html><head>{meta}</head><p>{text}</p>"
        assert decode_page(page.encode(encoding), "a.html") == page


def test_what_is_no_declaration():
    page = "<!-- <meta charset=koi8-r> --><p>Übung"
    assert decode_page(page.encode(), "a.html") == page
    late = " " * 2000 + "<meta charset=koi8-r>Übung"
    assert decode_page(late.encode(), "a.html") == late


def test_a_mark_comes_before_a_declaration():
    page = "<meta charset=koi8-r>Übung"
    assert decode_page(codecs.BOM_UTF8 + page.encode(), "a.html") == page


def test_pages_with_stray_bytes():
    page = "<meta charset=utf-8><p>Grüße über Grüße".encode() + b"\xff!"
    assert decode_page(page, "a.html").endswith("Grüße\ufffd!")
    with pytest.raises(DataFormatError, match="binary"):
        decode_page(b"<meta charset=utf-8>\0", "a.html")


def test_a_long_text_takes_linear_time():
    # Long enough for anything quadratic never to end.
    assert guess_encoding(b"au lait " * 3_000_000 + b"caf\xe9", "a.txt") == "cp1252"
    assert decode_page(b"<meta " * 1_000_000, "a.html")
