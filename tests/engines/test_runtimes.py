"""CTranslate2 computes what Keras does, for every kind of encoder that we have."""

import shutil
import subprocess
import sys
import threading

import numpy as np
import pytest

from nlp_suite import (
    DamagedCacheWarning,
    InvalidInputError,
    ModelFormatError,
    ModelNotAvailableError,
)
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2EncoderRuntime
from nlp_suite.engines.custom.keras_runtime import KerasEncoderRuntime
from nlp_suite.export.encoder import export_encoder
from nlp_suite.models import ModelFolder

KINDS = {
    "bert": {},
    "pre-norm": {"pre_norm": True},
    "distilbert": {"num_segments": 0},
    "paper": {
        "positions": "sinusoidal",
        "embedding_norm": False,
        "scale_embeddings": True,
        "num_segments": 0,
        "activation": "relu",
    },
    "scaled with segments": {"scale_embeddings": True, "positions": "sinusoidal"},
    "sinusoids in halves": {"positions": "sinusoidal_halves"},
    "gelu_tanh": {"activation": "gelu_tanh"},
    "silu": {"activation": "silu"},
    "wide epsilon": {"layer_norm_epsilon": 1e-2},
}
BATCHES = [[[2, 5, 8, 9, 3], [2, 7, 3]], [[2, 3]], [[2, *range(4, 24), 3]]]


def compare(folder, batches):
    keras_outputs = list(KerasEncoderRuntime(folder).encode(batches))
    runtime = CTranslate2EncoderRuntime(folder, compute_type="float32")
    worst = 0.0
    for batch, ours, theirs in zip(batches, keras_outputs, runtime.encode(batches), strict=True):
        assert ours.shape == theirs.shape
        for row, ids in enumerate(batch):
            worst = max(worst, np.abs(ours[row, : len(ids)] - theirs[row, : len(ids)]).max())
    return worst


@pytest.mark.parametrize("kind", KINDS)
def test_small_models(kind, make_model):
    assert compare(make_model(**KINDS[kind]), BATCHES) < 1e-4


def test_shipped_model(article):
    folder = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2")
    tokenizer = folder.read_tokenizer()
    batches = [
        [tokenizer.encode(line).ids[:256] for line in article.split("\n\n")[i : i + 2]]
        for i in (0, 3)
    ]
    assert compare(folder, batches) < 1e-4


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_order_is_kept_whatever_the_number_of_workers(threads, tiny_model):
    batches = [[[2, 4 + i % 40, 3]] for i in range(50)]
    alone = CTranslate2EncoderRuntime(tiny_model, threads=1)
    expected = np.concatenate(list(alone.encode(batches)))
    runtime = CTranslate2EncoderRuntime(tiny_model, threads=threads)
    np.testing.assert_allclose(np.concatenate(list(runtime.encode(batches))), expected, atol=1e-6)


def test_a_batch_of_one_equals_a_batch_of_many(tiny_model):
    runtime = CTranslate2EncoderRuntime(tiny_model)
    (together,) = runtime.encode([BATCHES[0] + BATCHES[2]])
    for row, ids in enumerate(BATCHES[0] + BATCHES[2]):
        (alone,) = runtime.encode([[ids]])
        np.testing.assert_allclose(together[row, : len(ids)], alone[0], atol=1e-5)


def test_the_cache_may_be_deleted_or_damaged(tiny_model, tmp_path, monkeypatch):
    monkeypatch.setenv("NLP_SUITE_CACHE", str(tmp_path))
    (expected,) = CTranslate2EncoderRuntime(tiny_model).encode([BATCHES[0]])
    (file,) = tmp_path.rglob("model.bin")
    whole = {path.name: path.read_bytes() for path in file.parent.iterdir()}

    def zero_a_page():
        content = bytearray(whole["model.bin"])
        content[4096:8192] = bytes(4096)
        file.write_bytes(content)

    checksums = file.with_name("checksums.json")
    for damage in (
        lambda: file.write_bytes(file.read_bytes()[:500]),
        zero_a_page,
        file.unlink,
        file.with_name("vocabulary.json").unlink,
        checksums.unlink,
        lambda: checksums.write_text("{}"),
        lambda: checksums.write_text("["),
    ):
        damage()
        with pytest.warns(DamagedCacheWarning, match="was damaged; it is made again"):
            (again,) = CTranslate2EncoderRuntime(tiny_model).encode([BATCHES[0]])
        np.testing.assert_array_equal(again, expected)
        assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == whole
    shutil.rmtree(file.parent)
    (again,) = CTranslate2EncoderRuntime(tiny_model).encode([BATCHES[0]])
    np.testing.assert_array_equal(again, expected)


