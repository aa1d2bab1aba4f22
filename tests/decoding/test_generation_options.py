import dataclasses
import math

import pytest

from nlp_suite import InvalidInputError
from nlp_suite.decoding.generation_options import GenerationKeywords, GenerationOptions


def test_an_option_that_is_not_set_is_the_checkpoints():
    options = GenerationOptions()
    assert set(dataclasses.asdict(options).values()) == {None}
    GenerationOptions(max_tokens=5, min_tokens=5, beam_size=1, length_penalty=0.0)
    GenerationOptions(min_tokens=0, no_repeat_ngram_size=0)


def test_the_keywords_are_the_options():
    fields = dataclasses.fields(GenerationOptions)
    assert GenerationKeywords.__annotations__ == {field.name: field.type for field in fields}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_tokens": 0}, "max_tokens must be a whole number from 1 up, got 0"),
        ({"max_tokens": 10**6}, "max_tokens must be a whole number from 1 to 100000"),
        ({"min_tokens": -1}, "min_tokens must be a whole number from 0 up, got -1"),
        ({"max_tokens": 4, "min_tokens": 5}, r"min_tokens must be at most max_tokens \(4\), got 5"),
        ({"beam_size": 0}, "beam_size must be a whole number from 1 up, got 0"),
        ({"beam_size": 1001}, "beam_size must be a whole number from 1 to 1000, got 1001"),
        ({"length_penalty": math.nan}, "length_penalty must be a number from 0 to 10, got nan"),
        ({"length_penalty": -1}, "length_penalty must be a number from 0 to 10, got -1"),
        ({"no_repeat_ngram_size": True}, "no_repeat_ngram_size must be a whole number from 0 up"),
    ],
)
def test_options_out_of_range(options, message):
    with pytest.raises(InvalidInputError, match=message):
        GenerationOptions(**options)
