import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError, MissingDependencyError, NLPSuiteError, System
from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.measurement import Job, Measurement
from nlp_suite.comparison.subprocess_run import decode_message, encode_message
from nlp_suite.results import (
    Alternative,
    Answer,
    Sentence,
    SentenceTranslation,
    Summary,
    Translation,
)

TEXT = "Grüße \x00 \ud800 😀\r\n"
PLACE = {"sentence": TEXT, "sentence_start": 0, "question": "Who?"}
MAKER = {"engine": "custom", "model": "a"}
ANSWERS = [
    Answer(text=TEXT, start=0, end=9, score=0.1 + 0.2, null_score=1e-300, **PLACE, **MAKER),
    Answer(text="", start=0, end=0, score=0.0, null_score=1.0, **PLACE, **MAKER),
]
RESULTS = (
    Summary(TEXT, (Sentence(TEXT, 0, 0, 9, 0.5),), 1, "lead", "custom", "a"),
    ANSWERS[0],
    ANSWERS,
    Translation(
        text=TEXT,
        source=TEXT,
        sentences=(
            SentenceTranslation(
                text=TEXT,
                start=0,
                end=9,
                score=-0.5,
                tokens=("a", "b"),
                source_tokens=("c",),
                n_best=(Alternative("d", -1.0),),
            ),
        ),
        **MAKER,
    ),
    None,
)


def test_everything_comes_back():
    job = Job(
        "answer",
        System(model=Path("runs/a"), threads=2),
        ComparisonInputs((TEXT,), ("Who?",), (("a", "b"),), None),
        {"keep": ["ACME", re.compile(r"\d+", re.ASCII)], "glossary": {"a": "b"}, "method": None},
        repeats=2,
    )
    assert decode_message(encode_message(job)) == job
    measurement = Measurement(RESULTS, (None,) * 5, (0.5, 0.25), None, 1.5, 10**12)
    assert decode_message(encode_message(measurement)) == measurement


def test_errors_keep_their_class_and_their_words():
    error = decode_message(encode_message(MissingDependencyError("Run: pip install it")))
    assert type(error) is MissingDependencyError
    assert str(error) == "Run: pip install it"

    class OurError(NLPSuiteError):
        pass

    error = decode_message(encode_message(OurError("a reason")))
    assert (type(error), str(error)) == (NLPSuiteError, "a reason")


def test_numbers_of_numpy_are_numbers():
    assert decode_message(encode_message([np.int64(3), np.float32(0.5)])) == [3, 0.5]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda own: (
        st.lists(own) | st.lists(own).map(tuple) | st.dictionaries(st.text() | st.integers(), own)
    ),
)


@given(PLAIN)
def test_plain_values_come_back(value):
    assert decode_message(encode_message(value)) == value


def test_what_no_message_can_have():
    with pytest.raises(InvalidInputError, match="cannot be told of the object"):
        encode_message([object()])
    with pytest.raises(ValueError, match="an unknown kind of message"):
        decode_message(b'{"os.system": "true"}')
