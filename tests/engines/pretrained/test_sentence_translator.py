from itertools import chain

import numpy as np
import pytest
import torch
import transformers
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.pretrained.sentence_translator import SentenceTranslator
from nlp_suite.tasks.translation.translator import Translator
from nlp_suite.text.placeables.placeable import Placeable

SENTENCES = [
    "Tom has a cat!",
    "Where is the dog?",
    "I can not see it, so I stay.",
    "He sang; she danced.",
    "Go on",
    "Go on (now).",
    "Where is it, so I can see the dog now?",
    "A dog is a dog.",
    "Tom is here.",
]


def translate(engine, sentences, options):
    return engine.translate(engine.prepare(sentences), options)


def count_tokens(engine, sentences):
    return [source.num_tokens for source in engine.prepare(sentences)]


@pytest.fixture(scope="module")
def translator(checkpoints):
    return SentenceTranslator(checkpoints / "opus-mt")


@pytest.fixture(scope="module")
def tokenizer(checkpoints):
    with pytest.warns(UserWarning, match="sacremoses"):
        return transformers.AutoTokenizer.from_pretrained(checkpoints / "opus-mt")


@pytest.fixture(scope="module")
def marian(checkpoints):
    return transformers.MarianMTModel.from_pretrained(checkpoints / "opus-mt").eval()


def generate(marian, tokenizer, sentences, **options):
    """What MarianMTModel writes by itself, as ids from the start to the end."""
    marian.generation_config.max_length = None
    with torch.no_grad():
        return marian.generate(
            **tokenizer(sentences, padding=True, return_tensors="pt"),
            max_new_tokens=24,
            return_dict_in_generate=True,
            output_scores=True,
            **options,
        )


def tokens(tokenizer, sequences):
    return [
        tuple(tokenizer.convert_ids_to_tokens(i for i in row[1:] if i not in (0, row[0])))
        for row in sequences.tolist()
    ]


SEARCHES = {
    "greedy": {"num_beams": 1},
    "beam 4": {"num_beams": 4},
    "3 best, no repetition": {
        "num_beams": 4,
        "num_return_sequences": 3,
        "no_repeat_ngram_size": 2,
        "length_penalty": 0.4,
    },
}


@pytest.mark.parametrize("name", SEARCHES)
def test_writes_what_marian_itself_does(name, translator, marian, tokenizer):
    search = SEARCHES[name]
    expected = generate(marian, tokenizer, SENTENCES, **search)
    options = DecodingOptions(
        beam_size=search["num_beams"],
        n_best=search.get("num_return_sequences", 1),
        no_repeat_ngram_size=search.get("no_repeat_ngram_size", 0),
        length_penalty=search.get("length_penalty", 1.0),
        max_length=24,
    )
    found = [h for best in translate(translator, SENTENCES, options) for h in best]
    assert [h.tokens for h in found] == tokens(tokenizer, expected.sequences)
    texts = tokenizer.batch_decode(expected.sequences, skip_special_tokens=True)
    assert [h.text for h in found] == [text.strip() for text in texts]
    assert len({h.tokens for h in found}) > 5


def test_scores_are_mean_log_probabilities(translator, marian, tokenizer):
    marian_s = generate(marian, tokenizer, SENTENCES, num_beams=4, num_return_sequences=2)
    options = DecodingOptions(n_best=2, max_length=24)
    found = [h for best in translate(translator, SENTENCES, options) for h in best]
    # With a length penalty of 1 that is what the beams compare by. An end that is forced at
    # the limit costs them nothing.
    free = [h.tokens for h in found if len(h.tokens) < 23]
    assert len(free) > 2
    for hypothesis, score in zip(found, marian_s.sequences_scores.tolist(), strict=True):
        if len(hypothesis.tokens) < 23:
            assert hypothesis.score == pytest.approx(score, abs=1e-4)


def test_attention_is_that_of_the_search(translator, checkpoints, tokenizer):
    """The search gives it for beams that have changed places since."""
    marian = transformers.MarianMTModel.from_pretrained(
        checkpoints / "opus-mt", attn_implementation="eager"
    )
    found = generate(marian, tokenizer, SENTENCES, num_beams=4, output_attentions=True)
    options = DecodingOptions(attention=True, max_length=24)
    lengths = [len(ids) for ids in tokenizer(SENTENCES)["input_ids"]]
    for i, (best,) in enumerate(translate(translator, SENTENCES, options)):
        assert best.attention.shape == (len(best.tokens), len(best.source_tokens))
        assert len(best.source_tokens) == lengths[i] - 1
        for step in range(len(best.tokens)):
            row = found.beam_indices[i, step]
            looked = found.cross_attentions[step][-1][row, :, -1].mean(dim=0)
            expected = looked[: lengths[i] - 1].numpy()
            np.testing.assert_allclose(best.attention[step], expected, atol=1e-5)
    assert translate(translator, ["Go on"], DecodingOptions())[0][0].attention is None


