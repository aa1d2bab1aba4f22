"""Bootstrap confidence intervals of means over examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nlp_suite.arguments import LARGEST_SEED, check_whole
from nlp_suite.errors import InvalidInputError

_MOST_RESAMPLES = 1_000_000


@dataclass(frozen=True, slots=True)
class MetricScore:
    """A metric of a set of examples, with its 95 % bootstrap confidence interval.

    Attributes:
        score: The metric, such as a mean over the examples.
        low: Lower end of the interval.
        high: Upper end of it.

    Example:
        >>> MetricScore(75.0, 73.1, 76.8).low
        73.1
    """

    score: float
    low: float
    high: float


def check_resampling(resamples: Any, seed: Any) -> None:
    """Checks the options of the intervals.

    Args:
        resamples: Number of bootstrap samples.
        seed: Seed of what is drawn.

    Raises:
        InvalidInputError: If one is no whole number, or out of its range.

    Example:
        >>> check_resampling(1000, seed=0)
    """
    check_whole("resamples", resamples, 1, _MOST_RESAMPLES)
    check_whole("seed", seed, 0, LARGEST_SEED)


def bootstrap_means(
    scores: Sequence[Sequence[float]] | np.ndarray, *, resamples: int = 1000, seed: int = 0
) -> list[MetricScore]:
    """Computes means of scores with confidence intervals, by resampling the examples.

    Args:
        scores: Scores of N examples in M metrics, of shape (N, M), N at least 1.
        resamples: Number of bootstrap samples of N examples.
        seed: Seed of the bootstrap.

    Returns:
        For each metric its mean and the 2.5 and the 97.5 percentile of the means of the
        samples. All metrics are of the same samples.

    Raises:
        InvalidInputError: If there is no score, or `resamples` is less than 1.

    Example:
        >>> bootstrap_means([[0.0], [1.0], [1.0], [0.0]])
        [MetricScore(score=0.5, low=0.0, high=1.0)]

    Reference:
        Efron 1979, "Bootstrap Methods: Another Look at the Jackknife", Annals of
        Statistics 7(1).
    """
    check_resampling(resamples, seed)
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise InvalidInputError(f"scores must be of shape (N, M), received {table.shape}")
    generator = np.random.default_rng(seed)
    # One sample at a time: all at once would need resamples times examples numbers.
    samples = (generator.integers(len(table), size=len(table)) for _ in range(resamples))
    means = np.stack([table[sample].mean(axis=0) for sample in samples])
    low, high = np.percentile(means, [2.5, 97.5], axis=0)
    return [
        MetricScore(float(mean), float(below), float(above))
        for mean, below, above in zip(table.mean(axis=0), low, high, strict=True)
    ]
