"""The threshold of the null score that is best for a set of questions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation import BestThreshold, best_threshold


@pytest.mark.parametrize(
    ("nulls", "answered", "empty", "score", "threshold"),
    [
        ([0.1, 0.3, 0.9], [1, 1, 0], [0, 0, 1], 100, 0.6),
        # To answer everything, or nothing.
        ([0.2, 0.4], [1, 0.5], [0, 0], 75, None),
        ([0.2, 0.4], [0, 0], [1, 1], 100, 0.2),
        # One null score: all or nothing.
        ([0.5, 0.5, 0.5], [1, 0, 0], [0, 1, 1], 200 / 3, 0.5),
        # Of equally good ones the lowest.
        ([0.1, 0.2, 0.3], [0, 1, 0], [1, 0, 1], 200 / 3, 0.1),
        # Neighbouring floats have no middle.
        ([0.5, np.nextafter(0.5, 1)], [1, 0], [0, 1], 100, np.nextafter(0.5, 1)),
    ],
)
def test_by_hand(nulls, answered, empty, score, threshold):
    found = best_threshold(nulls, answered, empty)
    assert found.score == pytest.approx(score)
    assert found.threshold == (None if threshold is None else pytest.approx(threshold, abs=0))


VALUES = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@given(st.lists(st.tuples(VALUES, VALUES, st.sampled_from([0.0, 1.0])), min_size=1, max_size=12))
def test_no_threshold_is_better(rows):
    nulls, answered, empty = np.array(rows).T
    found = best_threshold(nulls, answered, empty)

    def score(threshold):
        return 100 * np.where(nulls >= threshold, empty, answered).mean()

    own = np.inf if found.threshold is None else found.threshold
    assert score(own) == pytest.approx(found.score)
    assert found.score == pytest.approx(max(map(score, [*np.linspace(0, 1.1, 45), np.inf])))


def test_it_is_what_the_script_of_squad_finds():
    """`find_best_thresh` there goes through the questions by their null scores."""
    rng = np.random.default_rng(1)
    nulls, f1 = rng.random(200), rng.random(200).round(2)
    unanswerable = rng.random(200) < 0.4
    answered = np.where(unanswerable, 0, f1)
    current = best = float(unanswerable.sum())
    last = 0.0
    for i in np.argsort(nulls):
        current += -1 if unanswerable[i] else f1[i]
        if current > best:
            best, last = current, nulls[i]
    found = best_threshold(nulls, answered, unanswerable)
    assert found.score == pytest.approx(100 * best / 200)
    # It answers up to that null score, and we below the threshold.
    following = nulls[nulls > last].min()
    assert found == BestThreshold(found.score, pytest.approx((last + following) / 2))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], [], []), r"got shapes \(0,\)"),
        (([0.1], [1, 0], [0, 1]), r"\(1,\), \(2,\) and \(2,\)"),
        (([float("nan")], [1], [0]), "finite"),
        (([0.1], [float("inf")], [0]), "finite"),
    ],
)
def test_wrong_values(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        best_threshold(*arguments)
