import dataclasses

import pytest

from nlp_suite import InvalidInputError
from nlp_suite.load_options import LoadOptions
from nlp_suite.tasks.summarization.options import (
    ABSTRACTIVE_OPTIONS,
    EXTRACTIVE_OPTIONS,
    SummarizationOptions,
)
from nlp_suite.tasks.summarization.styles import DEFAULT_WRITER, check_style, with_writer

# One that is not the default, for each option of one style alone.
VALUES = {
    "sentences": 2,
    "min_length": 9,
    "query": "tin",
    "cohesive": False,
    "method": "lead",
    "seed": 1,
    "max_tokens": 9,
    "min_tokens": 9,
    "beam_size": 1,
    "length_penalty": 2.0,
    "no_repeat_ngram_size": 3,
}
SHARED = {"style", "ratio", "max_words", "min_words", "keywords", "title", "language"}


def test_every_option_is_of_a_style_or_of_both():
    names = {field.name for field in dataclasses.fields(SummarizationOptions)}
    assert {*EXTRACTIVE_OPTIONS, *ABSTRACTIVE_OPTIONS} == VALUES.keys() == names - SHARED


@pytest.mark.parametrize("name", EXTRACTIVE_OPTIONS)
def test_options_of_extractive_summaries(name):
    options = SummarizationOptions(**{name: VALUES[name]})
    check_style(options, "extractive", "m")
    with pytest.raises(InvalidInputError, match=f"^{name} goes with extractive .*, but m writes"):
        check_style(options, "abstractive", "m")
    with pytest.raises(InvalidInputError, match=f"^{name} goes .* but style='abstractive'; leave"):
        dataclasses.replace(options, style="abstractive")
    with pytest.raises(InvalidInputError, match=f"^{name} goes .* but beam_size with abs"):
        dataclasses.replace(options, beam_size=2)


@pytest.mark.parametrize("name", ABSTRACTIVE_OPTIONS)
def test_options_of_abstractive_summaries(name):
    options = SummarizationOptions(**{name: VALUES[name]})
    check_style(options, "abstractive", "m")
    with pytest.raises(InvalidInputError, match=f"^{name} goes .* but m chooses sentences; leave"):
        check_style(options, "extractive", "m")
    with pytest.raises(InvalidInputError, match=f"^{name} goes .* but style='extractive'; leave"):
        dataclasses.replace(options, style="extractive")


def test_a_style_that_a_model_cannot_do():
    check_style(SummarizationOptions(style="extractive"), "extractive", "m")
    check_style(SummarizationOptions(style="abstractive"), "abstractive", "m")
    with pytest.raises(InvalidInputError, match=f"m chooses sentences, .*'{DEFAULT_WRITER}'"):
        check_style(SummarizationOptions(style="abstractive"), "extractive", "m")
    with pytest.raises(InvalidInputError, match=r"m writes summaries, .* give an encoder"):
        check_style(SummarizationOptions(style="extractive"), "abstractive", "m")


def test_only_what_is_left_open_is_completed():
    pretrained = LoadOptions(engine="pretrained")
    assert with_writer(pretrained, "abstractive").model == DEFAULT_WRITER
    for loading, style in (
        (pretrained, None),
        (pretrained, "extractive"),
        (LoadOptions(), "abstractive"),
        (dataclasses.replace(pretrained, model="m"), "abstractive"),
    ):
        assert with_writer(loading, style) is loading
