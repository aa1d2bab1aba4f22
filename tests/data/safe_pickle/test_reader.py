import base64
import io
import json
import pickle
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError, InvalidInputError, UnsafeFileError
from nlp_suite.data import read_string_array
from nlp_suite.data.safe_pickle.reader import read_string_rows

ROWS = [["Go.", "Geh."], ["Äpfel 🦊", "naïve\tß"], ["", "x"]]
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)

# Written by NumPy 1.26.4 with pickle.dumps(array, protocol), arrays as in LAYOUTS.
NUMPY_1 = json.loads((Path(__file__).parent / "numpy_1_26_pickles.json").read_text("utf-8"))

LAYOUTS = {
    "<U": lambda rows: np.array(rows, dtype="<U40"),
    ">U": lambda rows: np.array(rows, dtype=">U40"),
    "object": lambda rows: np.array(rows, dtype=object),
    "F": lambda rows: np.asfortranarray(np.array(rows, dtype="<U40")),
    "F object": lambda rows: np.asfortranarray(np.array(rows, dtype=object)),
    "part": lambda rows: np.array([[*row, "?"] for row in rows])[::-1][::-1, :2],
    "read-only": lambda rows: np.frombuffer(np.array(rows).tobytes(), np.array(rows).dtype).reshape(
        -1, 2
    ),
}


def check(array, rows):
    assert array.tolist() == rows
    assert array.dtype.kind == "U"
    assert array.dtype.isnative
    assert array.flags.c_contiguous
    assert array.flags.writeable


def renamed(data):
    """The same pickle as the other NumPy version would write it."""
    old, new = b"numpy.core.", b"numpy._core."
    if new in data:
        old, new = new, old
    step = len(new) - len(old)
    for module in (b"multiarray", b"numeric"):
        length = len(old + module)
        short = bytes([0x8C, length]) + old + module
        data = data.replace(short, bytes([0x8C, length + step]) + new + module)
        data = data.replace(b"c" + old + module, b"c" + new + module)
    return data


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case['kind']} {case['protocol']}") for case in NUMPY_1]
)
def test_written_by_numpy_1(case, read):
    data = base64.b64decode(case["base64"])
    assert b"numpy._core" not in data
    check(read(data), case["rows"])
    check(read(renamed(data)), case["rows"])
    assert list(read_string_rows(read.path)) == case["rows"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_written_here(protocol, layout, read):
    data = pickle.dumps(LAYOUTS[layout](ROWS), protocol)
    check(read(data), ROWS)
    check(read(renamed(data)), ROWS)
    assert renamed(data) != data
    assert list(read_string_rows(read.path)) == ROWS


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(
            st.lists(st.text(max_size=12), min_size=n, max_size=n), min_size=1, max_size=5
        )
    ),
    st.sampled_from(PROTOCOLS),
    st.sampled_from(["<U16", ">U16", object]),
    st.sampled_from("CF"),
)
def test_equals_what_was_saved(read, rows, protocol, dtype, order):
    array = np.array(rows, dtype=dtype, order=order)
    result = read(pickle.dumps(array, protocol))
    assert result.shape == array.shape
    np.testing.assert_array_equal(result, array.astype(str))


def test_published_file(development_data):
    path = development_data / "english-german" / "english-german-both.pkl"
    array = read_string_array(path)
    assert array.shape == (10000, 2)
    assert array[0].tolist() == ["run", "lauf"]
    assert max(len(sentence.split()) for sentence in array[:, 0]) + 2 == 7


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([["a", "b"]], "holds a list"),
        ({"a": 1.5}, "holds a dict"),
        ("text", "holds a str"),
        (np.array(["a", "b"]), "1 dimensions"),
        (np.array([[["a"]]]), "3 dimensions"),
        (np.array([[1.5]]), "NumPy type 'f8'"),
        (np.array([[b"a"]]), "NumPy type 'S1'"),
        (np.array([["a", None]]), "one of its elements is a NoneType"),
        (np.array([["a", {}]], dtype=object), "one of its elements is a dict"),
        (np.zeros((3, 0), dtype="<U1"), "shape does not fit"),
        (np.array([["\ud800"]]), "do not exist in Unicode"),
        (np.array([["\ud800"]], dtype=object), "do not exist in Unicode"),
    ],
)
def test_other_pickles(value, message, read):
    for protocol in PROTOCOLS:
        with pytest.raises(DataFormatError, match=message) as caught:
            read(pickle.dumps(value, protocol))
        assert str(read.path) in str(caught.value)


@pytest.mark.parametrize(("value", "kind"), [({"a"}, "set"), (frozenset("a"), "frozenset")])
def test_sets(value, kind, read):
    with pytest.raises(UnsafeFileError, match=f"__builtin__.{kind}'"):
        read(pickle.dumps(value, 2))
    with pytest.raises(DataFormatError, match=f"holds a {kind}"):
        read(pickle.dumps(value, 4))


def test_python_2(read):
    data = b"cnumpy.core.multiarray\n_reconstruct\np0\n(cnumpy\nndarray\np1\n(I0\ntS'b'\ntR."
    with pytest.raises(DataFormatError, match="written by Python 2"):
        read(data)


@pytest.mark.parametrize(
    "data", [b"", b"Go.\tGeh.\n", b"\x80\x04.", b"\x80\x06K\x01.", b"0.", b"(.", b"K\x01K\x02."]
)
def test_no_pickle_at_all(data, read):
    with pytest.raises(DataFormatError, match="not a pickle"):
        read(data)


def test_no_file(tmp_path):
    with pytest.raises(InvalidInputError, match="there is no file"):
        read_string_array(tmp_path / "a.pkl")
    with pytest.raises(InvalidInputError, match="is a folder"):
        read_string_array(tmp_path)


def test_every_truncation_and_every_addition(read):
    cases = [c for c in NUMPY_1 if c["kind"] in ("<U", "object") and c["protocol"] in (0, 3, 5)]
    assert len(cases) == 6
    for case in cases:
        data = base64.b64decode(case["base64"])
        for end in range(len(data)):
            with pytest.raises(DataFormatError):
                read(data[:end])
        with pytest.raises(DataFormatError, match="more after its end"):
            read(data + b".")


def test_large_pickles_take_little_more_than_themselves(read):
    array = np.full((20_000, 2), "word " * 40)
    data = io.BytesIO()
    pickle.dump(array, data, 3)
    read.path.write_bytes(data.getvalue())
    tracemalloc.start()
    try:
        assert read_string_array(read.path).shape == array.shape
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2.5 * array.nbytes
