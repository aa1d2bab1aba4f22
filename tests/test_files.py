import os
import subprocess
import sys
from pathlib import Path

import pytest

from nlp_suite import InvalidInputError, files
from nlp_suite.files import (
    atomic_file,
    atomic_folder,
    remove_leftovers,
    remove_leftovers_of,
    restore_folder,
)


def test_folder_appears_when_complete(tmp_path):
    path = tmp_path / "deep" / "model"
    with atomic_folder(path) as work:
        (work / "a").write_text("1")
        assert not path.exists()
    assert (path / "a").read_text() == "1"
    assert [p.name for p in path.parent.iterdir()] == ["model"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_failure_leaves_what_was_there(tmp_path, error):
    path = tmp_path / "model"
    path.mkdir()
    (path / "a").write_text("old")

    def fail():
        with atomic_folder(path) as work:
            (work / "a").write_text("new")
            raise error

    with pytest.raises(error):
        fail()
    assert (path / "a").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


def test_replace(tmp_path):
    path = tmp_path / "model"
    for text, replace, expected in (("1", True, "1"), ("2", True, "2"), ("3", False, "2")):
        with atomic_folder(path, replace=replace) as work:
            (work / "a").write_text(text)
        assert (path / "a").read_text() == expected
        assert [p.name for p in tmp_path.iterdir()] == ["model"]


def test_file(tmp_path):
    path = tmp_path / "report.json"
    path.write_text("old")

    def fail():
        with atomic_file(path) as work:
            work.write_text("half")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert path.read_text() == "old"
    with atomic_file(path) as work:
        work.write_text("new")
    assert path.read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def test_leftovers_of_killed_processes(tmp_path):
    remove_leftovers(tmp_path / "none")
    stays = {".hidden", "model.new", ".model.new.short", "notes.txt"}
    for name in stays:
        (tmp_path / name).write_text("")
    with atomic_folder(tmp_path / "model") as work, atomic_file(tmp_path / "a.csv") as file:
        (work / "a").write_text("")
        file.write_text("")
        folder_name, file_name = work.name, file.name
    (tmp_path / folder_name).mkdir()
    (tmp_path / folder_name / "a").write_text("")
    (tmp_path / folder_name.replace(".new.", ".old.")).mkdir()
    (tmp_path / file_name).write_text("")
    remove_leftovers(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == stays | {"model", "a.csv"}


KILLED = """
import os
from pathlib import Path
from nlp_suite import files
{setup}
rename = Path.rename
def killed(self, target):
    rename(self, target)
    os.kill(os.getpid(), 9)
Path.rename = killed
remove = files._remove
files._remove = lambda path: os.kill(os.getpid(), 9)
with files.atomic_folder(Path("model")) as folder:
    (folder / "a").write_text("new")
"""


def kill_while_replacing(folder, setup=""):
    (folder / "model").mkdir()
    (folder / "model" / "a").write_text("old")
    code = KILLED.format(setup=setup)
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, check=False)
    assert run.returncode == -9


def test_a_replacement_that_is_killed_leaves_a_whole_folder_at_the_name(tmp_path):
    kill_while_replacing(tmp_path)
    # One of the two, whichever; where names cannot be exchanged, the old one is found again.
    restore_folder(tmp_path / "model")
    assert (tmp_path / "model" / "a").read_text() in ("old", "new")
    with atomic_folder(tmp_path / "model") as folder:
        (folder / "a").write_text("newer")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert (tmp_path / "model" / "a").read_text() == "newer"


def test_without_an_exchange_the_old_folder_gets_its_name_back(tmp_path):
    kill_while_replacing(tmp_path, "files.exchange = lambda first, second: False")
    names = {path.name.split(".")[2] for path in tmp_path.iterdir()}
    assert names == {"new", "old"}
    restore_folder(tmp_path / "model")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert (tmp_path / "model" / "a").read_text() == "old"


def test_remove_leftovers_puts_back_what_has_lost_its_name(tmp_path):
    old = tmp_path / f".model.old.{'0' * 32}"
    old.mkdir()
    (old / "a").write_text("old")
    remove_leftovers(tmp_path)
    assert (tmp_path / "model" / "a").read_text() == "old"


def test_without_an_exchange_folders_are_replaced_too(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "exchange", lambda first, second: False)
    for text in ("1", "2"):
        with atomic_folder(tmp_path / "model") as work:
            (work / "a").write_text(text)
    assert (tmp_path / "model" / "a").read_text() == "2"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_what_running_processes_write_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_WAIT_SECONDS", 0.0)
    with atomic_folder(tmp_path / "model") as work:
        kept = {work.name, work.name.replace(".new.", ".old.")}
        # Of another machine, or of a release that wrote no numbers of processes.
        kept.add(f".model.new.{'f' * 32}")
        for name in kept:
            (tmp_path / name).mkdir(exist_ok=True)
        restore_folder(tmp_path / "model")
        assert {path.name for path in tmp_path.iterdir()} == kept
        os.utime(tmp_path / f".model.new.{'f' * 32}", (0, 0))
        restore_folder(tmp_path / "model")
        assert {path.name for path in tmp_path.iterdir()} == kept - {f".model.new.{'f' * 32}"}


def test_files_are_on_the_disk_before_they_get_their_name(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(os.fstat(number).st_ino))
    with atomic_folder(tmp_path / "model") as work:
        (work / "a").write_text("1")
    assert synced == [(tmp_path / name).stat().st_ino for name in ("model/a", "model", "")]
    with atomic_folder(tmp_path / "cache", sync=False) as work:
        (work / "a").write_text("1")
    assert len(synced) == 3


def test_a_file_is_on_the_disk_before_it_gets_its_name(tmp_path, monkeypatch):
    synced, path = [], tmp_path / "a.csv"
    path.write_text("old")

    def note(number):
        synced.append((os.fstat(number).st_ino, path.read_text()))

    monkeypatch.setattr(os, "fsync", note)
    with atomic_file(path) as file:
        file.write_text("new")
        number = file.stat().st_ino
    assert synced == [(number, "old"), (tmp_path.stat().st_ino, "new")]


def test_files_that_running_processes_write_stay(tmp_path):
    path = tmp_path / "a.csv"
    with atomic_file(path) as file:
        file.write_text("new")
        process = file.name.rpartition(".")[2]
        # What a process has left that there is none of any more, and of another file.
        killed = tmp_path / f".a.csv.new.{'7fffffff'}{process[8:]}"
        other = tmp_path / f".a.csv.txt.new.{'7fffffff'}{process[8:]}"
        for one in (killed, other):
            one.write_text("")
        remove_leftovers_of(path)
        assert {one.name for one in tmp_path.iterdir()} == {file.name, other.name}
    assert path.read_text() == "new"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="nothing tells how it is")
