import numpy as np
import pytest

from nlp_suite import ModelFormatError
from nlp_suite.models.convert.marian_vocabulary import MarianVocabulary
from nlp_suite.text.translation_tokenizers import SPECIAL_TOKENS

IDS = {"</s>": 0, "<unk>": 1, "▁Go": 2, "▁": 3, "<pad>": 5}
SPECIAL = {"pad_id": 5, "start_id": 5, "end_id": 0}


def test_every_token_has_its_row():
    vocabulary = MarianVocabulary.order(IDS, 6, **SPECIAL)
    assert vocabulary.tokens == (*SPECIAL_TOKENS, "▁Go", "▁", "<unused_4>")
    assert vocabulary.rows == (5, 1, 5, 0, 2, 3, 4)
    assert vocabulary.suppressed == [0, 2]
    table = np.arange(12).reshape(6, 2)
    np.testing.assert_array_equal(vocabulary.reorder(table), table[list(vocabulary.rows)])


def test_a_start_of_its_own():
    vocabulary = MarianVocabulary.order(IDS, 6, pad_id=5, start_id=0, end_id=0)
    assert vocabulary.rows[:4] == (5, 1, 0, 0)
    assert vocabulary.tokens[4:] == ("▁Go", "▁", "<unused_4>")


def test_a_token_that_is_called_as_our_start():
    vocabulary = MarianVocabulary.order(IDS | {"<s>": 4}, 6, **SPECIAL)
    assert vocabulary.tokens == (*SPECIAL_TOKENS, "▁Go", "▁")
    assert vocabulary.rows == (5, 1, 5, 0, 2, 3)


def test_pieces_without_an_id_are_the_unknown_token():
    vocabulary = MarianVocabulary.order(IDS, 6, **SPECIAL, pieces=["▁Go", "▁on", "</s>", "!"])
    assert vocabulary.tokens[vocabulary.unknown_from :] == ("!", "▁on")
    assert vocabulary.rows[vocabulary.unknown_from :] == (1, 1)
    assert vocabulary.suppressed == [0, 2, 7, 8]


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (IDS | {"a": 6}, "gives 'a' the id 6; each token must have an id of its own below 6"),
        (IDS | {"a": -1}, "gives 'a' the id -1"),
        (IDS | {"a": "4"}, "gives 'a' the id '4'"),
        (IDS | {"a": 2}, "gives 'a' the id 2"),
        ({k: v for k, v in IDS.items() if k != "<unk>"}, "the vocabulary lacks '<unk>'"),
        (IDS | {"<pad>": 4}, "pad_token_id is 5, the vocabulary of 6 tokens that '<pad>' is 4"),
        (IDS | {"</s>": 4}, "eos_token_id is 0, the vocabulary of 6 tokens that '</s>' is 4"),
    ],
)
def test_vocabularies_that_cannot_be(ids, message):
    with pytest.raises(ModelFormatError, match=message):
        MarianVocabulary.order(ids, 6, **SPECIAL)


@pytest.mark.parametrize(
    ("special", "message"),
    [
        ({"pad_id": 6}, "pad_token_id is 6"),
        ({"start_id": 6}, "decoder_start_token_id must be below 6, got 6"),
        ({"end_id": -1}, "eos_token_id is -1"),
    ],
)
def test_special_tokens_outside_the_table(special, message):
    ids = {"<unk>": 1, "▁Go": 2}
    with pytest.raises(ModelFormatError, match=message):
        MarianVocabulary.order(ids, 6, **SPECIAL | special)
