"""Calibration, the area under the ROC curve, and average precision."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation import (
    CalibrationBin,
    area_under_roc,
    average_precision,
    calibration_bins,
    expected_calibration_error,
)


def test_calibration_by_hand():
    scores = [0.05, 0.0, 0.1, 0.55, 0.58, 0.95, 1.0]
    right = [0, 0, 1, 1, 0, 1, 1]
    bins = calibration_bins(scores, right)
    assert [one.count for one in bins] == [2, 1, 2, 2]
    assert [one.accuracy for one in bins] == [0, 1, 0.5, 1]
    assert [one.mean_score for one in bins] == pytest.approx([0.025, 0.1, 0.565, 0.975])
    error = (2 * 0.025 + 1 * 0.9 + 2 * 0.065 + 2 * 0.025) / 7
    assert expected_calibration_error(bins) == pytest.approx(error)
    assert calibration_bins(scores, right, bins=1) == (
        CalibrationBin(pytest.approx(np.mean(scores)), 4 / 7, 7),
    )


def test_probabilities_are_calibrated_and_sure_scores_are_not(rng):
    scores = rng.random(100_000)
    right = rng.random(100_000) < scores
    assert expected_calibration_error(calibration_bins(scores, right)) < 0.01
    sharper = scores**0.5
    # The mean of x**0.5 - x.
    gap = expected_calibration_error(calibration_bins(sharper, right))
    assert gap == pytest.approx(2 / 3 - 1 / 2, abs=0.01)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1), st.integers(1, 20))
def test_bins_hold_every_answer_once(pairs, bins):
    scores, right = zip(*pairs, strict=True)
    found = calibration_bins(scores, right, bins=bins)
    assert sum(one.count for one in found) == len(pairs)
    assert sum(one.count * one.accuracy for one in found) == pytest.approx(sum(right))
    means = [one.mean_score for one in found]
    assert means == sorted(means)
    assert 0 <= expected_calibration_error(found) <= 1


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.25, 1.0, -3.5, 7.0]), st.booleans()), min_size=2))
def test_area_under_roc_is_that_of_scikit_learn(pairs):
    metrics = pytest.importorskip("sklearn.metrics")
    scores, positive = zip(*pairs, strict=True)
    area = area_under_roc(scores, positive)
    if len(set(positive)) < 2:
        assert area is None
    else:
        assert area == pytest.approx(metrics.roc_auc_score(positive, scores))


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.25, 1.0, -3.5, 7.0]), st.booleans()), min_size=2))
def test_average_precision_is_that_of_scikit_learn(pairs):
    metrics = pytest.importorskip("sklearn.metrics")
    scores, positive = zip(*pairs, strict=True)
    precision = average_precision(scores, positive)
    if len(set(positive)) < 2:
        assert precision is None
    else:
        assert precision == pytest.approx(metrics.average_precision_score(positive, scores))


def test_area_under_roc_of_many_scores(rng):
    metrics = pytest.importorskip("sklearn.metrics")
    positive = rng.random(5000) < 0.3
    scores = rng.normal(positive, 1.0).round(2)
    assert area_under_roc(scores, positive) == pytest.approx(
        metrics.roc_auc_score(positive, scores)
    )
    assert area_under_roc(-scores, positive) == pytest.approx(1 - area_under_roc(scores, positive))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: calibration_bins([0.5, 1.5], [1, 0]), "from 0 to 1, got 1.5"),
        (lambda: calibration_bins([0.5, -0.5], [1, 0]), "from 0 to 1, got -0.5"),
        (lambda: calibration_bins([float("nan")], [1]), "finite numbers, got nan"),
        (lambda: calibration_bins([0.5], [1, 0]), r"shapes \(1,\) and \(2,\)"),
        (lambda: calibration_bins([0.5], [0.5]), "labels must be 0 or 1, got 0.5"),
        (lambda: calibration_bins([0.5], [1], bins=0), "bins must be at least 1, got 0"),
        (lambda: expected_calibration_error([]), "the list is empty"),
        (lambda: area_under_roc([float("inf")], [1]), "finite numbers, got inf"),
        (lambda: area_under_roc([[0.5]], [[1]]), r"shapes \(1, 1\)"),
        (lambda: average_precision([0.5], [2]), "labels must be 0 or 1, got 2"),
    ],
)
def test_wrong_arguments(call, message):
    with pytest.raises(InvalidInputError, match=message):
        call()
