"""DistilBERT by its names on the hub: the reader, and the encoder of extractive summaries."""

import typing

import pytest
import transformers
from safetensors.numpy import load_file, save_file

import nlp_suite
from nlp_suite.models.hub.catalogue import PINNED_REVISIONS
from nlp_suite.tasks.summarization.options import Method

READER, ENCODER = "distilbert-base-uncased-distilled-squad", "distilbert-base-uncased"
PRETRAINED = {"engine": "pretrained"}


@pytest.fixture
def publish(hub):
    """Puts a small checkpoint on the hub under a name, at its pinned commit."""

    def publish(name, folder, **changes):
        files = {file.name: file.read_bytes() for file in folder.iterdir()} | changes
        hub.add(name, files)
        hub.repositories[name].commits[PINNED_REVISIONS[name]] = files

    return publish


@pytest.fixture(scope="module")
def masked_language_model(checkpoints, tmp_path_factory):
    """Weights as those of the published encoder: with a prefix, and the head of its training."""
    encoder = load_file(checkpoints / "distilbert" / "model.safetensors")
    config = transformers.DistilBertConfig.from_pretrained(checkpoints / "distilbert")
    folder = tmp_path_factory.mktemp("masked")
    transformers.DistilBertForMaskedLM(config).save_pretrained(folder)
    tensors = load_file(folder / "model.safetensors")
    prefixed = {f"distilbert.{name}": tensor for name, tensor in encoder.items()}
    assert prefixed.keys() < tensors.keys()
    assert {"vocab_transform.weight", "vocab_layer_norm.weight"} < tensors.keys()
    save_file(tensors | prefixed, folder / "model.safetensors", metadata={"format": "pt"})
    return (folder / "model.safetensors").read_bytes()


def test_the_reader(publish, checkpoints, article):
    publish(READER, checkpoints / "distilbert-squad")
    answer = nlp_suite.answer("Who built it?", article, model=READER, **PRETRAINED)
    local = checkpoints / "distilbert-squad"
    same = nlp_suite.answer("Who built it?", article, model=local, **PRETRAINED)
    assert (answer.model, answer.engine) == (READER, "pretrained")
    assert (answer.start, answer.end, answer.score) == (same.start, same.end, same.score)
    assert answer.text


def test_the_encoder_with_every_method(publish, checkpoints, masked_language_model, article):
    files = {"model.safetensors": masked_language_model}
    publish(ENCODER, checkpoints / "distilbert", **files)
    summarizer = nlp_suite.load("summarize", model=ENCODER, **PRETRAINED)
    bare = nlp_suite.load("summarize", model=checkpoints / "distilbert", **PRETRAINED)
    text = article[:2500]
    for method in typing.get_args(Method):
        summary = summarizer(text, sentences=3, method=method)
        assert (summary.model, summary.method) == (ENCODER, method)
        assert len(summary.sentences) == 3
        assert summary.sentences == bare(text, sentences=3, method=method).sentences
