import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import DataFormatError, InvalidInputError, NLPSuiteError, UnsafeFileError
from nlp_suite.data.files.compressed import Unpacked, read_bytes, read_unpacked

TEXT = "Grüße\tGreetings\n".encode()


def zipped(**members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "inner", "suffix"),
    [
        ("a.TXT", TEXT, "", ".txt"),
        ("a", TEXT, "", ""),
        ("a.txt.gz", gzip.compress(TEXT), "", ".txt"),
        ("a.en.gz", gzip.compress(TEXT[:5]) + gzip.compress(TEXT[5:]), "", ".en"),
        # The contents tell, not the name.
        ("a.txt", gzip.compress(TEXT), "", ".txt"),
        ("a.csv.gz", TEXT, "", ".gz"),
        ("a.zip", zipped(**{"folder/": b"", "folder/b.tsv": TEXT}), ":folder/b.tsv", ".tsv"),
        # The list's own archive has a page about itself.
        ("a.zip", zipped(**{"_about.txt": b"?", "deu.txt": TEXT}), ":deu.txt", ".txt"),
        ("a.zip", zipped(**{"__MACOSX/b.txt": b"?", "b.txt": TEXT}), ":b.txt", ".txt"),
        ("a.zip", zipped(**{"README.md": b"?", "b.CSV": TEXT}), ":b.CSV", ".csv"),
    ],
)
def test_unpacking(tmp_path, name, data, inner, suffix):
    path = tmp_path / name
    path.write_bytes(data)
    assert read_unpacked(path) == Unpacked(TEXT, f"{path}{inner}", suffix)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (gzip.compress(b""), "is empty"),
        (zipped(**{"a.txt": b""}), "a.txt is empty"),
        (gzip.compress(TEXT)[:-1], "damaged gzip data"),
        (gzip.compress(TEXT) + b"more", "damaged gzip data"),
        (zipped(**{"a.txt": TEXT})[:-1], "cannot be unpacked"),
        (zipped(), "holds 0 .nothing."),
        (zipped(**{"a.exe": TEXT}), "holds 0 .'a.exe'."),
        (zipped(**{"a.txt": TEXT, "b.tsv": TEXT}), "holds 2 .'a.txt', 'b.tsv'."),
    ],
)
def test_what_cannot_be_unpacked(tmp_path, data, message):
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(DataFormatError, match=message) as caught:
        read_unpacked(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/a.txt", "b/../../a.txt", "..\\a.txt", "C:\\a.txt"]
)
def test_names_that_lead_out_of_a_folder(tmp_path, name):
    path = tmp_path / "folder" / "a.zip"
    path.parent.mkdir()
    path.write_bytes(zipped(**{name: TEXT, "good.txt": TEXT}))
    with pytest.raises(UnsafeFileError, match="named to end up outside"):
        read_unpacked(path)
    assert [p.name for p in tmp_path.rglob("*")] == ["folder", "a.zip"]


def test_encrypted(tmp_path):
    data = bytearray(zipped(**{"a.txt": TEXT}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(DataFormatError, match="encrypted"):
        read_unpacked(tmp_path / "a.zip")


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(**{"a.txt": data})])
def test_bombs(tmp_path, monkeypatch, pack):
    # Smaller than in earnest, so that the test needs no 64 MiB.
    monkeypatch.setattr("nlp_suite.data.files.compressed._FREE_BYTES", 1 << 16)
    path = tmp_path / "a.gz"
    path.write_bytes(pack(bytes(10_000_000)))
    with pytest.raises(DataFormatError, match="unpacks to more than"):
        read_unpacked(path)
    path.write_bytes(pack(bytes(1 << 16)))
    assert len(read_unpacked(path).data) == 1 << 16


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archives_of_which_all_is_unpacked_whatever_is_asked_for(tmp_path, kind):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", kind) as archive:
        archive.writestr("a.txt", bytes(1 << 20))
    with pytest.raises(DataFormatError, match=r"packed in a way that is rare .* the file 'a.txt'"):
        read_unpacked(path)


def test_files_of_which_parts_were_never_written(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    for size, read in ((1 << 20, True), (1 << 43, False)):
        os.truncate(path, size)
        with path.open("ab") as file:
            file.write(TEXT)
        if read:
            assert len(read_bytes(path)) == size + len(TEXT)
            continue
        with pytest.raises(
            DataFormatError, match="has 8,796,093,022,226 bytes, of which many were"
        ):
            read_bytes(path)
        with pytest.raises(DataFormatError, match="a sparse file"):
            read_unpacked(path)


def test_what_is_larger_than_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("nlp_suite.data.files.compressed.refuse_sparse", lambda *_: None)
    path = tmp_path / "a.txt"
    path.touch()
    os.truncate(path, 1 << 43)
    with pytest.raises(InvalidInputError, match="has 8,796,093,022,208 bytes, more than there is"):
        read_bytes(path)


def test_text_of_any_size_unpacks():
    from nlp_suite.data.files import compressed

    assert compressed._FREE_BYTES >= 64 << 20
    assert compressed._LARGEST_RATIO >= 20


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("damaged") / "a"


@given(st.data())
def test_damage(path, data):
    packed = data.draw(
        st.sampled_from([gzip.compress(TEXT * 9), zipped(**{"_a.txt": b"?", "b.txt": TEXT * 9})])
    )
    damaged = bytearray(packed)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged[: data.draw(st.integers(1, len(damaged)))])
    try:
        assert isinstance(read_unpacked(path).data, bytes)
    except NLPSuiteError as error:
        message = str(error)
    else:
        message = ""
    assert "\n" not in message


def test_no_file(tmp_path):
    with pytest.raises(InvalidInputError, match="there is no file"):
        read_unpacked(tmp_path / "a.gz")
    with pytest.raises(InvalidInputError, match="is a folder"):
        read_unpacked(Path(tmp_path))
