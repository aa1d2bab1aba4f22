"""Checkpoints are fetched from the hub, found in its cache, and never waited for without end."""

import os
import socket
import subprocess
import sys
import time

import pytest

from nlp_suite import InvalidInputError, ModelNotAvailableError
from nlp_suite.models.hub.checkpoint_files import is_downloaded
from nlp_suite.models.hub.download import download

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A hub cache with one model, and no network."""
    folder = tmp_path / "models--owner--model" / "snapshots" / COMMIT
    folder.mkdir(parents=True)
    for name in ("config.json", "model.safetensors"):
        (folder / name).write_text("{}")
    references = tmp_path / "models--owner--model" / "refs"
    references.mkdir()
    (references / "main").write_text(COMMIT)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    return folder


@pytest.mark.parametrize("revision", ["main", COMMIT])
def test_what_is_in_the_cache_needs_no_network(revision, cache):
    assert download("owner/model", revision=revision) == cache


@pytest.mark.parametrize(
    ("name", "revision"), [("owner/other", "main"), ("owner/model", "refs/pr/4")]
)
def test_what_is_not_in_the_cache(name, revision, cache, tmp_path):
    with pytest.raises(ModelNotAvailableError) as caught:
        download(name, revision=revision)
    message = str(caught.value)
    assert repr(name) in message
    assert str(tmp_path) in message
    assert f"hf download {name} --revision {revision} --local-dir FOLDER" in message
    assert "HF_HUB_CACHE" in message
    assert "\n" not in message


def test_a_hub_that_does_not_answer(tmp_path):
    """It takes the connection, and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        environment = os.environ | {
            "HF_ENDPOINT": f"http://127.0.0.1:{server.getsockname()[1]}",
            "HF_HUB_ETAG_TIMEOUT": "1",
            "HF_HUB_CACHE": str(tmp_path),
            "HF_HUB_OFFLINE": "0",
        }
        code = "from nlp_suite.models.hub.download import download as d; d('o/m', revision='main')"
        start = time.monotonic()
        result = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert "is not in the cache" in result.stderr
    assert time.monotonic() - start < 100


@pytest.mark.parametrize(
    "file",
    [
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "model-00001-of-00002.safetensors",
        "model.safetensors.index.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "vocab.txt",
        "vocab.json",
        "merges.txt",
        "source.spm",
        "target.spm",
        "source_tokenizer.json",
    ],
)
def test_files_that_are_fetched(file):
    assert is_downloaded(file)


@pytest.mark.parametrize(
    "file", ["pytorch_model.bin", "tf_model.h5", "rust_model.ot", "modeling.py", "model.pkl"]
)
def test_files_that_are_not(file):
    assert not is_downloaded(file)


def test_a_revision_is_needed():
    with pytest.raises(InvalidInputError, match="revision='main' for whatever is newest"):
        download("owner/model", revision=None)
