import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from nlp_suite.engines import mean_pooling
from nlp_suite.engines.mean_pooling import MeanPooling


@pytest.fixture
def tokenizer():
    """Has no special tokens, so that an empty sentence has no token at all."""
    tokenizer = Tokenizer(models.WordLevel({f"w{i}": i for i in range(9)}, "w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


def encode(batches):
    """The hidden state of a token is its row of the identity; that of padding is no number."""
    for batch in batches:
        hidden = np.full((len(batch), max(map(len, batch)), 9), np.nan, "float32")
        for states, ids in zip(hidden, batch, strict=True):
            states[: len(ids)] = np.eye(9)[list(ids)]
        yield hidden


def test_every_token_of_every_window_counts_once(tokenizer, monkeypatch):
    monkeypatch.setattr(mean_pooling, "PIECE_CHARACTERS", 12)
    pooling = MeanPooling(tokenizer, 3, 9, encode, batch_tokens=6)
    sentence = "w1 w2 w1 w3 w1 w1 w4"
    counts = np.array([0, 4, 1, 1, 1, 0, 0, 0, 0])
    embeddings = pooling.embed(["w5", sentence, ""])
    np.testing.assert_allclose(embeddings[0], np.eye(9)[5], atol=1e-6)
    np.testing.assert_allclose(embeddings[1], counts / np.linalg.norm(counts), atol=1e-6)
    assert not embeddings[2].any()
    assert pooling.embed([]).shape == (0, 9)


def test_batches_are_no_larger_than_asked(tokenizer):
    sizes = []

    def watch(batches):
        for batch in batches:
            sizes.append(len(batch) * max(map(len, batch)))
            yield from encode([batch])

    MeanPooling(tokenizer, 4, 9, watch, batch_tokens=8).embed(["w1 w2", "w1", "w2 w3 w4"] * 5)
    assert max(sizes) <= 8
    assert len(sizes) < 10
