import shutil

import pytest

from nlp_suite import ModelNotAvailableError
from nlp_suite.batch.job_settings import model_version


def test_it_is_of_all_files_but_the_card(tiny_reader, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(tiny_reader, copy)
    version = model_version(tiny_reader)
    assert len(version) == 64
    assert model_version(copy) == version
    (copy / "README.md").write_text("Other words.")
    (copy / ".cache").write_text("x")
    assert model_version(copy) == version
    for path in sorted(copy.glob("[a-z]*")):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + b"~")
        assert model_version(copy) != version
        path.write_bytes(data)
    assert model_version(copy) == version
    (copy / "parts").mkdir()
    (copy / "parts" / "more.safetensors").write_bytes(b"")
    assert model_version(copy) != version


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "config.json").symlink_to("nowhere")
    with pytest.raises(ModelNotAvailableError, match="cannot be read: No such file"):
        model_version(tmp_path)
