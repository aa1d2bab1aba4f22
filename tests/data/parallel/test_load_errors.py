import pickle

import numpy as np
import pytest

import nlp_suite
from nlp_suite import DataFormatError, InvalidInputError, UnsafeFileError

datasets = pytest.importorskip("datasets")


def load(source, **options):
    return nlp_suite.data.load_parallel(source, **options)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.tsv", b"", "is empty"),
        ("a.tsv", b"\n \n", "holds no pairs"),
        ("a.csv", b"source,target\n", "holds no pairs"),
        ("a.tsv", b"caf\xe9\tKaffee\n", "not valid UTF-8: byte 0xe9 at offset 3, line 1"),
        ("a.tsv", b"Go.\tGeh.\ncaf\xe9\tKaffee\n", "offset 12, line 2"),
        ("a.tsv", b"Go.\tGe\0h.\n", "binary file"),
        ("a.pkl", b"Go.\tGeh.\n", "not a pickle"),
        ("a.pkl", pickle.dumps(np.array([["a"] * 4])), "row 1: cells: 4"),
        ("a.parquet", b"Go.\tGeh.\n", "no Parquet file"),
        ("a.parquet", b"PAR1" * 10, "no Parquet file"),
        ("a.csv", b'source,target\n"Go.,Geh.\n', "line 2: .*is a quotation mark left open"),
        ("a.csv", b"Go.,Geh.\n", "no columns 'source' and 'target' in its first line"),
    ],
)
def test_bad_files(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DataFormatError, match=message) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_pickle_that_runs_code(tmp_path):
    path = tmp_path / "a.pkl"
    path.write_bytes(b"cos\nsystem\n(X\x04\x00\x00\x00truetR.")
    with pytest.raises(UnsafeFileError, match=r"a.pkl: it asks for 'os.system'"):
        load(path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"splits": (0.8, 0.2)}, "three shares"),
        ({"splits": (0.8, 0.1, 0.2)}, "three shares"),
        ({"splits": (1.2, -0.1, -0.1)}, "three shares"),
        ({"splits": (float("nan"), 0.5, 0.5)}, "three shares"),
        ({"splits": "abc"}, "three shares"),
        ({"splits": 0.8}, "three shares"),
        ({"seed": -1}, "seed must"),
        ({"seed": 2**64}, "seed must"),
        ({"seed": 1.5}, "seed must"),
        ({"seed": True}, "seed must"),
        ({"rows": 0}, "rows must"),
        ({"rows": "all"}, "rows must"),
        ({"clean": "ASCII"}, "clean must"),
        ({"on_bad_rows": "drop"}, "on_bad_rows must"),
        ({"source": 5}, "source must be"),
        ({"source": ("a", "b", "c")}, "a tuple must name two files"),
        ({"source": ("a", None)}, "a tuple must name two files"),
        ({"source": "a.txt"}, "there is no file 'a.txt'.*pass revision="),
        ({"source": ("a.en", "a.de")}, "there is no file 'a.en'"),
        ({"source": "a\0b"}, "there is no file"),
        ({"source": "a" * 5000}, "there is no file"),
        ({"source": "."}, "is a folder"),
        ({"source": ".", "revision": "main"}, "revision= is for data sets on the hub"),
        ({"source": "a b/c", "revision": "main"}, "no possible hub id"),
        ({"source": "../a", "revision": "main"}, "no possible hub id"),
    ],
)
def test_bad_arguments(options, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "good.tsv"
    path.write_text("Go.\tGeh.\n")
    with pytest.raises(InvalidInputError, match=message):
        load(**{"source": path} | options)


def test_unknown_endings(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"{}")
    with pytest.raises(InvalidInputError, match=r"ends in '\.json'"):
        load(path)
