import dataclasses

import pytest

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.tasks.question_answering.options import ReadingKeywords, ReadingOptions


def test_what_a_model_says_comes_before_what_is_usual():
    options = {"window": 256, "stride": 0, "max_windows": 4, "bm25_weight": 0.5}
    options |= {"language": "fr", "no_answer_threshold": 0.8}
    expected = ReadingOptions(**options)
    assert ReadingOptions.of_model(options | {"temperature": 2.0}, "m") == expected
    assert ReadingOptions.of_model({}, "m") == ReadingOptions(
        window=384,
        stride=128,
        max_windows=0,
        bm25_weight=0.0,
        max_question_tokens=64,
        max_answer_tokens=15,
        no_answer_threshold=None,
        always=False,
        group=False,
        language="en",
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": 0}, "my-reader: window must be a whole number from 1 up, got 0"),
        ({"window": "384"}, "got '384'"),
        ({"bm25_weight": "1"}, "bm25_weight must be a number from 0 to 1000000, got '1'"),
        ({"max_windows": 1.5}, "max_windows must be a whole number from 0 up, got 1.5"),
        ({"language": 3}, "language must be the code of a language .*, got 3"),
        ({"no_answer_threshold": 2}, "no_answer_threshold must be a number from 0 to 1, got 2"),
        ({"stride": -1}, "stride must be a whole number from 0 up, got -1"),
        (
            {"max_question_tokens": None},
            "max_question_tokens must be a whole number from 1 up, got None",
        ),
    ],
)
def test_a_model_that_says_nonsense(options, message):
    with pytest.raises(ModelFormatError, match=message):
        ReadingOptions.of_model(options, "my-reader")


def test_changes():
    changed = ReadingOptions(window=256).changed(stride=5, window=None)
    assert changed == ReadingOptions(window=256, stride=5)
    with pytest.raises(InvalidInputError, match="stride must be a whole number from 0 up, got -2"):
        changed.changed(stride=-2)
    with pytest.raises(InvalidInputError, match=r"one of \['joint', 'independent'\], got 'both'"):
        changed.changed(scoring="both")


def test_the_keywords_are_the_options():
    """A call may leave each of them to the reader."""
    fields = {field.name: field.type | None for field in dataclasses.fields(ReadingOptions)}
    assert ReadingKeywords.__annotations__ == fields


@pytest.mark.parametrize("threshold", [-0.1, 1.1, "0.5", True])
def test_a_threshold_that_is_no_probability(threshold):
    with pytest.raises(InvalidInputError, match="no_answer_threshold must be a number from 0 to 1"):
        ReadingOptions(no_answer_threshold=threshold)


@pytest.mark.parametrize("name", ["always", "group"])
def test_a_flag_that_is_neither_true_nor_false(name):
    with pytest.raises(InvalidInputError, match=f"{name} must be True or False, got 1"):
        ReadingOptions(**{name: 1})