def test_a_process_that_was_not_waited_for_writes_no_more(tmp_path):
    path = tmp_path / "a.csv"
    with subprocess.Popen([sys.executable, "-S", "-c", ""]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        with atomic_file(path) as file:
            own = file.name.rpartition(".")[2]
            (tmp_path / f".a.csv.new.{process.pid:08x}{own[8:]}").write_text("")
            remove_leftovers_of(path)
            assert list(tmp_path.iterdir()) == []
            file.write_text("new")


def test_what_stands_there_may_be_a_link_or_a_file(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("")
    for name in ("link", "file"):
        with atomic_folder(tmp_path / name) as work:
            (work / "a").write_text("1")
        assert (tmp_path / name / "a").read_text() == "1"
        assert not (tmp_path / name).is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"elsewhere", "link", "file"}


@pytest.mark.parametrize("path", ["", "/", "."])
def test_a_path_without_a_name(path):
    with pytest.raises(InvalidInputError, match="names no file or folder"), atomic_folder(path):
        pass


def test_nothing_but_regular_files_is_opened(tmp_path):
    (tmp_path / "file").write_bytes(b"Tom")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    def refuse(kind):
        return InvalidInputError(f"it is {kind}")

    for name in ("file", "link"):
        with files.open_regular(tmp_path / name, refuse) as file:
            assert file.read() == b"Tom"
            assert not os.get_inheritable(file.fileno())
    kinds = {"folder": "a folder", "pipe": "a named pipe", "/dev/null": "a device"}
    for name, kind in kinds.items():
        with pytest.raises(InvalidInputError, match=f"it is {kind}"):
            files.open_regular(tmp_path / name, refuse)
    with pytest.raises(InvalidInputError, match="it is no regular file"):
        files.open_regular(tmp_path / "link", refuse, follow_links=False)
    with pytest.raises(FileNotFoundError):
        files.open_regular(tmp_path / "none", refuse)


@pytest.mark.parametrize("then", ["pipe", "link"])
def test_a_file_that_is_replaced_before_it_is_opened(tmp_path, monkeypatch, then):
    path = tmp_path / "file"
    path.write_bytes(b"Tom")
    opening = os.open

    def replace_first(*arguments):
        path.unlink()
        os.mkfifo(path) if then == "pipe" else path.symlink_to("/etc/passwd")
        return opening(*arguments)

    monkeypatch.setattr(os, "open", replace_first)
    with pytest.raises(OSError, match=r"it is a named pipe|Too many levels of symbolic links"):
        files.open_regular(path, lambda kind: OSError(f"it is {kind}"), follow_links=False)
