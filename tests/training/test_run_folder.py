import os
import subprocess
import sys

import numpy as np
import pytest
from safetensors.numpy import load_file

from nlp_suite.errors import InvalidInputError, ModelFormatError, TrainingError
from nlp_suite.text import train_tokenizers
from nlp_suite.training import TranslationConfig
from nlp_suite.training.run_folder import RunFolder

TOKENIZERS = train_tokenizers(["Go on."], ["Mach weiter."], vocabulary_size=50, joint=False)
ENVIRONMENT = {"precision": "float32", "backend": "torch"}


def config(folder="run", **optimization):
    data = {"train": "ita.txt", "source_language": "fr", "target_language": "it"}
    values = {"folder": folder, "data": data, "optimization": optimization}
    return TranslationConfig.from_dict(values)


@pytest.fixture
def folder(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.start(config(), ENVIRONMENT, TOKENIZERS)
    return folder


def names(folder):
    return sorted(path.name for path in folder.path.iterdir())


def test_what_was_started_is_found_again(folder):
    assert names(folder) == [
        "config.json",
        "environment.json",
        "source_tokenizer.json",
        "target_tokenizer.json",
    ]
    again = RunFolder(str(folder.path))
    assert again.read_environment(config()) == ENVIRONMENT
    for loaded, tokenizer in zip(again.read_tokenizers(), TOKENIZERS, strict=True):
        assert loaded.to_str() == tokenizer.to_str()
    # A run may be moved.
    assert again.read_environment(config("elsewhere")) == ENVIRONMENT


def test_no_run_yet(tmp_path):
    folder = RunFolder(tmp_path / "run")
    assert folder.read_environment(config()) is None
    assert folder.read_result() is None
    assert not folder.path.exists()


def test_the_toml_file_is_kept_as_it_is(tmp_path):
    content = b"# A comment.\r\nfolder = 'run'\r\n"
    folder = RunFolder(tmp_path / "run", toml=content)
    folder.start(config(), ENVIRONMENT, TOKENIZERS)
    assert (folder.path / "config.toml").read_bytes() == content


def test_another_configuration(folder):
    with pytest.raises(InvalidInputError) as caught:
        folder.read_environment(config(epochs=3))
    assert str(caught.value) == (
        f"{folder.path} holds a run with optimization.epochs = 20, got 3; choose another folder, "
        "or delete this one to start anew"
    )
    (folder.path / "model").mkdir()
    with pytest.raises(InvalidInputError, match=r"folder with start_from = .*model' to train"):
        folder.read_environment(config(epochs=3))
    with pytest.raises(InvalidInputError, match=r"optimization\.clip_norm = None, got 1\.0"):
        folder.read_environment(config(clip_norm=1.0))


@pytest.mark.parametrize("name", ["config.json", "environment.json"])
@pytest.mark.parametrize("content", [b"", b'{"task": ', b"[]", b"\xff\xfe", b"null"])
def test_damaged_json(folder, name, content):
    (folder.path / name).write_bytes(content)
    with pytest.raises(ModelFormatError) as caught:
        folder.read_environment(config())
    assert str(caught.value).startswith(f"{folder.path / name} is damaged (")
    assert str(caught.value).endswith("restore it, or delete the run")


def test_a_missing_environment(folder):
    (folder.path / "environment.json").unlink()
    with pytest.raises(ModelFormatError, match=r"environment\.json is damaged .*No such file"):
        folder.read_environment(config())


@pytest.mark.parametrize("name", ["source_tokenizer.json", "target_tokenizer.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"])
def test_damaged_tokenizers(folder, name, content):
    if content is None:
        (folder.path / name).unlink()
    else:
        (folder.path / name).write_bytes(content)
    with pytest.raises(ModelFormatError) as caught:
        folder.read_tokenizers()
    assert str(caught.value).startswith(f"{folder.path / name} is damaged (")


def test_the_newest_weights_are_kept_and_averaged(tmp_path, rng):
    folder = RunFolder(tmp_path)
    epochs = [rng.normal(size=(3, 2)).astype("float32") for _ in range(12)]
    for number, kernel in enumerate(epochs, start=1):
        # Transposed: not in the order in which it is stored.
        folder.keep_weights(number, {"kernel": kernel.T, "step": np.float32(number)}, newest=3)
    files = sorted(path.name for path in (tmp_path / "weights").iterdir())
    assert files == [f"epoch-{number:05d}.safetensors" for number in (10, 11, 12)]
    np.testing.assert_array_equal(load_file(tmp_path / "weights" / files[0])["kernel"], epochs[9].T)
    averaged = folder.average_weights([10, 11, 12])
    expected = np.mean(np.array(epochs[-3:], dtype="float64"), axis=0).T
    np.testing.assert_allclose(averaged["kernel"], expected, atol=1e-7)
    assert averaged["kernel"].dtype == np.float32
    assert averaged["step"] == 11.0


def test_damaged_weights(tmp_path):
    folder = RunFolder(tmp_path)
    for epoch in (1, 2):
        folder.keep_weights(epoch, {"a": np.ones(3, "float32")}, newest=2)
    file = tmp_path / "weights" / "epoch-00001.safetensors"
    data = file.read_bytes()
    # The end is cut off; the last value is another one; nothing is left.
    for damaged in (data[:-4], data[:-1] + b"@", b"", None):
        file.unlink() if damaged is None else file.write_bytes(damaged)
        with pytest.raises(ModelFormatError, match=r"epoch-00001\.safetensors is damaged"):
            folder.average_weights([1, 2])
    assert folder.average_weights([2])["a"].tolist() == [1, 1, 1]


def test_a_finished_run(folder):
    (folder.path / "best").mkdir()
    (folder.path / "best" / "config.json").write_text("{}")
    history, metrics = [{"epoch": 1, "loss": 2.5}], {"validation_loss": 1.5}
    result = folder.finish("best", history, metrics, epoch=1)
    assert (result.history, result.metrics, result.epoch) == (history, metrics, 1)
    assert (result.model / "config.json").read_text() == "{}"
    assert RunFolder(folder.path).read_result() == result
    (folder.path / "result.json").write_text('{"history": []}')
    with pytest.raises(ModelFormatError, match=r"result\.json is damaged \(its keys are"):
        folder.read_result()
    (result.model / "config.json").unlink()
    result.model.rmdir()
    assert folder.read_result() is None


def test_a_copy_takes_the_place_of_what_was_there(folder):
    for name, number in (("last", 2), ("best", 1)):
        (folder.path / name).mkdir()
        (folder.path / name / f"{number}.txt").write_text("")
    folder.copy("last", "best")
    assert [path.name for path in (folder.path / "best").iterdir()] == ["2.txt"]
    assert [path.name for path in (folder.path / "last").iterdir()] == ["2.txt"]


def test_a_damaged_model_is_not_copied(folder):
    last = folder.path / "last"
    last.mkdir()
    for name in ("config.json", "README.md"):
        (last / name).write_text("{}")
    digest = folder.digest("last")
    folder.copy("last", "best", digest)
    for name, damaged in (("config.json", "{ }"), ("README.md", ""), ("config.json", None)):
        kept = (last / name).read_text()
        (last / name).unlink() if damaged is None else (last / name).write_text(damaged)
        with pytest.raises(ModelFormatError, match=r"last is damaged \(it has another digest"):
            folder.copy("last", "best", digest)
        with pytest.raises(ModelFormatError, match="last is damaged"):
            folder.finish("last", [], {}, epoch=1, digest=digest)
        (last / name).write_text(kept)
    (last / "README.md").unlink()
    with pytest.raises(ModelFormatError, match="last is damaged"):
        folder.copy("last", "best", digest)
    (last / "config.json").unlink()
    last.rmdir()
    with pytest.raises(ModelFormatError, match=r"last is damaged .*No such file"):
        folder.copy("last", "best", digest)
    assert folder.digest("best") == digest
    assert not (folder.path / "model").exists()


def test_a_result_is_of_a_complete_model(folder):
    (folder.path / "best").mkdir()
    (folder.path / "result.json").write_text("{}")

    def fail(path):
        assert path == folder.path / "model"
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        folder.finish("best", [], {}, epoch=1, complete=fail)
    assert folder.read_result() is None


def test_leftovers_are_deleted(folder):
    (folder.path / "weights").mkdir()
    for name in (".best.new." + "a" * 32, "weights/.epoch-00001.safetensors.new." + "b" * 32):
        (folder.path / name).write_text("")
    before = names(folder)
    with folder.lock():
        assert set(before) - set(names(folder)) == {".best.new." + "a" * 32}
        assert not list((folder.path / "weights").iterdir())


@pytest.mark.skipif(os.name == "nt", reason="there is no lock")
def test_one_process_at_a_time(folder):
    code = "import sys; from nlp_suite.training.run_folder import RunFolder\n"
    code += "with RunFolder(sys.argv[1]).lock(): print('locked', flush=True); input()"
    command = [sys.executable, "-W", "ignore", "-c", code, str(folder.path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout.readline() == b"locked\n"
        with pytest.raises(TrainingError, match="another process trains in"), folder.lock():
            pytest.fail("two processes in one folder")
        process.kill()
    with folder.lock():
        pass