def test_only_tokens_of_the_checkpoint_s_settings_matter(translator, edited):
    """Which tokens are forced and forbidden, but not how to search."""
    options = DecodingOptions(max_length=12)
    expected = translate(translator, SENTENCES, options)
    taste = {
        "num_beams": 2,
        "length_penalty": 3.0,
        "no_repeat_ngram_size": 1,
        "repetition_penalty": 9.0,
        "early_stopping": True,
        "min_length": 11,
        "max_new_tokens": 2,
        "do_sample": True,
        "encoder_no_repeat_ngram_size": 1,
        "diversity_penalty": 0.5,
        "num_beam_groups": 2,
    }
    folder = edited("opus-mt", generation_config=taste)
    assert translate(SentenceTranslator(folder), SENTENCES, options) == expected


def test_settings_in_the_configuration_of_the_model(translator, edited):
    """Where they stood before there was a file for them, and still stand on the hub."""
    with translator._model.use() as model:
        settings = model.generation_config.to_dict()
    kept = ("bad_words_ids", "forced_eos_token_id", "decoder_start_token_id")
    config = {name: settings[name] for name in kept} | {
        "num_beams": 6,
        "max_length": 96,
        "force_bos_token_to_be_generated": False,
        "num_hidden_layers": 2,
        "normalize_before": False,
        "add_final_layernorm": False,
    }
    options = DecodingOptions(max_length=12)
    expected = translate(translator, SENTENCES, options)
    folder = edited("opus-mt", config=config)
    assert translate(SentenceTranslator(folder), SENTENCES, options) == expected
    (folder / "generation_config.json").unlink()
    assert translate(SentenceTranslator(folder), SENTENCES, options) == expected


def test_what_is_forbidden_is_not_written(translator, edited):
    options = DecodingOptions(max_length=12)
    (best,) = translate(translator, SENTENCES[:1], options)[0]
    ids = translator._tokenizer.convert_tokens_to_ids(list(best.tokens))
    with translator._model.use() as model:
        pad = model.generation_config.bad_words_ids
    settings = {"bad_words_ids": [*pad, ids[:1]], "suppress_tokens": ids[-1:]}
    other = SentenceTranslator(edited("opus-mt", generation_config=settings))
    (found,) = translate(other, SENTENCES[:1], options)[0]
    assert not {best.tokens[0], best.tokens[-1]} & set(found.tokens)
    assert np.isfinite(found.score)


@settings(max_examples=3)
@given(st.lists(st.integers(0, len(SENTENCES) - 1), min_size=1, max_size=5))
def test_company_and_order_do_not_matter(translator, order):
    options = DecodingOptions(beam_size=2, attention=True, max_length=12)
    found = translate(translator, [SENTENCES[i] for i in order], options)
    for i, (best,) in zip(order, found, strict=True):
        ((alone,),) = translate(translator, [SENTENCES[i]], options)
        assert best[:2] == alone[:2]
        assert best.score == pytest.approx(alone.score, abs=1e-4)
        np.testing.assert_allclose(best.attention, alone.attention, atol=1e-4)


def test_attributes(translator, checkpoints):
    assert (translator.engine, translator.model) == ("pretrained", "opus-mt")
    assert (translator.source_language, translator.target_language) == ("en", "de")
    assert translator.max_source_tokens == 96
    assert SentenceTranslator(checkpoints / "opus-mt", name="mine").model == "mine"


def test_counts_are_those_of_the_model(translator, tokenizer):
    lengths = [len(ids) for ids in tokenizer(SENTENCES)["input_ids"]]
    assert count_tokens(translator, SENTENCES) == lengths
    assert count_tokens(translator, []) == []
    assert translate(translator, [], DecodingOptions()) == []


def test_a_sentence_is_tokenized_once(checkpoints, recording_tokenizer, monkeypatch):
    engine = SentenceTranslator(checkpoints / "opus-mt")
    tokenizer = recording_tokenizer(engine._tokenizer)
    monkeypatch.setattr(engine, "_tokenizer", tokenizer)
    Translator(engine)("\n".join(SENTENCES), max_length=2, beam_size=1)
    assert [text.strip() for text in tokenizer.texts] == SENTENCES


