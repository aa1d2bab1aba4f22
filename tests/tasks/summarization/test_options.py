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
