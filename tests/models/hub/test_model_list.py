"""Which models are listed: those that are shipped, cached or known, and that can be used."""

import json
from pathlib import Path

import pytest

from nlp_suite import InvalidInputError, ModelNotAvailableError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.load_options import TASKS
from nlp_suite.models import fetch_model, find_cached, list_models, remove_cached
from nlp_suite.models.find import DEFAULT_MODELS
from nlp_suite.models.hub.catalogue import KNOWN_MODELS, PINNED_REVISIONS
from nlp_suite.models.hub.checkpoint_tasks import checkpoint_tasks

CARD = b"---\nlicense: mit\nlanguage: [de, fr]\n---\n"


@pytest.fixture
def cache(hub):
    """Adds a commit to the hub's cache, as another program may have left it there."""
    from huggingface_hub.constants import HF_HUB_CACHE

    def add(name, files, commit="a" * 40, begun=False):
        folder = Path(HF_HUB_CACHE) / f"models--{name.replace('/', '--')}"
        snapshot = folder / "snapshots" / commit
        snapshot.mkdir(parents=True)
        for file, content in files.items():
            (snapshot / file).write_bytes(content)
        if begun:
            (folder / "blobs").mkdir()
            (folder / "blobs" / "0123.incomplete").touch()
        return snapshot

    return add


def listed(*places):
    return {model.name: model for model in list_models() if model.place in places}


def checkpoint(kind, *architectures, **more):
    return json.dumps({"model_type": kind, "architectures": architectures, **more}).encode()


def test_shipped_models(hub):
    models = listed("shipped")
    assert list(models) == sorted(path.name for path in MODELS_FOLDER.iterdir() if path.is_dir())
    for model in models.values():
        assert model.licence == "apache-2.0"
        assert model.revision is None
        assert model.path == MODELS_FOLDER / model.name
        assert 20_000_000 < model.num_bytes < 40_000_000
    assert models["german-english"].languages == ("de", "en")
    assert models["all-MiniLM-L6-v2"].languages == ("en",)
    assert models["english-reader"].tasks == ("answer",)
    # Nothing was asked for.
    assert hub.requests == []


def test_known_models(hub):
    models = listed("known")
    assert list(models) == list(KNOWN_MODELS)
    for name, model in models.items():
        assert (model.revision, model.path) == (PINNED_REVISIONS.get(name), None)
    for (task, engine), name in DEFAULT_MODELS.items():
        if engine == "pretrained":
            assert task in models[name].tasks
            assert models[name].revision is not None
    for task in TASKS:
        assert list_models(task) == [model for model in list_models() if task in model.tasks]
    with pytest.raises(InvalidInputError, match="task must be one of"):
        list_models("paint")


def test_cached_models_that_can_be_used(cache):
    weights = {"model.safetensors": b"123"}
    index = {"model.safetensors.index.json": b'{"weight_map": {"a": "model-1.safetensors"}}'}
    encoder = {"config.json": checkpoint("bert", "BertModel")}
    path = cache("owner/encoder", encoder | weights | {"README.md": CARD})
    cache("owner/sharded", encoder | index | {"model-1.safetensors": b"1"})
    cache("owner/lacks-a-shard", encoder | index, begun=True)
    cache("owner/pickled", encoder | {"pytorch_model.bin": b"1"})
    cache("owner/other", {"config.json": checkpoint("gpt2", "GPT2LMHeadModel")} | weights)
    cache("owner/damaged", {"config.json": b"{"} | weights)
    cache("owner/card", encoder | weights | {"README.md": b"---\nlicense: [\n---\n"})
    cache("distilbert-base-uncased", {"config.json": checkpoint("distilbert")} | weights)
    models = listed("cached", "incomplete")
    assert set(models) == {
        "owner/encoder",
        "owner/sharded",
        "owner/lacks-a-shard",
        "owner/card",
        "distilbert-base-uncased",
    }
    first = models["owner/encoder"]
    assert (first.place, first.tasks, first.path) == ("cached", ("summarize",), path)
    assert (first.languages, first.licence) == (("de", "fr"), "mit")
    assert first.num_bytes == sum(file.stat().st_size for file in path.iterdir())
    assert models["owner/lacks-a-shard"].place == "incomplete"
    assert models["owner/card"].licence is None
    # What is known of it by name is there, and it is not listed twice.
    assert models["distilbert-base-uncased"].languages == ("en",)
    assert "distilbert-base-uncased" not in listed("known")
    json.dumps([model.to_dict() for model in list_models()])


def test_several_commits(cache):
    files = {"config.json": checkpoint("bert"), "model.safetensors": b"1"}
    for digit in "ab":
        cache("owner/encoder", files, digit * 40)
    with pytest.raises(InvalidInputError, match="several commits of owner/encoder: aaa"):
        find_cached("owner/encoder")
    assert find_cached("owner/encoder", "bbbbbbb").commit == "b" * 40
    with pytest.raises(ModelNotAvailableError, match="'owner/encoder' at revision 'ccccccc' is"):
        find_cached("owner/encoder", "ccccccc")


def test_removing(tiny_reader, hub, cache):
    for name in ("owner/reader", "owner/other"):
        hub.add(name, tiny_reader)
        path = fetch_model(name, revision="main").path
    size = sum(file.stat().st_size for file in path.iterdir())
    assert size <= remove_cached("owner/reader") < size + 10_000
    assert set(listed("cached")) == {"owner/other"}
    assert not path.parents[2].joinpath("models--owner--reader").exists()
    # A download that had only begun.
    cache("owner/begun", {}, begun=True)
    remove_cached("owner/begun")
    assert not path.parents[2].joinpath("models--owner--begun").exists()
    for name, words in (
        ("owner/reader", "is not in the cache"),
        ("english-reader", "comes with the package"),
        ("../../etc", "no possible hub id"),
    ):
        with pytest.raises((ModelNotAvailableError, InvalidInputError), match=words):
            remove_cached(name)


@pytest.mark.parametrize(
    ("config", "tasks"),
    [
        ({"format_version": 1, "task": "translate"}, ("translate",)),
        ({"format_version": 1, "task": "paint"}, ()),
        ({"model_type": "marian", "architectures": ["MarianMTModel"]}, ("translate",)),
        ({"model_type": "m2m_100"}, ("translate",)),
        ({"model_type": "bart", "architectures": ["BartForConditionalGeneration"]}, ("summarize",)),
        ({"model_type": "bart", "architectures": ["BartForQuestionAnswering"]}, ("answer",)),
        ({"model_type": "roberta", "architectures": ["RobertaForQuestionAnswering"]}, ("answer",)),
        ({"model_type": "roberta", "architectures": ["RobertaForMaskedLM"]}, ("summarize",)),
        ({"model_type": "bert", "auto_map": {}}, ()),
        ({"model_type": ["bert"], "architectures": "BertForQuestionAnswering"}, ()),
        ({}, ()),
    ],
)
def test_the_tasks_of_a_configuration(config, tasks):
    assert checkpoint_tasks(config) == tasks
