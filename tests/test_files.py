import pytest

from nlp_suite.files import atomic_file, atomic_folder, remove_leftovers


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
