"""A model folder on the hub is found, checked and named like any other."""

import json
import shutil
from fnmatch import fnmatch

import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelNotAvailableError, registry
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.load_options import LoadOptions
from nlp_suite.models import find
from nlp_suite.models.folder.shipped import shipped_models
from nlp_suite.models.hub.download import download
from nlp_suite.registry import find_loader, register


def test_a_downloaded_folder_is_called_by_its_id(tmp_path, monkeypatch):
    folder = tmp_path / "0123abcd"
    shutil.copytree(MODELS_FOLDER / "all-MiniLM-L6-v2", folder)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda hub_id, **_: str(folder))
    summary = nlp_suite.summarize("One. Two.", model="owner/summarizer", revision="0123abcd")
    assert summary.model == "owner/summarizer"


def test_the_download_has_all_of_a_model_folder(tmp_path, monkeypatch):
    """The patterns of the download take every file that a model folder needs."""
    asked = {}

    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).touch()

    def snapshot_download(hub_id, revision, allow_patterns, **_):
        asked.update(hub_id=hub_id, revision=revision, patterns=allow_patterns)
        return str(tmp_path)

    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    assert download("owner/model", revision="v1") == tmp_path
    assert (asked["hub_id"], asked["revision"]) == ("owner/model", "v1")
    for file in (
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "source_tokenizer.json",
        # Those of a Marian checkpoint.
        "model-00001-of-00002.safetensors",
        "model.safetensors.index.json",
        "source.spm",
        "target.spm",
        "vocab.json",
        "target_vocab.json",
        "tokenizer_config.json",
    ):
        assert any(fnmatch(file, pattern) for pattern in asked["patterns"]), file
    for file in ("pytorch_model.bin", "tf_model.h5", "rust_model.ot"):
        assert not any(fnmatch(file, pattern) for pattern in asked["patterns"]), file


def test_shipped_models_are_listed():
    assert "all-MiniLM-L6-v2" in shipped_models()


def test_tasks_and_engines_are_found_by_name(monkeypatch):
    marker = object()
    monkeypatch.setattr(registry, "_LOADERS", dict(registry._LOADERS))
    register("test-task", "test-engine")(lambda _: marker)
    assert find_loader("test-task", "test-engine")(LoadOptions()) is marker
    with pytest.raises(InvalidInputError, match=r"\['test-engine'\] for test-task, got 'x'"):
        find_loader("test-task", "x")


def test_a_task_without_a_model_of_its_own(monkeypatch):
    monkeypatch.delitem(find.DEFAULT_MODELS, ("summarize", "custom"))
    with pytest.raises(ModelNotAvailableError, match="no model for summarize comes with"):
        find.find_model_folder("summarize")


@pytest.mark.parametrize(
    ("config", "writes"),
    [
        ({"architectures": ["BartForConditionalGeneration"], "is_encoder_decoder": True}, True),
        ({"architectures": ["T5ForConditionalGeneration"]}, True),
        ({"is_encoder_decoder": True}, True),
        ({"architectures": ["T5EncoderModel"], "is_encoder_decoder": True}, False),
        ({"architectures": ["DistilBertModel"]}, False),
        ({"architectures": "odd", "is_encoder_decoder": "yes"}, False),
        (["no", "mapping"], False),
        ("[" * 100_000, False),
        ("{", False),
        (None, False),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_configuration_decides_which_summarizer_is_loaded(config, writes, tmp_path):
    if config is not None:
        text = config if isinstance(config, str) else json.dumps(config)
        (tmp_path / "config.json").write_text(text)
    options = LoadOptions(engine="pretrained", model=tmp_path)
    # Nothing but that file is read yet.
    loaded = registry.load("summarize", options, lazy=True)
    assert type(loaded).__name__ == ("AbstractiveSummarizer" if writes else "Summarizer")