def test_a_model_trained_anew_is_exported_anew(make_model):
    first, second = (
        next(CTranslate2EncoderRuntime(make_model(seed=seed)).encode([BATCHES[0]]))
        for seed in (1, 2)
    )
    assert np.abs(first - second).max() > 0.1


def test_without_a_writable_cache(tiny_model, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("a file where the cache folder should be")
    monkeypatch.setenv("NLP_SUITE_CACHE", str(blocked))
    (hidden,) = CTranslate2EncoderRuntime(tiny_model).encode([BATCHES[0]])
    assert np.isfinite(hidden).all()


def test_a_full_disk(tiny_model, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("NLP_SUITE_CACHE", str(tmp_path))
    monkeypatch.setattr("nlp_suite.export.encoder.export_encoder", full)
    with pytest.raises(ModelNotAvailableError, match=r"No space left.*NLP_SUITE_CACHE"):
        CTranslate2EncoderRuntime(tiny_model)


def test_processes_that_fill_the_cache_at_once(tiny_model, tmp_path, monkeypatch):
    monkeypatch.setenv("NLP_SUITE_CACHE", str(tmp_path))
    failures = []

    def load():
        try:
            next(CTranslate2EncoderRuntime(tiny_model, threads=1).encode([BATCHES[0]]))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(list(tmp_path.rglob("model.bin"))) == 1


def test_the_export_leaves_torch_alone(tiny_model, tmp_path):
    """torch is installed beside these tests, and neither imported nor hidden for good."""
    code = f"""
import sys
from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2EncoderRuntime
from nlp_suite.models import ModelFolder
CTranslate2EncoderRuntime(ModelFolder.open({str(tiny_model.path)!r}))
assert not {{"torch", "tensorflow", "keras", "transformers"}} & set(sys.modules)
import torch
import ctranslate2.specs.model_spec
assert ctranslate2.specs.model_spec.torch_is_available
"""
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        check=True,
        env={"NLP_SUITE_CACHE": str(tmp_path), "PATH": ""},
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"device": "tpu"}, "device must be one of"),
        ({"compute_type": "int3"}, "compute_type must be one of"),
        ({"threads": 0}, "threads must be a whole number from 1 up, got 0"),
        ({"threads": "2"}, "got '2'"),
    ],
)
def test_bad_options(options, message, tiny_model):
    with pytest.raises(InvalidInputError, match=message):
        CTranslate2EncoderRuntime(tiny_model, **options)


def test_damaged_weights(make_model, tmp_path):
    folder = make_model(seed=9)
    file = folder.path / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ModelFormatError, match="no complete safetensors file"):
        export_encoder(folder, tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("runtime", [CTranslate2EncoderRuntime, KerasEncoderRuntime])
def test_what_is_loaded_is_what_was_opened(runtime, make_model):
    folder, other = make_model(seed=71), make_model(seed=72)
    folder.fingerprint()
    shutil.rmtree(folder.path)
    shutil.copytree(other.path, folder.path)
    with pytest.raises(ModelFormatError, match=r"model\.safetensors has changed since it was"):
        runtime(folder)


def test_each_says_what_it_computes_with(make_model):
    folder = make_model()
    assert CTranslate2EncoderRuntime(folder).settings == ("ctranslate2", "cpu", "int8")
    settings = CTranslate2EncoderRuntime(folder, device="auto", compute_type="float32").settings
    assert settings.compute_type == "float32"
    assert settings.device in ("cpu", "cuda")
    assert KerasEncoderRuntime(folder).settings == ("keras", "cpu", "float32")
