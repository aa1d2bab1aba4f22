"""Threshold of the null score with the best exact match or F1 (SQuAD v2.0)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp_suite.errors import InvalidInputError

Values = Sequence[float] | np.ndarray


@dataclass(frozen=True, slots=True)
class BestThreshold:
    """The best score that any threshold of the null score has, and that threshold.

    Args:
        score: The mean over all questions, from 0 to 100.
        threshold: The null score from which on a question has no answer; None if the best is
            to answer all of them.

    Example:
        >>> BestThreshold(71.5, 0.62).threshold
        0.62
    """

    score: float
    threshold: float | None


def best_threshold(null_scores: Values, answered: Values, empty: Values) -> BestThreshold:
    """Finds the no-answer threshold that is best for these questions.

    It says how good a reader could be with its threshold well chosen, and is too hopeful as an
    estimate, as it is chosen on the questions that it is measured on. It lies in the middle
    between two null scores, so that rounding it changes little; of equally good ones it is the
    lowest. Questions of one null score are never parted.

    Args:
        null_scores: For each of N questions, higher the more probable it is that it has no
            answer.
        answered: What each counts, from 0 to 1, if it is answered.
        empty: What it counts if it is not.

    Returns:
        The best mean, and its threshold.

    Raises:
        InvalidInputError: If there is no question, the numbers of values differ, or one is not
            finite.

    Example:
        >>> best_threshold([0.1, 0.3, 0.9], answered=[1, 1, 0], empty=[0, 0, 1])
        BestThreshold(score=100.0, threshold=0.6)

    Reference:
        Rajpurkar et al. 2018, "Know What You Don't Know: Unanswerable Questions for SQuAD",
        https://arxiv.org/abs/1806.03822, whose script calls these `best_f1` and
        `best_f1_thresh`.
    """
    nulls, kept, left = (np.asarray(one, np.float64) for one in (null_scores, answered, empty))
    if nulls.ndim != 1 or not nulls.shape == kept.shape == left.shape or not nulls.size:
        raise InvalidInputError(
            "every question needs its null score and what it counts, got shapes "
            f"{nulls.shape}, {kept.shape} and {left.shape}"
        )
    if not all(np.isfinite(one).all() for one in (nulls, kept, left)):
        raise InvalidInputError("null scores and values must be finite numbers")
    levels, places = np.unique(nulls, return_inverse=True)
    gains = np.bincount(places, weights=kept - left)
    # At index i the questions of the i lowest levels are answered.
    totals = left.sum() + np.concatenate([[0.0], np.cumsum(gains)])
    # Sums of the same values in another order may differ in the last bits.
    best = int(np.flatnonzero(totals >= totals.max() - 1e-9)[0])
    score = 100 * float(totals[best]) / nulls.size
    if best == levels.size:
        return BestThreshold(score, None)
    upper = float(levels[best])
    middle = (float(levels[best - 1]) + upper) / 2 if best else upper
    # Between neighbouring floats there is no middle.
    return BestThreshold(score, middle if not best or middle > levels[best - 1] else upper)
