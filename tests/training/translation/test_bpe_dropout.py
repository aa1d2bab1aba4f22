import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.text.translation_tokenizers import train_tokenizers
from nlp_suite.training.translation.bpe_dropout import BPEDropout

SENTENCES = ["The cats sat on the mats.", "A cat sat there.", "Those cats are theirs."]


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizers(SENTENCES, SENTENCES, vocabulary_size=60)[0]


@given(st.sampled_from(SENTENCES), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_the_text_stays_the_same(tokenizer, sentence, share, seed):
    ids = np.array(tokenizer.encode(sentence).ids, np.int32)
    split = BPEDropout(tokenizer, share)
    cut = split(ids, np.random.RandomState(seed))
    assert cut.dtype == np.int32
    assert tokenizer.decode(cut) == sentence
    assert len(cut) >= len(ids)
    np.testing.assert_array_equal(cut, split(ids, np.random.RandomState(seed)))


def test_shares(tokenizer):
    sentence = SENTENCES[0]
    ids = np.array(tokenizer.encode(sentence).ids, np.int32)
    random = np.random.RandomState(0)
    np.testing.assert_array_equal(BPEDropout(tokenizer, 0.0)(ids, random), ids)
    characters = [tokenizer.id_to_token(i) for i in BPEDropout(tokenizer, 1.0)(ids, random)]
    assert characters == [*f" {sentence}".replace(" ", "▁"), "</s>"]
    # A tenth of the tokens is cut, and a tenth of their parts.
    word = np.full(20_000, tokenizer.token_to_id("▁the"), np.int32)
    cut = BPEDropout(tokenizer, 0.1)(word, random)
    assert np.mean(cut == word[0]) * cut.size == pytest.approx(18_000, rel=0.02)
    assert 22_000 < cut.size < 22_500


def test_expected_lengths(tokenizer):
    ids = np.array(tokenizer.encode(SENTENCES[0]).ids, np.int32)
    for share in (0.0, 0.1, 0.5, 1.0):
        split = BPEDropout(tokenizer, share)
        random = np.random.RandomState(0)
        mean = np.mean([len(split(ids, random)) for _ in range(2000)])
        assert split.expected_length(ids) == pytest.approx(mean, rel=0.02)


def test_words_have_no_parts():
    tokenizer, _ = train_tokenizers(SENTENCES, SENTENCES, kind="word")
    with pytest.raises(InvalidInputError, match=r"only tokens of byte pair .* got a WordLevel"):
        BPEDropout(tokenizer, 0.1)
