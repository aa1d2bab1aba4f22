"""Aggregation of spans over the windows of a text: the best, or equal words summed."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.question_answering.aggregation import BestAnswers, SummedAnswers

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
    assert [(start, end) for start, end, *_ in best.ranked()] == expected
    for start, end, score, _ in best.ranked():
        assert score == pytest.approx(math.exp(everything[start, end]))
    assert best.null_score == pytest.approx(math.exp(min(null for _, null in windows)))


def test_scores_do_not_rank_and_never_rise():
    best = BestAnswers(3)
    logs = np.log([0.5, 0.3, 0.1])
    columns = np.array([0, 10, 20]), np.array([4, 14, 24])
    best.add(logs, *columns, math.log(0.1), log_scores=np.log([0.4, 0.6, 0.2]))
    assert [(one.start, round(one.score, 6)) for one in best.ranked()] == [
        (0, 0.4),
        (10, 0.4),
        (20, 0.2),
    ]


def test_without_a_window_there_is_no_answer():
    assert BestAnswers(3).ranked() == []
    assert BestAnswers(3).null_score == 1.0


TEXT = "A cat, a Cat and a dog. A CAT!"


def add(best, window, null, *spans):
    probabilities, starts, ends = map(np.array, zip(*spans, strict=True))
    best.add(np.log(probabilities), starts, ends, math.log(null), window=window)


def test_the_same_words_add_up():
    best = SummedAnswers(TEXT, 9)
    add(best, 0, 0.5, (0.4, 2, 5), (0.1, 9, 12), (0.05, 19, 22))
    add(best, 5, 0.25, (0.7, 26, 29), (0.2, 19, 22))
    found = best.ranked()
    assert [(start, end) for start, end, *_ in found] == [(2, 5), (19, 22)]
    # More than one: the answer was found in two windows.
    assert [one.score for one in found] == pytest.approx([1.2, 0.25])
    assert best.null_score == pytest.approx(0.25)


@given(st.permutations(range(4)), st.integers(1, 3))
def test_the_order_in_which_windows_come_does_not_matter(order, count):
    rng = np.random.default_rng(3)
    spans = [(2, 5), (9, 12), (26, 29), (0, 1), (7, 8), (19, 22)]
    windows = [
        [(p, *spans[i]) for p, i in zip([0.4, 0.2, 0.1], rng.permutation(6), strict=False)]
        for _ in range(4)
    ]
    expected, shuffled = (SummedAnswers(TEXT, count) for _ in range(2))
    for best, numbers in ((expected, range(4)), (shuffled, order)):
        for number in numbers:
            add(best, number * 7, 0.1 + number / 10, *windows[number])
    assert shuffled.ranked() == expected.ranked()
    assert len(expected.ranked()) == count
    assert shuffled.null_score == expected.null_score == pytest.approx(0.1)


def test_without_a_window_no_answer_is_summed():
    assert SummedAnswers(TEXT, 3).ranked() == []
    assert SummedAnswers(TEXT, 3).null_score == 1.0
