import os
import shutil

import pytest

from nlp_suite import ModelFormatError, ModelNotAvailableError
from nlp_suite.models import ModelFolder
from nlp_suite.models.folder.fingerprint import model_fingerprint


def test_it_is_of_all_files_but_the_card(tiny_reader, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(tiny_reader, copy)
    fingerprint = model_fingerprint(tiny_reader)
    assert len(fingerprint) == 64
    assert model_fingerprint(copy) == fingerprint
    (copy / "README.md").write_text("Other words.")
    (copy / ".cache").write_text("x")
    assert model_fingerprint(copy) == fingerprint
    for path in sorted(copy.glob("[a-z]*")):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + b"~")
        assert model_fingerprint(copy) != fingerprint
        path.write_bytes(data)
    assert model_fingerprint(copy) == fingerprint
    (copy / "parts").mkdir()
    (copy / "parts" / "more.safetensors").write_bytes(b"")
    assert model_fingerprint(copy) != fingerprint


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "config.json").symlink_to("nowhere")
    with pytest.raises(ModelNotAvailableError, match="cannot be read: No such file"):
        model_fingerprint(tmp_path)


def test_a_model_folder_has_the_same(tiny_reader):
    assert ModelFolder.open(tiny_reader).fingerprint() == model_fingerprint(tiny_reader)


def test_pipes_and_devices(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ModelFormatError, match="pipe is no regular file"):
        model_fingerprint(tmp_path)
    (tmp_path / "pipe").unlink()
    (tmp_path / "zero").symlink_to("/dev/zero")
    with pytest.raises(ModelFormatError, match="zero is no regular file"):
        model_fingerprint(tmp_path)


def test_a_folder_that_is_no_model(tmp_path, monkeypatch):
    monkeypatch.setattr("nlp_suite.models.folder.fingerprint._MOST_FILES", 3)
    for name in "abcd":
        (tmp_path / name).touch()
    with pytest.raises(ModelFormatError, match="has more than 3 files; is it a model"):
        model_fingerprint(tmp_path)
    with pytest.raises(ModelNotAvailableError, match="cannot be read"):
        model_fingerprint(tmp_path / "none")
