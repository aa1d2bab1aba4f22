import enum
import io
import subprocess
import sys
from collections import UserString, deque
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data.texts import read_texts

TWO = ["A cat.", "A dog."]


class Shade(enum.StrEnum):
    DARK = "A dark one."


@pytest.mark.parametrize(
    "value",
    [
        TWO,
        tuple(TWO),
        deque(TWO),
        iter(TWO),
        (one for one in TWO),
        map(str, TWO),
        dict.fromkeys(TWO).keys(),
        dict(enumerate(TWO)).values(),
        io.StringIO("A cat.\nA dog."),
        np.array(TWO),
        np.array(TWO, dtype=object),
        pd.Series(TWO, index=["b", "a"]),
        pd.Series(TWO, dtype=object),
        pd.Series(TWO, dtype="category"),
        pd.Index(TWO),
        pd.DataFrame({"text": TWO})["text"],
        pa.array(TWO),
        pa.chunked_array([TWO[:1], TWO[1:]]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_has_texts_in_an_order(value):
    texts = read_texts("text", value)
    assert [text.rstrip("\n") for text in texts] == TWO
    assert {type(text) for text in texts} == {str}


@pytest.mark.parametrize("value", [[], (), iter(()), np.array([], "U1"), pd.Series([], dtype=str)])
def test_of_nothing_there_is_a_list_of_nothing(value):
    assert read_texts("text", value) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [("A cat.", "A cat."), (np.str_("A cat."), "A cat."), (Shade.DARK, "A dark one."), ("", "")],
)
def test_a_str_is_one_text(value, text):
    found = read_texts("text", value)
    assert (found, type(found)) == (text, str)
    (found,) = read_texts("text", [value])
    assert (found, type(found)) == (text, str)


@given(st.text(st.characters()), st.lists(st.text(st.characters())))
def test_no_text_is_changed(text, texts):
    assert read_texts("text", text) == text
    assert read_texts("text", np.array(texts, dtype=object)) == texts


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "text must be a str, or a list or another iterable of str, got NoneType, a missing"),
        (float("nan"), "got float, a missing value"),
        (3, "or another iterable of str, got int$"),
        (b"A cat.", r"text must be a str, got bytes; decode it first, as data.decode\('utf-8'\)"),
        (bytearray(b"A cat."), "text must be a str, got bytearray; decode"),
        ({"a": "A cat."}, r"got dict; pass list\(text.values\(\)\)"),
        (MappingProxyType({"a": "A cat."}), "got mappingproxy; pass list"),
        ({"A cat."}, r"text must have an order, which a set has not; pass a list, such as sorted"),
        (frozenset(TWO), "which a frozenset has not"),
        (pd.DataFrame({"text": TWO}), r"got DataFrame of shape \(2, 1\); pass one of its columns"),
        (np.array([TWO]), r"must have one dimension, got ndarray of shape \(1, 2\)"),
        (np.array("A cat."), r"got ndarray of shape \(\)"),
        (pa.table({"text": TWO}), "got Table of shape"),
        (["A cat.", 3], r"text\[1\] must be a str, got int$"),
        ([["A cat."]], r"text\[0\] must be a str, got list$"),
        ([UserString("A cat.")], r"text\[0\] must be a str, got UserString$"),
        ([b"A cat."], r"text\[0\] must be a str, got bytes; decode it first"),
        (np.array([b"A cat."]), r"text\[0\] must be a str, got bytes_; decode it first"),
        ([Decimal("nan")], r"text\[0\] must be a str, got Decimal$"),
        ([10**400], r"text\[0\] must be a str, got int$"),
        (["A cat.", None], r"text\[1\] must be a str, got NoneType, a missing value \(None\); lea"),
        ([float("nan")], r"text\[0\] must be a str, got float, a missing value \(nan\); leave it"),
        ([np.float32("nan")], r"got float32, a missing value \(nan\)"),
        ([pd.NA], r"got NAType, a missing value \(<NA>\)"),
        ([pd.NaT], r"got NaTType, a missing value"),
        (pa.array(["A cat.", None]), r"text\[1\] must be a str, got NoneType, a missing value"),
        (np.ma.array(TWO, mask=[False, True]), r"text\[1\] must be a str, got MaskedConstant, a m"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_text(value, message):
    with pytest.raises(InvalidInputError, match=message):
        read_texts("text", value)


@pytest.mark.parametrize(
    ("missing", "dtype"), [(None, object), (float("nan"), object), (None, "str"), (pd.NA, "string")]
)
@pytest.mark.parametrize(("index", "label"), [(["x", "y"], "'y'"), ([7, 9], "9")])
def test_a_missing_row_is_named_by_its_label(missing, dtype, index, label):
    series = pd.Series(["A cat.", missing], index=index, dtype=dtype)
    message = rf"text\[1\] \(index label {label}\) must be .* a missing value .* with .dropna\(\)"
    with pytest.raises(InvalidInputError, match=message):
        read_texts("text", series)
    assert read_texts("text", series.dropna()) == ["A cat."]


def test_files_among_texts(tmp_path):
    one, two = tmp_path / "one.txt", tmp_path / "two.md"
    one.write_text("A bird.")
    two.write_bytes("Ein Vögelchen.".encode("utf-16"))
    assert read_texts("text", one, many="answer_files") == "A bird."
    given = [two, "A cat.", one, "", two]
    texts = ["Ein Vögelchen.", "A cat.", "A bird.", "", "Ein Vögelchen."]
    assert read_texts("text", iter(given), many="answer_files") == texts
    assert read_texts("text", pd.Series(given, dtype=object), many="answer_files") == texts


def test_files_that_are_no_text(tmp_path):
    (tmp_path / "empty.txt").touch()
    with pytest.raises(DataFormatError, match=r"empty.txt is empty"):
        read_texts("text", ["A cat.", tmp_path / "empty.txt"], many="answer_files")
    with pytest.raises(InvalidInputError, match=r"is a folder, not a text; give it to answer_fil"):
        read_texts("text", tmp_path, many="answer_files")


def test_no_files_where_only_texts_are_meant(tmp_path):
    message = "question must be a str, or a list or another iterable of str, got PosixPath"
    with pytest.raises(InvalidInputError, match=message):
        read_texts("question", tmp_path)
    with pytest.raises(InvalidInputError, match=r"question\[0\] must be a str, got PosixPath; fil"):
        read_texts("question", [tmp_path])


def test_neither_pandas_nor_numpy_is_imported_for_it():
    code = (
        "import sys; from nlp_suite.data.texts import read_texts; "
        "read_texts('text', ['A cat.']); print({'pandas', 'numpy', 'pyarrow'} & {*sys.modules})"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stdout.strip() == b"set()"
