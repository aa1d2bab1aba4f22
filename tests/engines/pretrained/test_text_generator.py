import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.pretrained.text_generator import UNLIMITED, TextGenerator

TEXTS = [
    "The bicycle has two wheels, and is driven by its rider.",
    "It came late.",
    "A fox ran through the city, and nobody saw it; the next day it came again.",
]


@pytest.fixture(scope="module")
def bart(generation_checkpoints):
    return TextGenerator(generation_checkpoints["bart"], threads=1)


@pytest.fixture(scope="module")
def t5(generation_checkpoints):
    return TextGenerator(generation_checkpoints["t5"], threads=1, name="google-t5/t5-small")


@pytest.fixture
def changed(generation_checkpoints, tmp_path):
    """Copies a checkpoint and changes its files."""

    def change(family, **files):
        folder = tmp_path / family
        shutil.copytree(generation_checkpoints[family], folder)
        for file, changes in files.items():
            path = folder / f"{file}.json"
            values = json.loads(path.read_text()) if path.exists() else {}
            path.write_text(json.dumps(values | changes))
        return folder

    return change


def test_what_a_generator_says_of_itself(bart, t5):
    assert (bart.engine, bart.model, bart.prefix) == ("pretrained", "bart", "")
    assert bart.settings == ("torch", "cpu", "float32")
    assert bart.default_options == GenerationOptions(
        max_tokens=27, min_tokens=7, beam_size=4, length_penalty=2.0, no_repeat_ngram_size=3
    )
    # Start and end of 256; the decoder's start.
    assert (bart.max_source_tokens, bart.max_target_tokens) == (254, 255)
    assert (t5.model, t5.prefix) == ("google-t5/t5-small", "summarize: ")
    assert t5.max_target_tokens == UNLIMITED - 1


def test_tokens_are_counted_without_what_is_added(bart, t5):
    assert bart.count_tokens([]) == t5.count_tokens([]) == []
    assert bart.count_tokens(["", "a", "</s>"])[:2] == [0, 1]
    # The name of a special token is text.
    assert bart.count_tokens(["</s>"])[0] > 1
    single, double = t5.count_tokens([TEXTS[0], f"{TEXTS[0]} {TEXTS[0]}"])
    assert double == 2 * single
    with pytest.raises(InvalidInputError, match=r"a text has 255 tokens, the model bart reads at"):
        bart.generate(["Q" * 255], GenerationOptions(max_tokens=2))
    longest = "Q" * 254
    assert bart.count_tokens([longest]) == [254]
    assert len(bart.generate_ids([longest], GenerationOptions(max_tokens=9, min_tokens=9))[0]) == 9


def test_the_prefix_is_read(generation_checkpoints, changed, t5):
    other = TextGenerator(changed("t5", config={"task_specific_params": None, "prefix": ""}))
    options = GenerationOptions(max_tokens=6, beam_size=1)
    asked = [f"summarize: {text}" for text in TEXTS]
    assert other.generate_ids(asked, options) == t5.generate_ids(TEXTS, options)
    assert other.generate_ids(TEXTS, options) != t5.generate_ids(TEXTS, options)
    # It is no part of the text.
    assert other.count_tokens(TEXTS) == t5.count_tokens(TEXTS)
    assert other.max_source_tokens > t5.max_source_tokens


def test_a_prompt_of_any_kind_stands_as_it_is(generation_checkpoints):
    """What the pipelines for summaries and for text in general had in common, they have here."""
    folder = generation_checkpoints["flan-t5"]
    writer = TextGenerator(folder)
    free = TextGenerator(folder, task="text2text-generation")
    assert (writer.prefix, free.prefix) == ("summarize: ", "")
    options = GenerationOptions(max_tokens=6, beam_size=2)
    prompts = [f"summarize: {text}" for text in TEXTS]
    assert free.generate_ids(prompts, options) == writer.generate_ids(TEXTS, options)
    assert free.generate_ids(TEXTS, options) != writer.generate_ids(TEXTS, options)


def test_white_space_of_sentencepiece_is_one_space(t5, bart):
    options = GenerationOptions(max_tokens=6, beam_size=1)
    loose = [text.replace(" ", "\n\t ") for text in TEXTS]
    assert t5.count_tokens(loose) == t5.count_tokens(TEXTS)
    assert t5.generate_ids(loose, options) == t5.generate_ids(TEXTS, options)
    # BART has learned what a line is.
    assert bart.count_tokens(loose) != bart.count_tokens(TEXTS)


def test_results_in_order_whatever_the_batches(generation_checkpoints, bart):
    options = GenerationOptions(max_tokens=8)
    done = []
    expected = bart.generate(TEXTS, options, done.append)
    assert len(set(expected)) == len(TEXTS)
    assert done == [len(TEXTS)]
    small = TextGenerator(generation_checkpoints["bart"], batch_tokens=1, threads=1)
    assert small.generate(TEXTS, options, done.append) == expected
    assert done == [3, 1, 1, 1]
    assert bart.generate(TEXTS[::-1], options) == expected[::-1]
    assert bart.generate([], options) == []


