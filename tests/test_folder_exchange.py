import ctypes
import sys

from nlp_suite.folder_exchange import exchange


def test_two_folders(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("")
    done = exchange(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a" / ("b" if done else "a")).exists()
    assert (tmp_path / "b" / ("a" if done else "b")).exists()


def test_what_cannot_be_exchanged(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    assert not exchange(tmp_path / "a", tmp_path / "missing")
    monkeypatch.setattr(ctypes, "CDLL", lambda name, use_errno: object())
    assert not exchange(tmp_path / "a", tmp_path / "a")
    monkeypatch.setattr(sys, "platform", "other")
    assert not exchange(tmp_path / "a", tmp_path / "a")
    assert (tmp_path / "a").is_dir()
