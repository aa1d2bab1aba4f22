import math

import pytest

from nlp_suite import InvalidInputError
from nlp_suite.engines.decoding_checks import check_decoding
from nlp_suite.engines.interfaces import DecodingOptions


def test_the_usual_options_can_be_searched_with():
    check_decoding(DecodingOptions())
    check_decoding(DecodingOptions(beam_size=1, max_length=1, length_penalty=0.0))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"beam_size": 0}, "beam_size must be at least 1, got 0"),
        ({"n_best": 0}, "n_best must be from 1 to beam_size, got 0"),
        ({"n_best": 5}, "n_best must be from 1 to beam_size, got 5"),
        ({"length_penalty": math.inf}, "length_penalty must be from 0 up, got inf"),
        ({"no_repeat_ngram_size": -1}, "no_repeat_ngram_size must be from 0 up, got -1"),
        ({"max_length": 0}, "max_length must be from 1 up, got 0"),
    ],
)
def test_options_out_of_range(options, message):
    with pytest.raises(InvalidInputError, match=message):
        check_decoding(DecodingOptions(**options))
