import keras
import numpy as np
import pytest

from nlp_suite.models import ModelFolder, Seq2Seq, load_model, save_model
from nlp_suite.text import train_tokenizers

SOURCE, TARGET = np.array([[5, 8, 2, 0], [7, 3, 9, 4]]), np.array([[1, 6], [1, 4]])
OPTIONS = {"source_language": "en", "target_language": "de", "max_source_tokens": 16}


@pytest.fixture(scope="module")
def tokenizers(toy_pairs):
    sides = zip(*toy_pairs, strict=True)
    return train_tokenizers(*sides, kind="word", vocabulary_size=None, joint=False)


@pytest.fixture(scope="module")
def seq2seq(tokenizers):
    keras.utils.set_random_seed(3)
    source_size, target_size = (tokenizer.get_vocab_size() for tokenizer in tokenizers)
    return Seq2Seq(
        source_vocabulary_size=source_size,
        target_vocabulary_size=target_size,
        embedding_dim=6,
        encoder_units=4,
        decoder_units=8,
        decoder_cell="lstm",
        num_decoder_layers=2,
        max_length=16,
    )


@pytest.fixture(scope="module")
def folder(seq2seq, tokenizers, tmp_path_factory):
    path = tmp_path_factory.mktemp("seq2seq") / "my-seq2seq"
    save_model(seq2seq, path, tokenizers, options=OPTIONS)
    return path


def test_round_trip(folder, seq2seq):
    loaded = load_model(folder)
    assert isinstance(loaded, Seq2Seq)
    assert loaded.config == seq2seq.config
    found, expected = loaded(SOURCE, TARGET), seq2seq(SOURCE, TARGET)
    np.testing.assert_array_equal(*map(keras.ops.convert_to_numpy, (found, expected)))


def test_what_is_in_the_folder(folder, seq2seq, tokenizers):
    of_model = ModelFolder.open(folder)
    assert (of_model.architecture, of_model.task) == ("Seq2Seq", "translate")
    assert of_model.config == seq2seq.config
    for side, tokenizer in zip(("source", "target"), tokenizers, strict=True):
        assert of_model.read_tokenizer(side).get_vocab() == tokenizer.get_vocab()


@pytest.mark.parametrize("dtype", ["float16", "int8"])
def test_smaller_storage(folder, seq2seq, tokenizers, tmp_path, dtype):
    save_model(seq2seq, tmp_path / "small", tokenizers, options=OPTIONS, dtype=dtype)
    found = load_model(tmp_path / "small")(SOURCE, TARGET)
    expected = seq2seq(SOURCE, TARGET)
    found, expected = map(keras.ops.convert_to_numpy, (found, expected))
    np.testing.assert_allclose(found, expected, atol=0.05)
