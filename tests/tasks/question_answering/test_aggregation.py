import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.question_answering.aggregation import BestAnswers

SPANS = st.tuples(st.integers(0, 3), st.integers(4, 7))
WINDOWS = st.lists(
    st.tuples(st.dictionaries(SPANS, st.integers(-9, -1), min_size=1), st.integers(-9, 0)),
    min_size=1,
    max_size=6,
)


@given(WINDOWS, st.integers(1, 9), st.randoms())
def test_the_same_as_keeping_everything(windows, count, order):
    everything = {}
    for spans, _ in windows:
        for span, value in spans.items():
            everything[span] = max(everything.get(span, -99), value)
    expected = sorted(everything, key=lambda span: (-everything[span], span))[:count]
    best = BestAnswers(count)
    order.shuffle(windows)
    for spans, null in windows:
        own = sorted(spans, key=lambda span: (-spans[span], span))[:count]
        starts, ends = np.array(own).T
        best.add(np.array([float(spans[span]) for span in own]), starts, ends, float(null))
    assert [(start, end) for start, end, _ in best.ranked()] == expected
    for start, end, score in best.ranked():
        assert score == pytest.approx(math.exp(everything[start, end]))
    assert best.null_score == pytest.approx(math.exp(min(null for _, null in windows)))


def test_without_a_window_there_is_no_answer():
    assert BestAnswers(3).ranked() == []
    assert BestAnswers(3).null_score == 1.0
