"""Translated files wait in a folder, few of them and for some time."""

import os

import pytest

from nlp_suite.service.libre_translate.translated_files import FOLDER_VARIABLE, TranslatedFiles


@pytest.fixture
def files(tmp_path):
    return TranslatedFiles(tmp_path, most_files=3, most_bytes=100, seconds=60)


def age(folder, name, seconds):
    status = (folder / name).stat()
    os.utime(folder / name, (status.st_atime, status.st_mtime - seconds))


def test_a_file_is_had_by_its_name_alone(files, tmp_path):
    name = files.put("a.txt", b"Regen")
    assert files.get(name) == ("a.txt", b"Regen")
    assert files.put("a.txt", b"Regen") != name
    secret = name.partition(".")[0]
    for other in (
        secret,
        f"{secret}.b.txt",
        f"{secret}.a.txt\n",
        f"./{name}",
        f"{tmp_path}/{name}",
        "",
    ):
        assert files.get(other) is None
    assert sorted(files.get(one.name).data for one in tmp_path.iterdir()) == [b"Regen", b"Regen"]


def test_names_are_harmless(files):
    for given, shown in {
        "../../b.txt": "_.._b.txt",
        ".hidden": "hidden",
        "": "file",
        "...": "file",
        "ü ö.md": "_.md",
        'a"\r\nb.txt': "a_b.txt",
        "x" * 500: "x" * 100,
    }.items():
        assert files.get(files.put(given, b"")).name == shown


def test_the_oldest_go_first(files, tmp_path):
    names = []
    for number in range(5):
        names.append(files.put(f"{number}.txt", b"a"))
        age(tmp_path, names[-1], 20 - number)
    files.remove_old()
    assert [files.get(name) is not None for name in names] == [False, False, True, True, True]
    large = files.put("large.txt", b"a" * 99)
    assert [files.get(name) is not None for name in (*names, large)] == [False] * 4 + [True, True]


def test_old_ones_go(files, tmp_path):
    name = files.put("a.txt", b"a")
    age(tmp_path, name, 61)
    assert files.get(name) is None
    assert not list(tmp_path.iterdir())


def test_files_of_others_stay(files, tmp_path):
    for name in ("letter.txt", "a" * 32, ".x"):
        (tmp_path / name).write_bytes(b"a" * 200)
        age(tmp_path, name, 1000)
    (tmp_path / ("b" * 32 + "~")).write_bytes(b"")
    age(tmp_path, "b" * 32 + "~", 1000)
    assert files.get(files.put("a.txt", b"Regen")) is not None
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_is_made(tmp_path):
    files = TranslatedFiles(tmp_path / "a" / "b")
    assert files.get("a" * 32 + ".txt") is None
    assert files.get(files.put("a.txt", b"Regen")).data == b"Regen"


def test_processes_share_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    one, other = TranslatedFiles.of_environment(), TranslatedFiles.of_environment()
    name = one.put("a.txt", b"a")
    one.close()
    assert other.get(name).data == b"a"
    monkeypatch.delenv(FOLDER_VARIABLE)
    assert TranslatedFiles.of_environment().get(name) is None
