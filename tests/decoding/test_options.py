import dataclasses
import math

import pytest

from nlp_suite import InvalidInputError
from nlp_suite.decoding.options import DecodingKeywords, DecodingOptions


def test_the_usual_options_can_be_searched_with():
    DecodingOptions()
    DecodingOptions(beam_size=1, max_length=1, length_penalty=0.0)


def test_the_keywords_are_the_options():
    names = {field.name for field in dataclasses.fields(DecodingOptions)}
    assert DecodingKeywords.__annotations__.keys() == names
    for field in dataclasses.fields(DecodingOptions):
        assert DecodingKeywords.__annotations__[field.name] == field.type


def test_the_beam_has_room_for_the_hypotheses():
    assert DecodingOptions().beams == 4
    assert DecodingOptions(n_best=6).beams == 6
    assert DecodingOptions(beam_size=2, n_best=2).beams == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"beam_size": 0}, "beam_size must be a whole number from 1 up, got 0"),
        ({"beam_size": 2.0}, r"beam_size must be a whole number from 1 up, got 2\.0"),
        ({"n_best": 0}, "n_best must be a whole number from 1 up, got 0"),
        ({"beam_size": 4, "n_best": 5}, r"n_best must be at most beam_size \(4\), got 5"),
        ({"length_penalty": math.inf}, "length_penalty must be a number from 0 to 10, got inf"),
        ({"length_penalty": math.nan}, "length_penalty must be a number from 0 to 10, got nan"),
        ({"length_penalty": True}, "length_penalty must be a number from 0 to 10, got True"),
        ({"no_repeat_ngram_size": -1}, "no_repeat_ngram_size must be a whole number from 0 up"),
        ({"max_length": 0}, "max_length must be a whole number from 1 up, got 0"),
        ({"attention": 1}, "attention must be True or False, got 1"),
    ],
)
def test_options_out_of_range(options, message):
    with pytest.raises(InvalidInputError, match=message):
        DecodingOptions(**options)
