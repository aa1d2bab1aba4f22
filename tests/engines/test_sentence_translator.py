import dataclasses
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.custom.sentence_translator import SentenceTranslator
from nlp_suite.tasks.translation.translator import Translator

SENTENCES = [
    "Tom has a cat!",
    "Where is the dog?",
    "I can not see it, so I stay. " * 3,
    "He sang; she 日本 danced.",
    "",
    "Go on 😀",
    "Tóm",
]
OPTIONS = {"source_language": "en", "target_language": "de", "max_source_tokens": 40}


def translate(engine, sentences, options):
    return engine.translate(engine.prepare(sentences), options)


def count_tokens(engine, sentences):
    return [source.num_tokens for source in engine.prepare(sentences)]


@pytest.fixture(scope="module")
def translator(tiny_translator):
    return SentenceTranslator(tiny_translator, compute_type="float32")


@pytest.fixture(scope="module")
def reference(tiny_translator):
    return SentenceTranslator(tiny_translator, runtime="keras")


@pytest.mark.parametrize(
    "options",
    [
        DecodingOptions(beam_size=1, max_length=12),
        DecodingOptions(n_best=3, attention=True, max_length=12),
    ],
)
def test_both_runtimes_write_the_same(options, translator, reference):
    ours = translate(translator, SENTENCES, options)
    theirs = translate(reference, SENTENCES, options)
    for our, their in zip(chain.from_iterable(ours), chain.from_iterable(theirs), strict=True):
        assert our[:2] == their[:2]
        assert our.score == pytest.approx(their.score, abs=1e-3)
        assert our.source_tokens == their.source_tokens
        assert (our.attention is None) == (their.attention is None)
        if our.attention is not None:
            assert our.attention.shape == (len(our.tokens), len(our.source_tokens))
            np.testing.assert_allclose(our.attention, their.attention, atol=1e-4)


def test_the_text_is_that_of_the_tokens(translator):
    for (best,) in translate(translator, SENTENCES[:4], DecodingOptions()):
        assert best.text.strip() == "".join(best.tokens).replace("▁", " ").strip()
        assert best.score < 0


@given(st.lists(st.integers(0, len(SENTENCES) - 1), min_size=1, max_size=12))
@settings(max_examples=15)
def test_neighbours_and_order_do_not_matter(translator, order):
    options = DecodingOptions(beam_size=2, n_best=2)
    alone = [translate(translator, [sentence], options)[0] for sentence in SENTENCES]
    together = translate(translator, [SENTENCES[i] for i in order], options)
    for i, hypotheses in zip(order, together, strict=True):
        assert [h.text for h in hypotheses] == [h.text for h in alone[i]]


def test_batches_and_workers_change_nothing(tiny_translator, translator):
    options = DecodingOptions()
    expected = [best.text for (best,) in translate(translator, SENTENCES * 5, options)]
    several = SentenceTranslator(
        tiny_translator, compute_type="float32", threads=4, batch_tokens=20
    )
    assert [best.text for (best,) in translate(several, SENTENCES * 5, options)] == expected


def test_what_has_no_known_character_comes_back(translator):
    for sentence in ("", " \n", "😀", "日本 語"):
        (hypotheses,) = translate(translator, [sentence], DecodingOptions(n_best=2))
        assert [tuple(h) for h in hypotheses] == [(sentence, (), 0.0, (), None)] * 2


def test_no_sentences(translator):
    assert translate(translator, [], DecodingOptions()) == []
    assert count_tokens(translator, []) == []


@given(st.text(max_size=20))
@settings(max_examples=50)
def test_any_text(translator, text):
    if count_tokens(translator, [text])[0] <= translator.max_source_tokens:
        ((best,),) = translate(translator, [text], DecodingOptions(beam_size=1, max_length=5))
        assert "<unk>" not in best.text
        for edge in (text[:1], text[-1:]):
            if edge and edge in "😀日":
                assert edge in best.text


def test_a_sentence_is_tokenized_once(tiny_translator, recording_tokenizer, monkeypatch):
    engine = SentenceTranslator(tiny_translator, compute_type="float32")
    tokenizer = recording_tokenizer(engine._preprocessor._tokenizer)
    monkeypatch.setattr(engine._preprocessor, "_tokenizer", tokenizer)
    Translator(engine)("Tom has a cat!\nWhere is the dog?", max_length=3)
    assert tokenizer.texts == ["Tom has a cat!", "Where is the dog?"]
    # Of one that is too long, the halves are tokenized too.
    tokenizer.texts.clear()
    Translator(engine)("Go " * 50 + "on\nTom", max_length=3)
    assert [len(text.split()) for text in tokenizer.texts] == [51, 1, 25, 26]


def test_counts_include_the_end(translator):
    assert count_tokens(translator, ["", "😀", "Go", "Go Go 😀"]) == [1, 1, 2, 3]


