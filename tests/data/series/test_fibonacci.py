import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.data.series import fibonacci_windows


def test_published_rows():
    split = fibonacci_windows(12, 3, train_share=0.7, scaled=False)
    rows = [[8, 13, 21], [5, 8, 13], [2, 3, 5], [13, 21, 34], [21, 34, 55], [34, 55, 89]]
    assert split.train.inputs[..., 0].tolist() == rows
    assert split.train.targets[:, 0].tolist() == [34, 21, 8, 55, 89, 144]
    assert split.scale is None


def test_published_size():
    split = fibonacci_windows(1200, 20)
    assert split.train.inputs.shape == (826, 20, 1)
    assert split.test.targets.shape == (354, 1)
    targets = np.concatenate([split.train.targets, split.test.targets])
    assert (targets.min(), targets.max()) == (pytest.approx(0, abs=1e-240), 1.0)


@given(st.integers(3, 300), st.integers(1, 30), st.integers(0, 9), st.floats(0.3, 0.7))
def test_every_example_is_in_one_part(number, time_steps, seed, share):
    if number - time_steps < 4:
        return
    split = fibonacci_windows(number, time_steps, train_share=share, scaled=False, seed=seed)
    targets = np.concatenate([split.train.targets, split.test.targets])[:, 0]
    last, this, series = 1, 1, []
    for _ in range(number):
        series.append(float(this))
        last, this = this, last + this
    assert sorted(targets) == series[time_steps:]
    for part in (split.train, split.test):
        for row, target in zip(part.inputs[..., 0], part.targets[:, 0], strict=True):
            place = series.index(target)
            assert row.tolist() == series[place - time_steps : place]


def test_the_largest_number_of_a_float():
    split = fibonacci_windows(1475, 3, scaled=False)
    assert np.isfinite(split.train.inputs).all()
    with pytest.raises(InvalidInputError, match=r"number must be at most 1475: .* got 1476"):
        fibonacci_windows(1476, 3)


def test_another_seed_gives_another_order():
    ours, same, other = (fibonacci_windows(50, 3, seed=seed).train.targets for seed in (1, 1, 2))
    np.testing.assert_array_equal(ours, same)
    assert (ours != other).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"number": 0}, "number must be a whole number from 1 up, got 0"),
        ({"number": 3}, "need a series of more than 3 values, got 3"),
        ({"number": 4}, "leave none for training"),
        ({"time_steps": 0}, "time_steps must be a whole number from 1 up, got 0"),
        ({"train_share": 1.0}, r"train_share must be between 0 and 1, got 1\.0"),
        ({"seed": -1}, "seed must be a whole number from 0 up, got -1"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        fibonacci_windows(**{"number": 12, "time_steps": 3} | arguments)
