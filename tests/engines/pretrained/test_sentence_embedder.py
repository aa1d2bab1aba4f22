import shutil

import numpy as np
import pytest
import torch
import transformers
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder as CustomEmbedder
from nlp_suite.engines.pretrained.sentence_embedder import SentenceEmbedder
from nlp_suite.engines.pretrained.torch_encoder import TorchEncoder
from nlp_suite.models import Encoder, ModelFolder, save_model


@pytest.fixture(scope="module")
def embedder(checkpoints):
    return SentenceEmbedder(checkpoints / "distilbert")


@pytest.fixture(scope="module")
def sentences(article):
    """Some of them of more than the 96 tokens that the model can take."""
    return [*article.replace("\n\n", " ").split(". ")[:20], article[:1500], "", "Zoë's 🦊!"]


def test_attributes(embedder, checkpoints):
    assert (embedder.engine, embedder.model) == ("pretrained", "distilbert")
    assert SentenceEmbedder(checkpoints / "distilbert", name="mine").model == "mine"


def test_our_own_encoder_gives_the_same(embedder, checkpoints, sentences, tmp_path):
    tokenizer = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2").read_tokenizer()
    encoder = Encoder.from_pretrained(checkpoints / "distilbert")
    options = {"pooling": "mean", "window": 96}
    save_model(encoder, tmp_path / "ours", tokenizer, task="summarize", options=options)
    ours = CustomEmbedder(ModelFolder.open(tmp_path / "ours"), compute_type="float32")
    np.testing.assert_allclose(embedder.embed(sentences), ours.embed(sentences), atol=1e-4)


def test_is_the_mean_of_the_hidden_states(embedder, checkpoints, sentences):
    model = transformers.AutoModel.from_pretrained(checkpoints / "distilbert")
    tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoints / "distilbert")
    with torch.no_grad():
        hidden = model(**tokenizer(sentences[0], return_tensors="pt")).last_hidden_state[0]
    mean = hidden.mean(dim=0).numpy()
    expected = mean / np.linalg.norm(mean)
    np.testing.assert_allclose(embedder.embed(sentences[:1])[0], expected, atol=1e-5)


@settings(max_examples=15)
@given(st.randoms(use_true_random=False), st.integers(1, 23))
def test_company_and_order_do_not_matter(embedder, sentences, random, count):
    expected = embedder.embed(sentences)
    order = list(range(len(sentences)))
    random.shuffle(order)
    order = order[:count]
    np.testing.assert_allclose(
        embedder.embed([sentences[i] for i in order]), expected[order], atol=1e-5
    )
    np.testing.assert_allclose(np.linalg.norm(expected, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_is_close(dtype, embedder, checkpoints, sentences):
    half = SentenceEmbedder(checkpoints / "distilbert", compute_type=dtype)
    cosines = (half.embed(sentences) * embedder.embed(sentences)).sum(axis=1)
    assert 0.98 < cosines.min() < 1


def test_a_checkpoint_without_its_pooler(sentences, tmp_path):
    """Of BERT, which models with a head are saved without."""
    config = transformers.BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    transformers.BertForMaskedLM(config).save_pretrained(tmp_path)
    shutil.copy(MODELS_FOLDER / "all-MiniLM-L6-v2" / "tokenizer.json", tmp_path)
    assert SentenceEmbedder(tmp_path).embed(sentences).shape == (len(sentences), 32)


def test_a_model_that_writes(checkpoints):
    with pytest.raises(ModelFormatError, match="opus-mt holds an encoder with a decoder, 'marian'"):
        SentenceEmbedder(checkpoints / "opus-mt")


def test_bad_arguments_are_found_before_anything_is_loaded(tmp_path):
    with pytest.raises(InvalidInputError, match="got 'keras'"):
        SentenceEmbedder(tmp_path, runtime="keras")


def test_odd_sentences(embedder):
    found = embedder.embed(["", "\0", "\ud800", "🦊" * 50, "x" * 5000, "plain"])
    assert found.shape == (6, 32)
    assert np.isfinite(found).all()
    assert embedder.embed([]).shape == (0, 32)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_a_gpu_gives_the_same(dtype, embedder, checkpoints, sentences):
    gpu = SentenceEmbedder(checkpoints / "distilbert", device="cuda", compute_type=dtype)
    tolerance = 1e-3 if dtype == "float32" else 0.05
    np.testing.assert_allclose(gpu.embed(sentences), embedder.embed(sentences), atol=tolerance)


def test_batches_are_as_large_as_asked(checkpoints, monkeypatch):
    sizes = []
    plain = TorchEncoder.__call__

    def record(self, ids, *arguments):
        sizes.append(len(ids))
        return plain(self, ids, *arguments)

    monkeypatch.setattr(TorchEncoder, "__call__", record)
    sentences = ["One.", "Two.", "Three.", "Four."]
    for tokens, expected in ((None, [4]), (1, [1] * 4)):
        sizes.clear()
        SentenceEmbedder(checkpoints / "distilbert", batch_tokens=tokens).embed(sentences)
        assert sizes == expected