def test_a_sentence_that_is_too_long(translator, capfd):
    with pytest.raises(InvalidInputError, match=r"has \d+ tokens, .* reads at most 96; split it"):
        translate(translator, ["Where is the dog? " * 30], DecodingOptions())
    assert capfd.readouterr() == ("", "")


def test_a_sentence_of_all_positions(translator):
    (count,) = count_tokens(translator, ["o"])
    longest = "o" * (96 - count + 1)
    assert count_tokens(translator, [longest]) == [96]
    ((best,),) = translate(translator, [longest], DecodingOptions(beam_size=1))
    assert len(best.tokens) < 96


def test_names_of_special_tokens_are_text(translator):
    ((plain,),) = translate(translator, ["o </s> o <pad> o"], DecodingOptions(max_length=5))
    assert not {"</s>", "<pad>"} & set(plain.source_tokens)
    assert plain.source_tokens.count("<unk>") >= 2


@pytest.mark.parametrize("sentence", ["日本", "😀 日本 語", "", " ", "\u200b"])
def test_a_sentence_without_a_known_token_stays_as_it_is(sentence, translator):
    options = DecodingOptions(n_best=2, attention=True)
    ((first, second),) = translate(translator, [sentence], options)
    assert first == second
    assert (first.text, first.tokens, first.source_tokens) == (sentence, (), ())


def test_options_are_checked(translator):
    with pytest.raises(InvalidInputError, match=r"n_best must be at most beam_size \(2\), got 3"):
        translate(translator, ["Go on"], DecodingOptions(beam_size=2, n_best=3))


@pytest.mark.parametrize(("dtype", "tolerance"), [("float16", 0.2), ("bfloat16", 0.6)])
def test_half_precision_is_close(dtype, tolerance, translator, checkpoints):
    half = SentenceTranslator(checkpoints / "opus-mt", compute_type=dtype)
    options = DecodingOptions(beam_size=1, max_length=1)
    found = translate(half, SENTENCES, options)
    for (ours,), (theirs,) in zip(found, translate(translator, SENTENCES, options), strict=True):
        assert ours.score == pytest.approx(theirs.score, abs=tolerance)


def test_nothing_is_printed(checkpoints, capfd):
    options = DecodingOptions(n_best=2, max_length=3)
    translate(SentenceTranslator(checkpoints / "opus-mt"), SENTENCES, options)
    assert capfd.readouterr() == ("", "")


def test_an_encoder(checkpoints):
    with pytest.raises(ModelFormatError, match="distilbert cannot be loaded as AutoModelForSeq"):
        SentenceTranslator(checkpoints / "distilbert")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_gives_the_same(translator, checkpoints):
    gpu = SentenceTranslator(checkpoints / "opus-mt", device="cuda")
    options = DecodingOptions(n_best=2, attention=True, max_length=20)
    ours, theirs = (translate(one, SENTENCES, options) for one in (gpu, translator))
    for our, their in zip(chain(*ours), chain(*theirs), strict=True):
        assert our.tokens == their.tokens
        np.testing.assert_allclose(our.attention, their.attention, atol=1e-3)


def test_suppressed_sequences_are_not_written(translator):
    options = DecodingOptions(max_length=12)
    (best,) = translate(translator, SENTENCES[:1], options)[0]
    ids = translator._tokenizer.convert_tokens_to_ids(list(best.tokens))
    found = translator.translate(
        translator.prepare(SENTENCES[:1]), options, [ids[:1], [ids[-1], ids[-1], ids[-1]]]
    )
    assert best.tokens[0] not in found[0][0].tokens
    # For one search only.
    assert translate(translator, SENTENCES[:1], options)[0][0].tokens == best.tokens


def test_tokens_of_a_target(translator):
    ids = translator.tokenize_target("Geh weiter")
    assert translator._tokenizer.decode(ids) == "Geh weiter"
    assert not {*ids} & set(translator._tokenizer.all_special_ids)


def test_the_targets_of_placeables_are_read_in_their_places(translator):
    text = "Tom has 1,234 dogs."
    placed = [Placeable(8, 13, "number", "1.234"), Placeable(14, 18, "glossary", "Hunde")]
    sources = translator.prepare([text, text], [placed, []])
    expected = translator.prepare(["Tom has 1.234 Hunde.", text])
    assert [list(one.ids) for one in sources] == [list(one.ids) for one in expected]
    assert list(sources[0].ids) != list(sources[1].ids)
