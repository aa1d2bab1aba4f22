"""Bootstrap intervals of means."""

import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation import bootstrap_means


def test_bootstrap_by_theory(rng):
    """The interval of a mean is about 1.96 standard errors to either side."""
    table = rng.normal([0.0, 5.0], [1.0, 2.0], (400, 2))
    for interval, column in zip(bootstrap_means(table, resamples=4000), table.T, strict=True):
        assert interval.score == pytest.approx(column.mean())
        error = column.std() / 20
        assert interval.low == pytest.approx(column.mean() - 1.96 * error, abs=0.15 * error)
        assert interval.high == pytest.approx(column.mean() + 1.96 * error, abs=0.15 * error)


def test_bootstrap_depends_on_the_seed_only(rng):
    table = rng.random((50, 1))
    assert bootstrap_means(table, seed=3) == bootstrap_means(table, seed=3)
    assert bootstrap_means(table, seed=3) != bootstrap_means(table, seed=4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bootstrap_means([]), r"shape \(N, M\), received \(0,\)"),
        (lambda: bootstrap_means([1.0, 2.0]), r"shape \(N, M\), received \(2,\)"),
        (
            lambda: bootstrap_means([[1.0]], resamples=0),
            "resamples must be a whole number from 1 up, got 0",
        ),
    ],
)
def test_wrong_arguments(call, message):
    with pytest.raises(InvalidInputError, match=message):
        call()
