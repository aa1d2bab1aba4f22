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
