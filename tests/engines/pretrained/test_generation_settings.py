import json

import pytest

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.pretrained.generation_settings import USUAL_OPTIONS, GenerationSettings

SPECIFIC = {
    "summarization": {"max_length": 142, "min_length": 56, "num_beams": 6, "prefix": "tl;dr: "},
    "translation_en_to_de": {"num_beams": 9, "prefix": "translate English to German: "},
}


def read(folder, config, generation=None, most=1023, task="summarization"):
    if generation is not None:
        (folder / "generation_config.json").write_text(json.dumps(generation))
    config = {"model_type": "bart", **config}
    return GenerationSettings.read(folder, config, task, most)


def test_a_checkpoint_that_says_nothing(tmp_path):
    settings = read(tmp_path, {})
    assert settings == (USUAL_OPTIONS, {}, "", 2)
    assert settings.options.max_tokens == 256
    assert settings.options.beam_size == 4


def test_the_order_of_settings(tmp_path):
    config = {"num_beams": 2, "max_length": 70, "length_penalty": 0.5}
    assert read(tmp_path, config).options == GenerationOptions(
        max_tokens=69, min_tokens=0, beam_size=2, length_penalty=0.5, no_repeat_ngram_size=0
    )
    # A file of its own takes the place of all in config.json …
    generation = {"num_beams": 3, "no_repeat_ngram_size": 3, "max_length": 80, "min_length": 11}
    options = read(tmp_path, config, generation).options
    assert options == GenerationOptions(
        max_tokens=79, min_tokens=10, beam_size=3, length_penalty=1.0, no_repeat_ngram_size=3
    )
    # … but for what is of the task.
    settings = read(tmp_path, {**config, "task_specific_params": SPECIFIC}, generation)
    assert settings.options == GenerationOptions(
        max_tokens=141, min_tokens=55, beam_size=6, length_penalty=1.0, no_repeat_ngram_size=3
    )
    assert settings.prefix == "tl;dr: "
    assert settings.complete(GenerationOptions(beam_size=1, max_tokens=9)).beam_size == 1


@pytest.mark.parametrize(
    ("values", "lengths"),
    [
        ({"max_new_tokens": 30, "max_length": 99}, (30, 0)),
        ({"min_new_tokens": 30, "min_length": 99, "max_new_tokens": 40}, (40, 30)),
        # transformers' own value, which old files were written with.
        ({"max_length": 20}, (256, 0)),
        ({"max_length": None, "min_length": None}, (256, 0)),
        ({"max_length": 1, "min_length": 0}, (1, 0)),
        ({"max_length": 5000, "min_length": 3000}, (1023, 1023)),
        ({"max_length": 31, "min_length": 50}, (30, 30)),
    ],
)
def test_lengths(tmp_path, values, lengths):
    options = read(tmp_path, {}, values).options
    assert (options.max_tokens, options.min_tokens) == lengths


def test_prefixes(tmp_path):
    def prefix(**config):
        return read(tmp_path, config).prefix

    assert prefix(model_type="t5") == "summarize: "
    assert prefix(model_type="t5", prefix="") == ""
    assert prefix(model_type="t5", task_specific_params=SPECIFIC) == "tl;dr: "
    other = {"translation_en_to_de": SPECIFIC["translation_en_to_de"]}
    assert prefix(model_type="t5", task_specific_params=other) == "summarize: "
    assert prefix(model_type="mt5") == ""
    assert prefix(prefix=" ") == " "
    # A prompt of another kind stands as it is.
    assert read(tmp_path, {"model_type": "t5"}, task="text2text-generation").prefix == ""


def test_the_end_that_is_forced_at_the_limit(tmp_path):
    assert read(tmp_path, {"model_type": "pegasus"}).forced_end == 1
    assert read(tmp_path, {"model_type": "t5"}).forced_end is None
    # A checkpoint that says it, if only that there is none.
    assert read(tmp_path, {"forced_eos_token_id": None}).forced_end is None
    assert read(tmp_path, {}, {"num_beams": 2}).forced_end is None


def test_further_settings_of_the_search(tmp_path):
    values = {"early_stopping": "never", "repetition_penalty": 1.3, "do_sample": True, "top_k": 5}
    assert read(tmp_path, {}, values).search == {
        "early_stopping": "never",
        "repetition_penalty": 1.3,
    }


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"num_beams": "four"}, "beam_size must be a whole number from 1 up, got 'four'"),
        ({"num_beams": 10**9}, "beam_size must be a whole number from 1 to 1000"),
        ({"max_length": -3}, "max_tokens must be a whole number from 1 up, got -3"),
        ({"max_length": [5]}, r"max_tokens must be a whole number from 1 up, got \[5\]"),
        ({"min_length": True}, "min_tokens must be a whole number from 0 up, got True"),
        ({"length_penalty": -1.5}, r"length_penalty must be a number from 0 to 10, got -1\.5"),
        ({"early_stopping": "later"}, "early_stopping must be True or False, got 'later'"),
        ({"repetition_penalty": 0}, "repetition_penalty must be a number from"),
        ({"encoder_no_repeat_ngram_size": -1}, "encoder_no_repeat_ngram_size must be a whole"),
    ],
)
def test_settings_that_cannot_be(tmp_path, values, message):
    with pytest.raises(ModelFormatError, match=f"a setting of generation in .*{message}"):
        read(tmp_path, {}, values)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"task_specific_params": [1]}, r"task_specific_params must be an object, got \[1\]"),
        (
            {"task_specific_params": {"summarization": 7}},
            r"task_specific_params\['summarization'\] must be an object, got 7",
        ),
        ({"prefix": 7}, "prefix must be a text, got 7"),
    ],
)
def test_a_config_that_cannot_be(tmp_path, config, message):
    with pytest.raises(ModelFormatError, match=message):
        read(tmp_path, config)


def test_lengths_that_contradict_each_other(tmp_path):
    settings = read(tmp_path, {}, {"max_length": 61, "min_length": 31})
    # The checkpoint's own gives way.
    assert settings.complete(GenerationOptions(max_tokens=9)).min_tokens == 9
    with pytest.raises(
        InvalidInputError,
        match="min_tokens is 70, and the model stops at 60 tokens; pass max_tokens= as well",
    ):
        settings.complete(GenerationOptions(min_tokens=70))
    assert settings.complete(GenerationOptions(min_tokens=70, max_tokens=90)).max_tokens == 90
