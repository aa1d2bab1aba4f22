import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from nlp_suite import ModelFormatError
from nlp_suite.decoding import TargetSequence
from nlp_suite.engines.custom.source_preprocessor import SourcePreprocessor
from nlp_suite.engines.custom.target_postprocessor import TargetPostprocessor
from nlp_suite.text.sentencepiece_model import SentencePieceModel
from nlp_suite.text.sentencepiece_tokenizers import make_tokenizer
from nlp_suite.text.translation_tokenizers import (
    PAD_ID,
    SPECIAL_TOKENS,
    START_ID,
    UNKNOWN_ID,
    train_tokenizers,
)

TEXTS = ["Go on (now). Tom has a cat. Where is the dog, man?"]


@pytest.fixture(scope="module", params=["bpe", "word"])
def kind(request):
    source, target = train_tokenizers(TEXTS, TEXTS, kind=request.param)
    return SourcePreprocessor(source), TargetPostprocessor(target)


@pytest.fixture(scope="module")
def pieces():
    """Of a SentencePiece model whose last piece is unknown to the translator's model."""
    scores = {"▁Tom": -1.0, "▁has": -1.0, "▁dog": -1.0, "▁": -3.0} | dict.fromkeys("Tomhasdg", -5.0)
    vocabulary = [*SPECIAL_TOKENS, *(p for p in scores if p != "▁dog"), "▁dog"]
    tokenizer = make_tokenizer(SentencePieceModel(scores, "unigram", b""), vocabulary)
    return SourcePreprocessor(tokenizer, unknown_from=len(vocabulary) - 1), TargetPostprocessor(
        tokenizer
    )


def test_an_unknown_piece_brings_its_space(pieces):
    for sentence in ("Tom has dog Tom", "dog has dogdog", "Tom 日本 dog😀"):
        assert copy(*pieces, sentence).text == sentence


@pytest.fixture(scope="module")
def bpe():
    source, target = train_tokenizers(TEXTS, TEXTS)
    return SourcePreprocessor(source), TargetPostprocessor(target)


def copy(preprocessor, postprocessor, sentence, ids=None, attention=None):
    """Writes the source's own tokens, each of which looks at itself."""
    (prepared,) = preprocessor.preprocess([sentence])
    ids = prepared.token_ids[:-1] if ids is None else ids
    attention = np.eye(len(ids), len(prepared.token_ids)) if attention is None else attention
    return postprocessor.postprocess(
        prepared, TargetSequence(tuple(ids), -0.5, np.array(attention))
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Tom has a cat.",
        "😀 Tom has a cat. 😀",
        "Tom has a 日本 語 cat.",
        "Tom (日本) has ❤️, 😀.",
        "Tom 👍🏽👍🏽 has, 日本、語 now.",
        "  Go on.\n",
    ],
)
def test_a_copy_is_the_same_text(kind, sentence):
    hypothesis = copy(*kind, sentence)
    assert hypothesis.text == sentence
    assert hypothesis.tokens == hypothesis.source_tokens
    assert hypothesis.score == -0.5


def test_unknown_words(kind):
    assert copy(*kind, "Tom has (mango) 😀mango, a").text == "Tom has (mango) 😀mango, a"


@given(st.text("aTo 😀日❤️\ue000.(\u3000▁é", max_size=20))
def test_no_copy_loses_an_unknown_character(bpe, sentence):
    text = copy(*bpe, sentence).text
    assert "<unk>" not in text
    for character in "😀日❤\ue000":
        assert text.count(character) == sentence.count(character)


def test_each_goes_where_it_is_looked_at(bpe):
    preprocessor, postprocessor = bpe
    (prepared,) = preprocessor.preprocess(["Go 😀 on 日本 now."])
    first, second = prepared.unknown
    attention = np.zeros((3, len(prepared.token_ids)))
    attention[0, second], attention[1, second], attention[1, first] = 0.9, 0.8, 0.1
    hypothesis = postprocessor.postprocess(prepared, TargetSequence((1, 1, 1), -1.0, attention))
    # The second one is used up, and for the third there is none.
    assert hypothesis.text == "日本😀"
    assert hypothesis.tokens == ("日本", "😀")
    np.testing.assert_array_equal(hypothesis.attention, attention[:2, :-1])


def test_what_stands_for_nothing_is_dropped(bpe):
    preprocessor, postprocessor = bpe
    (go, space, unknown, on, _) = preprocessor.preprocess(["Go 😀 on"])[0].token_ids
    ids = (START_ID, go, space, unknown, on, PAD_ID, 10_000)
    hypothesis = copy(preprocessor, postprocessor, "Go on", ids)
    assert unknown == UNKNOWN_ID
    assert hypothesis.text == "Go on"
    assert hypothesis.tokens == ("▁Go", "▁on")
    assert hypothesis.attention.shape == (2, 2)


def test_without_attention(bpe):
    preprocessor, postprocessor = bpe
    (prepared,) = preprocessor.preprocess(["Go on"])
    hypothesis = postprocessor.postprocess(prepared, TargetSequence(prepared.token_ids[:-1], -1.0))
    assert hypothesis == ("Go on", ("▁Go", "▁on"), -1.0, ("▁Go", "▁on"), None)
    target = TargetSequence(prepared.token_ids[:-1], -1.0, np.eye(2, 3))
    assert postprocessor.postprocess(prepared, target, attention=False).attention is None


def test_a_tokenizer_without_a_decoder():
    _, target = train_tokenizers(TEXTS, TEXTS)
    with pytest.raises(ModelFormatError, match="must have a decoder"):
        TargetPostprocessor(Tokenizer(target.model))
