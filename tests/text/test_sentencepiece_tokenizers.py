import io

import pytest
import sentencepiece
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from nlp_suite import ModelFormatError
from nlp_suite.text.sentencepiece_model import SentencePieceModel
from nlp_suite.text.sentencepiece_tokenizers import make_tokenizer
from nlp_suite.text.translation_tokenizers import END_ID, SPECIAL_TOKENS, UNKNOWN_ID

TEXTS = [
    "Go on (now), Tom; it's 12 o'clock.",
    "Tom has a cat and 5 < 6 > 4/2 hats.",
    "Where is the dog, man? The dog is in the house.",
    "Das Café.",
]
FOREIGN = ["ß", "日本", "▁the▁dog", "house", "thé"]


@pytest.fixture(scope="module", params=["unigram", "bpe"])
def both(request, tmp_path_factory):
    """SentencePiece's own processor and our tokenizer, whose vocabulary has other tokens too."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS),
        model_writer=written,
        model_type=request.param,
        vocab_size=75,
        hard_vocab_limit=False,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )
    file = tmp_path_factory.mktemp("models") / "source.spm"
    file.write_bytes(written.getvalue())
    model = SentencePieceModel.read(file)
    foreign = [token for token in FOREIGN if token not in model.scores]
    original = sentencepiece.SentencePieceProcessor(model_file=str(file))
    tokenizer = make_tokenizer(model, [*SPECIAL_TOKENS, *foreign, *sorted(model.scores)])
    # Hypothesis would print the two, which is long.
    return lambda: (original, tokenizer)


KNOWN = st.text(sorted(set("".join(TEXTS))), max_size=30) | st.lists(
    st.sampled_from("".join(TEXTS).split()), max_size=5
).map(" ".join)


@given(KNOWN)
@example("</s>")
@example(" the  dog in\tthe\u00a0house\u3000▁▁ ")
@example("Cafe\u0301 ﬁn ①…½ \uff34\uff4f\uff4d")
@settings(max_examples=200)
def test_a_text_is_cut_as_sentencepiece_cuts_it(both, text):
    original, tokenizer = both()
    pieces = original.encode(text, out_type=str)
    encoding = tokenizer.encode(text)
    known = set(tokenizer.get_vocab())
    # What is unknown is the same stretch, whatever either calls it.
    ours = [t if t in known - {"<unk>"} else "?" for t in encoding.tokens[:-1]]
    assert ours == [piece if piece in known else "?" for piece in pieces]
    assert encoding.ids[-1] == END_ID


@given(KNOWN)
def test_decoding_gives_the_text_back(both, text):
    original, tokenizer = both()
    expected = original.decode(original.encode(text, out_type=str)).strip()
    assert tokenizer.decode(tokenizer.encode(text).ids).strip() == expected


def test_what_only_the_vocabulary_knows(both):
    _, tokenizer = both()
    vocabulary = tokenizer.get_vocab()
    ids = tokenizer.encode("Tom ß日 Ж").ids
    assert vocabulary["ß"] in ids
    assert ids.count(UNKNOWN_ID) == 2
    assert not {vocabulary[t] for t in ("▁the▁dog",)} & set(tokenizer.encode("the dog").ids)


def test_it_can_be_stored(both):
    _, tokenizer = both()
    again = Tokenizer.from_str(tokenizer.to_str())
    again.encode_special_tokens = True
    for text in (*TEXTS, "</s> ß"):
        assert again.encode(text).ids == tokenizer.encode(text).ids


MODEL = SentencePieceModel({"▁Go": -1.0, "▁": -2.0}, "unigram", b"")


def test_no_normalization():
    tokenizer = make_tokenizer(MODEL, [*SPECIAL_TOKENS, "▁", "▁Go"])
    assert tokenizer.encode("Go  Go ").tokens == ["▁Go", "▁Go", "</s>"]
    assert tokenizer.encode("\uff27\uff4f").tokens[0] == "▁"


@pytest.mark.parametrize(
    ("vocabulary", "message"),
    [
        ([*SPECIAL_TOKENS, "▁", "▁Go", "▁"], "has '▁' twice"),
        (["▁", "▁Go", *SPECIAL_TOKENS], "must begin with"),
        ([*SPECIAL_TOKENS, "▁"], "lacks the piece '▁Go'"),
    ],
)
def test_vocabularies_that_cannot_be(vocabulary, message):
    with pytest.raises(ModelFormatError, match=message):
        make_tokenizer(MODEL, vocabulary)
