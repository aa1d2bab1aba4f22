import io
import sys

import pytest
import sentencepiece

from nlp_suite import MissingDependencyError, ModelFormatError
from nlp_suite.text import sentencepiece_model
from nlp_suite.text.sentencepiece_model import SentencePieceModel

TEXTS = ["Go on now.", "Tom has a cat.", "Where is the dog, man?"]


@pytest.fixture
def train(tmp_path):
    """Trains a model and returns its file."""

    def train(**options):
        written = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(TEXTS),
            model_writer=written,
            hard_vocab_limit=False,
            num_threads=1,
            minloglevel=2,
            **{"vocab_size": 60} | options,
        )
        file = tmp_path / "source.spm"
        file.write_bytes(written.getvalue())
        return file

    return train


@pytest.mark.parametrize("algorithm", ["unigram", "bpe"])
def test_it_is_what_sentencepiece_reads(train, algorithm):
    file = train(model_type=algorithm, **{"vocab_size": 40} if algorithm == "bpe" else {})
    model = SentencePieceModel.read(file)
    original = sentencepiece.SentencePieceProcessor(model_file=str(file))
    ids = [i for i in range(len(original)) if not original.is_control(i)]
    expected = {original.id_to_piece(i): original.get_score(i) for i in ids}
    assert expected.pop("<unk>") == 0
    assert model.scores == expected
    assert model.algorithm == algorithm
    assert len(model.normalization) > 100_000


def test_no_normalization(train):
    assert SentencePieceModel.read(train(normalization_rule_name="identity")).normalization == b""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model_type": "char"}, "must be of type unigram or bpe"),
        ({"byte_fallback": True, "vocab_size": 320}, "must have no bytes"),
        ({"treat_whitespace_as_suffix": True}, "must put white space before a word"),
        ({"user_defined_symbols": ["Tom"]}, "must have no pieces that its user defined"),
        ({"add_dummy_prefix": False}, "must have add_dummy_prefix"),
        ({"remove_extra_whitespaces": False}, "must have remove_extra_whitespaces"),
    ],
)
def test_what_our_tokenizers_do_not_do(train, options, message):
    with pytest.raises(ModelFormatError, match=message):
        SentencePieceModel.read(train(**options))


def test_damaged_files(train, tmp_path):
    file = train()
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(ModelFormatError, match="is no SentencePiece model; copy it again"):
        SentencePieceModel.read(file)
    file.write_bytes(b"")
    with pytest.raises(ModelFormatError, match="must have pieces"):
        SentencePieceModel.read(file)
    with pytest.raises(ModelFormatError, match=r"target\.spm is missing; copy the whole"):
        SentencePieceModel.read(tmp_path / "target.spm")


def test_without_protobuf(train, monkeypatch):
    sentencepiece_model._message_class.cache_clear()
    monkeypatch.setitem(sys.modules, "google.protobuf", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "nlp-suite\[pretrained\]"'):
        SentencePieceModel.read(train())
