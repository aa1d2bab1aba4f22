"""Calibration of scores (ECE), AUROC and average precision."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp_suite.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """A bin of answers with about the same score.

    Args:
        mean_score: Their mean score.
        accuracy: The share of them that is right.
        count: Their number.

    Example:
        >>> CalibrationBin(0.85, 0.8, 120).accuracy
        0.8
    """

    mean_score: float
    accuracy: float
    count: int


def calibration_bins(
    scores: Sequence[float] | np.ndarray, right: Sequence[float] | np.ndarray, *, bins: int = 10
) -> tuple[CalibrationBin, ...]:
    """Bins scores for a reliability diagram: mean score against accuracy.

    The bins are of equal width: the borders are 0, 0.1, 0.2, … for ten. So bins of two
    readers compare, and equal scores are never parted. Where scores crowd together, most
    answers are in few bins, and the others mean little; see their counts.

    Args:
        scores: N probabilities, from 0 to 1.
        right: N times 1 for what is right and 0 for what is wrong.
        bins: Number of bins, at least 1.

    Returns:
        The bins that are not empty, in rising order. A score on a border counts in the
        upper bin, but for 1.

    Raises:
        InvalidInputError: If a score is not a probability, or the numbers of values differ.

    Example:
        >>> calibration_bins([0.1, 0.92, 0.98], [0, 1, 0])[1].accuracy
        0.5
    """
    score, truth = _checked(scores, right)
    if bins < 1:
        raise InvalidInputError(f"bins must be at least 1, got {bins}")
    if score.size and not (score.min() >= 0 and score.max() <= 1):
        bad = score[~((score >= 0) & (score <= 1))][0]
        raise InvalidInputError(f"scores must be probabilities from 0 to 1, got {bad}")
    place = np.minimum((score * bins).astype(np.int64), bins - 1)
    counts = np.bincount(place, minlength=bins)
    sums = (np.bincount(place, weights=values, minlength=bins) for values in (score, truth))
    return tuple(
        CalibrationBin(float(total / count), float(hits / count), int(count))
        for total, hits, count in zip(*sums, counts, strict=True)
        if count
    )


def expected_calibration_error(bins: Sequence[CalibrationBin]) -> float:
    """Computes the expected calibration error (ECE): the mean gap of score and accuracy.

    Args:
        bins: What `calibration_bins` returns.

    Returns:
        The mean distance of the bins' scores from their accuracies, each weighed by its
        count: from 0 to 1, 0 if the scores are calibrated probabilities.

    Raises:
        InvalidInputError: If there is no bin.

    Example:
        >>> round(expected_calibration_error([CalibrationBin(0.9, 0.6, 3),
        ...                                   CalibrationBin(0.1, 0.1, 1)]), 3)
        0.225

    Reference:
        Naeini et al. 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning",
        AAAI. Guo et al. 2017, "On Calibration of Modern Neural Networks",
        https://arxiv.org/abs/1706.04599.
    """
    if not bins:
        raise InvalidInputError("there is no bin to measure, the list is empty")
    total = sum(one.count for one in bins)
    return sum(abs(one.mean_score - one.accuracy) * one.count for one in bins) / total


def area_under_roc(
    scores: Sequence[float] | np.ndarray, positive: Sequence[float] | np.ndarray
) -> float | None:
    """Computes the area under the ROC curve (AUROC): how well scores separate positives.

    It is the probability that a positive has a higher score than a negative, a tie counting
    half: 1 if they are separated, 0.5 by chance. It follows from the ranks of the scores.

    Args:
        scores: N numbers, higher for what is more probably positive.
        positive: N times 1 for a positive and 0 for a negative.

    Returns:
        From 0 to 1; None unless there are both positives and negatives.

    Raises:
        InvalidInputError: If a score is not a finite number, or the numbers of values differ.

    Example:
        >>> area_under_roc([0.9, 0.4, 0.4, 0.1], [1, 1, 0, 0])
        0.875

    Reference:
        Hanley and McNeil 1982, "The Meaning and Use of the Area under a Receiver Operating
        Characteristic (ROC) Curve", Radiology 143(1).
    """
    score, truth = _checked(scores, positive)
    positives = int(truth.sum())
    negatives = truth.size - positives
    if not positives or not negatives:
        return None
    _, group, counts = np.unique(score, return_inverse=True, return_counts=True)
    # Of equal scores each has the mean of the ranks that they share, from 1.
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[group]
    lowest = positives * (positives + 1) / 2
    return float((ranks @ truth - lowest) / (positives * negatives))


def average_precision(
    scores: Sequence[float] | np.ndarray, positive: Sequence[float] | np.ndarray
) -> float | None:
    """Computes the average precision (AP): the area under the precision-recall curve.

    The precision at each score is weighed by how much the recall rises there. By chance it is
    the share of positives, so it compares on one set only.

    Args:
        scores: N numbers, higher for what is more probably positive.
        positive: N times 1 for a positive and 0 for a negative.

    Returns:
        From 0 to 1; None unless there are both positives and negatives.

    Raises:
        InvalidInputError: If a score is not a finite number, or the numbers of values differ.

    Example:
        >>> average_precision([0.9, 0.4, 0.3, 0.1], [1, 0, 1, 0])
        0.8333333333333333
    """
    score, truth = _checked(scores, positive)
    positives = truth.sum()
    if positives in (0, truth.size):
        return None
    levels, group = np.unique(-score, return_inverse=True)
    hits = np.bincount(group, weights=truth, minlength=levels.size)
    found = np.cumsum(np.bincount(group, minlength=levels.size))
    return float((hits * np.cumsum(hits) / found).sum() / positives)


def _checked(
    scores: Sequence[float] | np.ndarray, labels: Sequence[float] | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    score, truth = np.asarray(scores, np.float64), np.asarray(labels, np.float64)
    if score.ndim != 1 or score.shape != truth.shape:
        raise InvalidInputError(
            f"every score needs its label, got shapes {score.shape} and {truth.shape}"
        )
    if not np.isfinite(score).all():
        bad = score[~np.isfinite(score)][0]
        raise InvalidInputError(f"scores must be finite numbers, got {bad}")
    if not np.isin(truth, (0, 1)).all():
        raise InvalidInputError(f"labels must be 0 or 1, got {truth[~np.isin(truth, (0, 1))][0]}")
    return score, truth
