import ast
import base64
import json
import os
import pickle
import struct
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp_suite.data
from nlp_suite import DataFormatError, NLPSuiteError, UnsafeFileError
from nlp_suite.data.safe_pickle.reader import read_string_rows

ROWS = [["Go.", "Geh."], ["Äpfel 🦊", "naïve\tß"], ["", "x"]]
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)

# Written by NumPy 1.26.4 with pickle.dumps(array, protocol), arrays as in LAYOUTS.
NUMPY_1 = json.loads((Path(__file__).parent / "numpy_1_26_pickles.json").read_text("utf-8"))


@pytest.fixture
def marker(tmp_path):
    """A file that exists if code of a pickle has run."""
    path = tmp_path / "code_has_run"
    yield path
    assert not path.exists()


class Call:
    """Is pickled as a call of a function."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "wrap",
    [
        lambda bomb: bomb,
        lambda bomb: [bomb],
        lambda bomb: {"rows": bomb},
        lambda bomb: ({1.5: [2]}, (3, {}), bomb),
        lambda bomb: np.array([["a", bomb]], dtype=object),
        lambda bomb: Call(np.dtype, bomb),
    ],
)
def test_code_is_named_and_never_run(protocol, wrap, marker, read):
    touch = f"open({str(marker)!r}, 'w').close()"
    for bomb, name in (
        (Call(os.system, f"touch {marker}"), f"{os.name}.system"),
        (Call(eval, touch), "eval"),
        (Call(exec, touch), "exec"),
        (Call(getattr, 1, "real"), "getattr"),
        (Call(subprocess.check_output, ["touch", str(marker)]), "check_output"),
        (Call(pickle.loads, pickle.dumps(Call(exec, touch))), "pickle.loads"),
        (Call(np.load, str(marker), None, True), "numpy.load"),
    ):
        with pytest.raises(UnsafeFileError, match=name):
            read(pickle.dumps(wrap(bomb), protocol))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"cos\nsystem\n(S'true'\ntR.", "os.system"),
        (b"(S'true'\nios\nsystem\n.", "INST 'os system'"),
        (b"(cnumpy\nndarray\nK\x01o.", "OBJ"),
        (b"cnumpy\nndarray\n)\x81.", "NEWOBJ"),
        (b"\x80\x04cnumpy\nndarray\n)}\x92.", "NEWOBJ_EX"),
        (b"\x80\x02\x82\x01.", "EXT1 '1'"),
        (b"\x80\x02\x83\x01\x01.", "EXT2 '257'"),
        (b"\x80\x02\x84\x01\x01\x00\x00.", "EXT4 '257'"),
        (b"Pthe id\n.", "PERSID 'the id'"),
        (b"K\x01Q.", "BINPERSID"),
        (b"\x80\x05\x97.", "NEXT_BUFFER"),
        (b"\x80\x05C\x01a\x98.", "READONLY_BUFFER"),
        # A name put together from the memo.
        (b"\x80\x04\x8c\x02os\x940\x8c\x06systemh\x00\x8c\x06system\x93.", "os.system"),
        # An attribute of something that may be asked for, as protocol 4 allows.
        (b"\x80\x04\x8c\x05numpy\x8c\x11ndarray.__class__\x93.", "numpy.ndarray.__class__"),
        (b"cnumpy.core.multiarray\n_reconstruct.__globals__\n.", "_reconstruct.__globals__"),
        (b"cnumpy.core.multiarray\nscalar\n.", "numpy.core.multiarray.scalar"),
        # Calls of what may be asked for, but not so.
        (b"c_codecs\nencode\n(X\x01\x00\x00\x00aX\x05\x00\x00\x00rot13tR.", "_codecs.encode"),
        (b"c_codecs\nencode\n(X\x01\x00\x00\x00atR.", "_codecs.encode"),
        (b"c__builtin__\nbytes\n(J\xff\xff\xff\x7ftR.", "__builtin__.bytes"),
        (b"cnumpy\nndarray\n(J\xff\xff\xff\x7ftR.", "calls a value of type function"),
        (b"cnumpy\ndtype\n]R.", "numpy.dtype"),
        (b"cnumpy\ndtype\nK\x01R.", "calls 'numpy.dtype' with other arguments"),
        (b"c_codecs\nencode\nNR.", "calls '_codecs.encode' with other arguments"),
        (b"c__builtin__\nbytes\n}R.", "calls '__builtin__.bytes' with other arguments"),
        (b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\ndtype\n(K\x00tC\x01btR.", "_reconstruct"),
        (b"](K\x01tR.", "calls a value of type list"),
        (b"]}b.", "sets the state of a value of type list"),
        (b"cnumpy\nndarray\n}b.", "sets the state of a value of type function"),
        (b"cnumpy\ndtype\n(X\x02\x00\x00\x00U1tR}b.", "sets the state"),
    ],
)
def test_instructions_that_no_array_needs(data, message, read):
    with pytest.raises(UnsafeFileError, match=message):
        read(data)


VALID = [base64.b64decode(case["base64"]) for case in NUMPY_1]


@given(st.data())
def test_damaged_pickles(read, data):
    damaged = bytearray(data.draw(st.sampled_from(VALID)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        if data.draw(st.booleans()):
            damaged[place] ^= 1 << data.draw(st.integers(0, 7))
        else:
            end = data.draw(st.integers(place, len(damaged)))
            damaged[place:end] = data.draw(st.binary(max_size=6))
        if not damaged:
            break
    answer(read, bytes(damaged))


PIECES = [
    b"cnumpy\nndarray\n",
    b"cnumpy\ndtype\n",
    b"c_codecs\nencode\n",
    b"cos\nsystem\n",
    b"cnumpy.core.multiarray\n_reconstruct\n",
    b"cnumpy.core.numeric\n_frombuffer\n",
    b"X\x02\x00\x00\x00U1",
    b"X\x01\x00\x00\x00<",
    b"X\x06\x00\x00\x00latin1",
    b"C\x01b",
    b"X\x01\x00\x00\x00C",
    b"C\x08a\0\0\0b\0\0\0",
    b"\x89",
    b"\x88",
    b"N",
    b"K\x00",
    b"K\x03",
    b"K\x01",
    b"K\x02",
    b"K\x04",
    b"J\xff\xff\xff\x7f",
    b"(",
    b")",
    b"]",
    b"}",
    b"t",
    b"a",
    b"e",
    b"s",
    b"u",
    b"R",
    b"b",
    b"\x85",
    b"\x86",
    b"\x87",
    b"\x94",
    b"h\x00",
    b"h\x01",
    b"0",
    b"1",
    b"2",
    b"\x93",
    b"\x81",
    b"o",
    b"Q",
    b"S'\\d'\n",
    b"l",
    b"d",
    b"\x8f",
    b"\x90",
    b"\x91",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_random_programs(read, pieces):
    answer(read, b"".join(pieces) + b".")


def answer(read, data):
    """Anything but an array or an error of our own fails the test."""
    try:
        array = read(data)
    except NLPSuiteError as error:
        message = str(error)
    else:
        message = ""
        assert array.dtype.kind == "U"
        assert array.ndim == 2
        "".join(array.ravel().tolist()).encode()
    assert "\n" not in message
    assert len(message) < 600


def text(value):
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def array_of(elements, shape, dtype="O8", size=b"J\xff\xff\xff\xff", order="|"):
    """A pickle of an array, written by hand; a shape in bytes is a program for one."""
    if not isinstance(shape, bytes):
        shape = b"".join(b"J" + struct.pack("<i", n) for n in shape) + b"\x86"
    return b"".join(
        [
            b"\x80\x04cnumpy._core.multiarray\n_reconstruct\n",
            b"cnumpy\nndarray\nK\x00\x85C\x01b\x87R(K\x01",
            shape,
            b"cnumpy\ndtype\n" + text(dtype) + b"\x89\x88\x87R(K\x03" + text(order),
            b"NNN" + size + size + b"K?tb\x89",
            elements,
            b"tb.",
        ]
    )


def test_the_pickle_written_by_hand_is_right(read):
    assert read(array_of(b"](" + text("a") + text("ß") + b"e", (1, 2))).tolist() == [["a", "ß"]]
    content = b"C\x08" + "aß".encode("utf-32-le")
    assert read(array_of(content, (1, 2), "U1", b"K\x04", "<")).tolist() == [["a", "ß"]]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("number", "valid"), [(0x10FFFF, True), (0x110000, False)])
def test_numbers_that_are_no_characters(order, number, valid, read):
    content = b"C\x04" + struct.pack(f"{order}I", number)
    data = array_of(content, (1, 1), "U1", b"K\x04", order)
    if valid:
        assert read(data).tolist() == [[chr(number)]]
    else:
        with pytest.raises(DataFormatError, match="do not exist in Unicode"):
            read(data)


HUGE = 2**31 - 1

LONG = text("x" * 100_000)

BOMBS = {
    "shape": array_of(b"C\x04a\0\0\0", (HUGE, HUGE), "U1", b"K\x04", "<"),
    "no rows": array_of(b"C\x00", (0, HUGE), "U1", b"K\x04", "<"),
    "no strings": array_of(b"]", (HUGE, 2)),
    "wide": array_of(b"C\x00", (0, 2), "U536870911", b"J\xfc\xff\xff\x7f", "<"),
    "width": array_of(b"C\x04a\0\0\0", (1, 1), "U500000000", b"J\x00\x94\x35\x77", "<"),
    "empty strings": array_of(b"C\x00", (1000, 1000), "U0", b"K\x00", "<"),
    "one string 100,000 times": array_of(
        b"](" + LONG + b"\x94" + b"h\x00" * 99_999 + b"e", (50_000, 2)
    ),
    "one long string": array_of(b"](" + LONG + text("a") * 99_999 + b"e", (50_000, 2)),
    "bytes without end": b"\x80\x04\x8e" + struct.pack("<Q", 2**62) + b"a.",
    "list without end": b"\x80\x04]" + b"\x94h\x00a" * 100_000 + b".",
    "tuples in tuples": b"\x80\x04)" + b"\x85" * 200_000 + b".",
    "tuples of the same": b"\x80\x04)" + b"2\x86" * 1_000 + b".",
    "tuples of the same as a shape": array_of(b"C\x00", b")" + b"2\x86" * 1_000),
    "encodings": b"".join(
        [
            b"\x80\x02c_codecs\nencode\n\x94" + text("é" * 100_000) + b"\x94",
            text("latin1") + b"\x94",
            b"(" + b"h\x00h\x01h\x02\x86R" * 100_000 + b"t.",
        ]
    ),
    "a long number": b"\x8b" + struct.pack("<i", 1_000_000) + b"\x7f" * 1_000_000 + b".",
    "many digits": b"I" + b"9" * 1_000_000 + b"\n.",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_small_files_that_ask_for_much(bomb, read):
    data = BOMBS[bomb]
    tracemalloc.start()
    start = time.perf_counter()
    try:
        if bomb == "wide":
            assert read(data).shape == (0, 2)
        else:
            with pytest.raises(DataFormatError) as caught:
                read(data)
            assert len(str(caught.value)) < 600
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < (32 << 20) + 200 * len(data)
    assert time.perf_counter() - start < 30


def test_repeated_strings_are_counted_for_rows_too(read):
    with pytest.raises(DataFormatError, match="repeats long strings"):
        read(BOMBS["one string 100,000 times"])
    with pytest.raises(DataFormatError, match="repeats long strings"):
        next(read_string_rows(read.path))


def test_a_long_string_among_objects_is_no_obstacle_to_rows(read):
    with pytest.raises(DataFormatError, match=r"100,000 characters.*load_parallel"):
        read(BOMBS["one long string"])
    rows = list(read_string_rows(read.path))
    assert len(rows) == 50_000
    assert rows[1] == ["a", "a"]


def test_nothing_in_the_package_unpickles():
    """No module imports `pickle`, or calls what would use it."""
    for path in Path(nlp_suite.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {"pickle", "_pickle", "dill", "marshal", "shelve"} & set(names), path
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert isinstance(node.value, ast.Constant), path
                assert node.value.value is False, path


def test_the_unpickler_is_not_even_used(read, monkeypatch):
    def fail(*arguments, **options):
        raise AssertionError("a file got to the unpickler")

    data = pickle.dumps(np.array(ROWS))
    for name in ("load", "loads", "Unpickler", "_Unpickler"):
        monkeypatch.setattr(pickle, name, fail)
    assert read(data).tolist() == ROWS


def test_no_module_of_numpy_is_imported_by_name(read):
    before = set(sys.modules)
    with pytest.raises(UnsafeFileError):
        read(b"cnumpy.f2py\nmain\n.")
    assert set(sys.modules) == before
