import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import ModelFormatError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.engines import span_tokenizer
from nlp_suite.engines.span_tokenizer import BaseSpanScorer, SpanTokenizer
from nlp_suite.models import ModelFolder

CLS, SEP = 101, 102


@pytest.fixture(scope="module")
def bert():
    """The tokenizer itself, to compare with."""
    return ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2").read_tokenizer()


@pytest.fixture(scope="module")
def tokenizer():
    return SpanTokenizer(ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2").read_tokenizer())


def test_ids_places_and_words(tokenizer, bert):
    text = "Zoë's unaffable 🦊!"
    (tokens,) = tokenizer.tokenize([text])
    expected = bert.encode(text, add_special_tokens=False)
    assert tokens.ids.tolist() == expected.ids
    read = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert read == ["Zoë", "'", "s", "una", "ffa", "ble", "🦊", "!"]
    assert tokens.words.tolist() == [0, 1, 2, 3, 3, 3, 4, 5]
    assert all(array.dtype == np.int32 for array in tokens)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b", "\u0301"])
def test_nothing_to_read(tokenizer, text):
    (tokens,) = tokenizer.tokenize([text])
    assert [array.shape for array in tokens] == [(0,)] * 4
    assert tokenizer.tokenize([]) == []


def test_names_of_special_tokens_are_text(tokenizer):
    (tokens,) = tokenizer.tokenize(["a [SEP] b [CLS]"])
    assert not {CLS, SEP} & set(tokens.ids.tolist())
    assert tokens.ids.size > 6


def test_half_surrogate_pairs_keep_their_place(tokenizer):
    text = "ab \ud83d cd \ude00\udfff ef"
    (tokens,) = tokenizer.tokenize([text])
    (plain,) = tokenizer.tokenize([text.translate(dict.fromkeys(range(0xD800, 0xE000), "?"))])
    for ours, theirs in zip(tokens, plain, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)][-2:] == ["e", "f"]


WORDS = st.text(
    st.sampled_from(
        "abcXYZ'\u2019-.,!?äéßñ日本語😀\u0301\u0308\u200d\u00a0\u3000\x1c\u0001אב\u00ad"
    ),
    min_size=1,
    max_size=9,
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", "\r\n", "\t", "  "])), max_size=60)


@given(TEXTS)
def test_pieces_change_no_token(tokenizer, parts):
    text = "".join(word + space for word, space in parts)
    (whole,) = tokenizer.tokenize([text])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(span_tokenizer, "PIECE_CHARACTERS", 12)
        patch.setattr(span_tokenizer, "GROUP_CHARACTERS", 200)
        first, cut, last = tokenizer.tokenize(["before", text, "after"])
    for ours, theirs in zip(cut[:3], whole[:3], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    # Whatever their numbers are, the same tokens belong together.
    np.testing.assert_array_equal(np.diff(cut.words) > 0, np.diff(whole.words) > 0)
    assert (np.diff(cut.words) >= 0).all()
    assert (first.ids.size, last.ids.size) == (1, 1)


def test_a_long_real_text(tokenizer, bert, article):
    text = article * 6
    assert len(text) > 1.5 * span_tokenizer.PIECE_CHARACTERS
    (tokens,) = tokenizer.tokenize([text])
    expected = bert.encode(text, add_special_tokens=False)
    assert tokens.ids.tolist() == expected.ids
    assert list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)) == expected.offsets
    np.testing.assert_array_equal(np.diff(tokens.words), np.diff(expected.word_ids))


def test_a_text_without_white_space(tokenizer):
    text = "日本語。" * 10_000
    (tokens,) = tokenizer.tokenize([text])
    assert tokens.ids.size == len(text)
    np.testing.assert_array_equal(tokens.starts, np.arange(len(text)))
    np.testing.assert_array_equal(tokens.ends, np.arange(len(text)) + 1)


def test_memory_stays_that_of_the_arrays(tokenizer):
    """1 MB of text; all of Python's objects at once would take about 100 MB."""
    text = "to be or not " * 80_000
    tracemalloc.start()
    (tokens,) = tokenizer.tokenize([text])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert tokens.ids.size == 320_000
    assert peak < 5 * sum(array.nbytes for array in tokens)


def test_joins_as_bert_does(tokenizer, bert):
    question, text = tokenizer.tokenize(["Who fell?", "Jack fell down."])
    joined = tokenizer.join(question.ids, text.ids)
    pair = bert.encode("Who fell?", "Jack fell down.")
    assert joined.ids.tolist() == pair.ids
    assert joined.segments.tolist() == pair.type_ids
    assert joined.ids[joined.text_start] == text.ids[0]
    assert joined.ids.dtype == joined.segments.dtype == np.int32
    assert tokenizer.num_special_tokens == 3
    window = tokenizer.join(question.ids, text.ids[1:3])
    assert window.ids.tolist() == [CLS, *question.ids, SEP, *text.ids[1:3], SEP]


def word_level(processor):
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", "<s>", "</s>", "w0", "w1"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if processor is not None:
        tokenizer.post_processor = processor
    return tokenizer


def test_joins_as_any_template_says():
    from tokenizers import processors

    template = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s>:1 $B:1 </s>:0",
        special_tokens=[("<s>", 1), ("</s>", 2)],
    )
    tokenizer = SpanTokenizer(word_level(template))
    joined = tokenizer.join(np.array([3, 3]), np.array([4]))
    assert joined.ids.tolist() == [1, 3, 3, 2, 2, 4, 2]
    assert joined.segments.tolist() == [0, 0, 0, 0, 1, 1, 0]
    assert (joined.text_start, tokenizer.num_special_tokens) == (5, 4)


@pytest.mark.parametrize("pair", [None, "$A <s> $B </s>", "<s> $A $B </s>", "<s> $A </s> $B"])
def test_tokenizers_that_join_nothing(pair):
    from tokenizers import processors

    special = [("<s>", 1), ("</s>", 2)]
    processor = pair and processors.TemplateProcessing(
        single="<s> $A", pair=pair, special_tokens=special
    )
    with pytest.raises(ModelFormatError, match="must join a question and a text by special"):
        SpanTokenizer(word_level(processor))


class Damaged(BaseSpanScorer):
    """Gives a number to each token, and something else to padding or to the last token."""

    padding, last = np.nan, 0.0

    def _logits(self, batches):
        for batch in batches:
            lengths = [one.ids.size for one in batch]
            logits = np.full((len(batch), max(lengths), 2), self.padding, "f4")
            for row, length in zip(logits, lengths, strict=True):
                row[:length] = 0
                row[length - 1, 1] = self.last
            yield logits


@pytest.fixture
def damaged():
    folder = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2")
    scorer = Damaged(folder.read_tokenizer(), folder.path)
    question, text = scorer.tokenize(["Who?", "Jack fell down."])
    return scorer, [scorer.join(question.ids, text.ids[:size]) for size in (2, 4, 1)]


def test_logits_of_padding_may_be_anything(damaged):
    scorer, (first, second, third) = damaged
    shapes = [logits.shape for logits in scorer.score(iter([[first, second], [third]]))]
    assert shapes == [(2, second.ids.size, 2), (1, third.ids.size, 2)]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_logits_that_are_not_finite(damaged, bad):
    scorer, inputs = damaged
    scorer.last = bad
    with pytest.raises(
        ModelFormatError, match="in its span logits, which is no number; its weights are damaged"
    ):
        list(scorer.score([inputs]))
