import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.data.series import echo_pairs, one_hot, padded_echo_pairs


def test_published_echo():
    inputs, targets = echo_pairs(5000, seed=3)
    assert inputs.shape == targets.shape == (5000, 5)
    assert set(np.unique(inputs)) == set(range(50))
    np.testing.assert_array_equal(targets[:, :2], inputs[:, :2])
    assert not targets[:, 2:].any()


def test_published_padded_echo():
    inputs, targets = padded_echo_pairs(5000, seed=3)
    assert inputs.shape == targets.shape == (5000, 10)
    assert set(np.unique(inputs)) == set(range(8))
    assert set((inputs > 0).sum(1)) == set(range(4, 10))
    for row, target in zip(inputs.tolist(), targets.tolist(), strict=True):
        filled = [symbol for symbol in row if symbol]
        assert row == filled + [0] * (10 - len(filled))
        assert target == [filled[-1], filled[0]] + [0] * 8


@given(st.integers(1, 20), st.integers(0, 2**32), st.integers(1, 9), st.integers(2, 60))
def test_echo_of_any_size(number, seed, length, symbols):
    inputs, targets = echo_pairs(number, seed=seed, length=length, symbols=symbols, echoed=length)
    np.testing.assert_array_equal(inputs, targets)
    assert inputs.shape == (number, length)
    assert (inputs >= 0).all()
    assert (inputs < symbols).all()


@pytest.mark.parametrize("make", [echo_pairs, padded_echo_pairs])
def test_seeds(make):
    ours, same, other = (make(100, seed=seed).inputs for seed in (4, 4, 5))
    np.testing.assert_array_equal(ours, same)
    assert (ours != other).any()


@pytest.mark.parametrize("make", [echo_pairs, padded_echo_pairs])
def test_many_in_a_second(make, assert_quick):
    assert_quick(lambda: make(20_000, seed=0), seconds=2)


def test_one_hot():
    ids = echo_pairs(10, seed=0).inputs
    vectors = one_hot(ids, 50)
    assert vectors.shape == (10, 5, 50)
    np.testing.assert_array_equal(vectors.argmax(-1), ids)
    np.testing.assert_array_equal(vectors.sum(-1), 1)


@pytest.mark.parametrize(
    ("make", "arguments", "message"),
    [
        (echo_pairs, {"number": 0}, "number must be a whole number from 1 up, got 0"),
        (echo_pairs, {"seed": -1}, "seed must be a whole number from 0 up, got -1"),
        (echo_pairs, {"symbols": 1}, "symbols must be a whole number from 2 up, got 1"),
        (echo_pairs, {"echoed": 6}, r"echoed must be at most length \(5\), got 6"),
        (padded_echo_pairs, {"shortest": 0}, "shortest must be a whole number from 1 up, got 0"),
        (padded_echo_pairs, {"longest": 3}, "longest must be a whole number from 4 up, got 3"),
        (padded_echo_pairs, {"length": 8}, r"at least longest \(9\), got 8"),
    ],
)
def test_bad_arguments(make, arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        make(**{"number": 4, "seed": 0} | arguments)


def test_bad_symbols():
    with pytest.raises(InvalidInputError, match=r"from 0 to 2, got 1 to 3; give a larger size"):
        one_hot(np.array([1, 3]), 3)
    with pytest.raises(InvalidInputError, match="ids must be integers, got float64"):
        one_hot(np.array([1.0]), 3)