def test_texts_without_a_token(bart):
    done = []
    options = GenerationOptions(max_tokens=8)
    found = bart.generate(["", TEXTS[0], " \n "], options, done.append)
    assert [one.num_tokens for one in found][::2] == [0, 0]
    assert found[0] == found[2] == ("", 0)
    assert found[1] == bart.generate([TEXTS[0]], options)[0]
    assert sum(done) == 3
    assert bart.generate(["a lone \ud83d one"], options) == bart.generate(["a lone ? one"], options)


def test_lengths(bart, t5):
    for generator in (bart, t5):
        options = GenerationOptions(max_tokens=9, min_tokens=9)
        assert {len(ids) for ids in generator.generate_ids(TEXTS, options)} == {9}
    found = t5.generate(TEXTS, GenerationOptions(max_tokens=9))
    assert all(0 < one.num_tokens <= 9 for one in found)
    with pytest.raises(
        InvalidInputError, match="max_tokens is 256, and the model bart writes at most 255"
    ):
        bart.generate(TEXTS, GenerationOptions(max_tokens=256))
    with pytest.raises(InvalidInputError, match="min_tokens is 30, and the model stops at 27"):
        bart.generate(TEXTS, GenerationOptions(min_tokens=30))


def test_the_lines_of_pegasus(changed, generation_checkpoints):
    options = GenerationOptions(max_tokens=8, min_tokens=8, no_repeat_ngram_size=1)
    folder = generation_checkpoints["pegasus"]
    (ids,) = TextGenerator(folder, threads=1).generate_ids(TEXTS[:1], options)
    # What the model writes in the middle is to be its end of a line.
    folder = changed("pegasus")
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    vocabulary = tokenizer["model"]["vocab"]
    line_end = next(i for i, (piece, _) in enumerate(vocabulary) if piece == "<n>")
    vocabulary[line_end][0], vocabulary[ids[3]][0] = vocabulary[ids[3]][0], "<n>"
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (found,) = TextGenerator(folder, threads=1).generate(TEXTS[:1], options)
    first, second = found.text.split("\n")
    assert first.strip() == first != ""
    assert second.strip() == second != ""


def test_sampling_does_not_count(changed, bart):
    values = {"do_sample": True, "temperature": 5.0, "top_k": 50, "num_return_sequences": 3}
    other = TextGenerator(changed("bart", generation_config=values), threads=1)
    options = GenerationOptions(max_tokens=8)
    assert other.generate(TEXTS, options) == bart.generate(TEXTS, options)


def test_numbers_that_are_none(changed):
    folder = changed("flan-t5")
    weights = load_file(folder / "model.safetensors")
    weights["lm_head.weight"] *= 3.3e38 / np.abs(weights["lm_head.weight"]).max()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    generator = TextGenerator(folder, threads=1)
    for beams in (1, 2):
        options = GenerationOptions(max_tokens=2, beam_size=beams)
        with pytest.raises(ModelFormatError, match=r"flan-t5 has computed .* in its logits, which"):
            generator.generate(TEXTS, options)


@pytest.mark.parametrize(
    ("family", "files", "message"),
    [
        (
            "bart",
            {"generation_config": {"forced_bos_token_id": 10**6}},
            "forced_bos_token_id is 1000000, and the model has 480 tokens, from 0",
        ),
        (
            "bart",
            {"generation_config": {"bad_words_ids": [[5], [-1]]}},
            "bad_words_ids is -1, and the model has 480 tokens",
        ),
        ("pegasus", {"config": {"num_beams": 0}}, "beam_size must be a whole number from 1 up"),
        ("bart", {"tokenizer_config": {"model_max_length": 2}}, "reads 2 tokens, and 2 of them"),
    ],
)
def test_checkpoints_that_cannot_be(changed, family, files, message):
    with pytest.raises(ModelFormatError, match=message):
        TextGenerator(changed(family, **files))


def test_a_checkpoint_without_a_start(changed):
    folder = changed("flan-t5")
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": 1}))
    with pytest.raises(ModelFormatError, match="has no decoder_start_token_id; add it"):
        TextGenerator(folder)


def test_an_encoder_alone_is_refused(checkpoints):
    with pytest.raises(ModelFormatError, match="cannot be loaded as AutoModelForSeq2SeqLM"):
        TextGenerator(checkpoints / "distilbert")


def test_a_translator_writes_no_summaries(checkpoints):
    with pytest.raises(ModelFormatError, match=r"a translator, 'marian', .* nlp_suite\.translate"):
        TextGenerator(checkpoints / "opus-mt")