def test_the_longest_target(translator, reference, tiny_translator):
    ends_late = DecodingOptions(beam_size=1, max_length=3)
    for engine in (translator, reference):
        ((best,),) = translate(engine, ["Where is the dog?"], ends_late)
        assert len(best.tokens) <= 3
    # More than there are positions.
    huge = dataclasses.replace(ends_late, max_length=10_000)
    ((best,),) = translate(translator, ["Where is the dog?"], huge)
    assert len(best.tokens) <= tiny_translator.config.max_length


def test_a_sentence_beyond_the_window(translator):
    with pytest.raises(InvalidInputError, match="51 tokens, the model tiny reads at most 40"):
        translate(translator, ["Go " * 50], DecodingOptions())


def test_what_it_says_of_itself(translator, tiny_translator):
    assert (translator.engine, translator.model, translator.max_source_tokens) == (
        "custom",
        "tiny",
        40,
    )
    assert (translator.source_language, translator.target_language) == ("en", "de")
    assert SentenceTranslator(tiny_translator, name="en-de").model == "en-de"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"beam_size": 0}, "beam_size must be a whole number from 1 up, got 0"),
        ({"beam_size": 4, "n_best": 5}, "n_best must be at most beam_size"),
        ({"length_penalty": -1.0}, "length_penalty must be a number from 0 to 10"),
        ({"no_repeat_ngram_size": -1}, "no_repeat_ngram_size must be a whole number from 0 up"),
        ({"max_length": 0}, "max_length must be a whole number from 1 up, got 0"),
    ],
)
def test_bad_decoding_options(options, message, translator):
    with pytest.raises(InvalidInputError, match=message):
        translate(translator, ["Go"], DecodingOptions(**options))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"max_source_tokens": None}, "max_source_tokens must be from 2 to 80, got None"),
        ({"max_source_tokens": 81}, "got 81"),
        ({"source_language": None}, "source_language must be the code of a language, got None"),
        ({"colour": 1}, "unknown option 'colour'"),
        ({"unknown_from": 4}, "unknown_from must be above 4 and at most"),
        ({"unknown_from": 1000}, "unknown_from must be above 4 and at most .* got 1000"),
        ({"unknown_from": "4"}, "got '4'"),
        ({"confidence": [1.0]}, r"confidence must map features to their weights, got \[1.0\]"),
        ({"confidence": {"bias": "high"}}, "got {'bias': 'high'}"),
    ],
)
def test_options_of_another_kind_of_model(changes, message, make_translator):
    with pytest.raises(ModelFormatError, match=message):
        SentenceTranslator(make_translator(options=OPTIONS | changes))


def test_bad_runtime(tiny_translator):
    with pytest.raises(InvalidInputError, match="got 'onnx'"):
        SentenceTranslator(tiny_translator, runtime="onnx")


def test_keras_takes_no_settings_of_ctranslate2(tiny_translator):
    with pytest.raises(InvalidInputError, match="device belongs to"):
        SentenceTranslator(tiny_translator, runtime="keras", device="cuda")


def test_an_encoder(tiny_model):
    with pytest.raises(
        ModelFormatError, match="the architecture must be 'Transformer' or 'Seq2Seq'"
    ):
        SentenceTranslator(tiny_model)


def ids_of(engine, tokens):
    ids = {token: token_id for token_id, token in engine._postprocessor._tokens.items()}
    return tuple(ids[token] for token in tokens)


def test_suppressed_sequences_are_not_written(translator, reference):
    options = DecodingOptions(n_best=2, max_length=12)
    sources = translator.prepare(SENTENCES[:3])
    before = translator.translate(sources, options)
    suppressed = [
        ids_of(translator, found[0].tokens[:length]) for found in before for length in (1, 3)
    ]
    ours = translator.translate(sources, options, suppressed)
    assert not {found[0].tokens[0] for found in before} & {
        token for found in ours for one in found for token in one.tokens
    }
    theirs = reference.translate(reference.prepare(SENTENCES[:3]), options, suppressed)
    assert [[one.tokens for one in found] for found in ours] == [
        [one.tokens for one in found] for found in theirs
    ]


def test_a_suppressed_sequence_may_be_begun(translator, reference):
    options = DecodingOptions(beam_size=1, max_length=12)
    for engine in (translator, reference):
        sources = engine.prepare(SENTENCES[:1])
        (before,) = engine.translate(sources, options)[0]
        ids = ids_of(engine, before.tokens)
        (after,) = engine.translate(sources, options, [ids[:2]])[0]
        assert after.tokens[0] == before.tokens[0]
        assert after.tokens[:2] != before.tokens[:2]


def test_tokens_of_a_target(translator):
    ids = translator.tokenize_target("Los.")
    assert translator._postprocessor._tokens[ids[0]].startswith("▁")
    assert translator.tokenize_target("") == ()
