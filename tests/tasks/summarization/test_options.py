import dataclasses
from typing import get_args

import pytest

from nlp_suite import InvalidInputError
from nlp_suite.tasks.summarization import available_methods
from nlp_suite.tasks.summarization.options import (
    Method,
    SummarizationKeywords,
    SummarizationOptions,
)


def test_the_methods_that_a_signature_shows_are_those_that_there_are():
    assert get_args(Method) == available_methods()


def test_the_keywords_are_the_options():
    fields = {field.name: field.type for field in dataclasses.fields(SummarizationOptions)}
    assert SummarizationKeywords.__annotations__ == fields


def test_a_method_that_is_not_there():
    with pytest.raises(InvalidInputError, match=r"one of \['bert-.*'semantic'\], got 'best'"):
        SummarizationOptions(method="best")


@pytest.mark.parametrize("value", [0, -1, 2.5, True, "3"])
def test_a_number_of_keywords_is_from_one_up(value):
    with pytest.raises(InvalidInputError, match="keywords must be a whole number from 1 up"):
        SummarizationOptions(keywords=value)


def test_whether_there_is_a_title_is_a_yes_or_a_no():
    with pytest.raises(InvalidInputError, match="title must be True or False, got 'The title'"):
        SummarizationOptions(title="The title")


def test_a_style_is_one_of_two():
    with pytest.raises(InvalidInputError, match=r"style must be one of \['extractive', 'abs"):
        SummarizationOptions(style="short")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_tokens": 9, "max_tokens": 8}, r"min_tokens must be at most max_tokens \(8\), got 9"),
        ({"max_tokens": 0}, "max_tokens must be a whole number from 1"),
        ({"beam_size": 1001}, "beam_size must be"),
        ({"length_penalty": -1}, "length_penalty must be"),
        ({"no_repeat_ngram_size": True}, "no_repeat_ngram_size must be"),
        ({"ratio": 0.5, "max_tokens": 8}, "words or in tokens, .* ratio=0.5 and max_tokens=8$"),
        ({"min_words": 5, "min_tokens": 8}, "words or in tokens, .* min_words=5 and min_tokens=8$"),
    ],
)
def test_options_of_what_writes(options, message):
    with pytest.raises(InvalidInputError, match=message):
        SummarizationOptions(**options)


def test_options_that_are_given():
    options = SummarizationOptions(title=True, cohesive=True, beam_size=2)
    assert options.given(["cohesive", "beam_size", "seed", "title"]) == ["beam_size", "title"]
    assert options.generation.beam_size == 2
    assert "style" not in options.to_dict()
    assert SummarizationOptions(**options.to_dict()) == options
