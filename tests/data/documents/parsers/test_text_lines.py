import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError
from nlp_suite.data.documents.parsers.text_lines import read_lines


def lines(data, size=7, max_bytes=1000):
    blocks = [data[start : start + size] for start in range(0, len(data), size)]
    return list(read_lines(blocks, "a.csv", max_bytes))


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.integers(1, 30),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_lines_come_back(text, size, encoding):
    text = text.removeprefix("\ufeff")
    found = lines(text.encode(encoding), size)
    assert b"".join(found).decode() == text
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in found[:-1])


@given(st.lists(st.integers(0, 30)), st.integers(1, 40), st.integers(1, 50))
def test_long_lines(lengths, max_bytes, size):
    data = b"".join(b"a" * length + b"\n" for length in lengths)
    expected = [b"a" * n + b"\n" if n + 1 <= max_bytes else None for n in lengths]
    assert lines(data, size, max_bytes) == expected


def test_other_encodings():
    assert lines("Über Köln\nnach München".encode("cp1252")) == [
        "Über Köln\n".encode(),
        "nach München".encode(),
    ]


def test_bad_bytes_stay_in_their_line():
    data = "Grüße\nüber\n".encode() + b"\xff\n"
    assert lines(data)[-1] == b"\xff\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"b\0c\na\n", "binary"),
        (codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"\x00", "not valid UTF-16-LE all"),
    ],
)
def test_no_text(data, reason):
    with pytest.raises(DataFormatError, match=reason):
        lines(data)


def test_a_character_that_is_none_stays_in_its_line():
    assert lines(b"a\nb\0c\n") == [b"a\n", b"b\0c\n"]
    assert lines(codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le")) == [b"a\0b"]


def test_the_first_mebibyte_tells():
    data = b"a" * 1_200_000 + b"\n" + "Über Köln".encode("cp1252")
    assert lines(data, 65_536, 2_000_000)[1] == b"\xdcber K\xf6ln"
