import pytest

from nlp_suite import InvalidInputError
from nlp_suite.models import Seq2SeqConfig

SIZES = {"source_vocabulary_size": 20, "target_vocabulary_size": 30}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"encoder_cell": "rnn"}, "encoder_cell must be one of"),
        ({"decoder_cell": "rnn"}, "decoder_cell must be one of"),
        ({"embedding_dim": 0}, "embedding_dim must be at least 1"),
        ({"num_decoder_layers": 0}, "num_decoder_layers must be at least 1"),
        ({"attention": "cosine"}, "attention must be one of"),
        ({"attention": "dot"}, r"decoder_units must equal the encoder's width \(512\)"),
        ({"alignment": "near"}, "alignment must be one of"),
        ({"alignment": "local-m"}, "alignment must be 'global' with an attention that is none of"),
        ({"attention": None, "input_feeding": True}, "input_feeding must be False with"),
        ({"dropout": 1.0}, r"dropout must be in \[0, 1\)"),
    ],
)
def test_bad_values(fields, message):
    with pytest.raises(InvalidInputError, match=message):
        Seq2SeqConfig(**SIZES, **fields)


def test_dictionary_round_trip():
    config = Seq2SeqConfig(**SIZES, attention="concat", alignment="local-p", embedding_dim=None)
    assert Seq2SeqConfig.from_dict(config.to_dict()) == config


def test_one_hot_vectors_need_no_tables():
    names = Seq2SeqConfig(**SIZES, embedding_dim=None).parameter_shapes()
    assert not any("embedding" in name for name in names)
    assert names["encoder.forward_0.gru_cell.kernel"] == (20, 3 * 256)
