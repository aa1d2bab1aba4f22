import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.data.series import MinMaxScale, make_windows


@given(st.lists(st.integers(-1000, 1000), min_size=2, unique=True))
def test_round_trip(values):
    scale = MinMaxScale.of(np.array(values))
    scaled = scale.apply(np.array(values))
    assert (scaled.min(), scaled.max()) == (0, 1)
    np.testing.assert_allclose(scale.invert(scaled), values, atol=1e-9)


@pytest.mark.parametrize("values", [[1.0, 1.0], [1.0, np.inf], [np.nan, 1.0], [-1.7e308, 1.7e308]])
@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
def test_no_scale(values):
    with pytest.raises(InvalidInputError, match="a scale needs finite values"):
        MinMaxScale.of(np.array(values))


def test_nothing_to_scale():
    with pytest.raises(InvalidInputError, match="a scale needs values, got none"):
        MinMaxScale.of(np.array([]))


@given(st.integers(2, 60), st.integers(1, 20), st.integers(1, 20))
def test_windows_are_slices(length, time_steps, stride):
    if length <= time_steps:
        return
    values = np.arange(length) * 3
    inputs, targets = make_windows(values, time_steps, stride=stride)
    starts = range(0, length - time_steps, stride)
    assert inputs[..., 0].tolist() == [values[i : i + time_steps].tolist() for i in starts]
    assert targets[:, 0].tolist() == [values[i + time_steps] for i in starts]


def test_windows_are_copies():
    inputs, _ = make_windows(np.arange(6.0), 3)
    inputs[0] = 9
    assert inputs[1, :, 0].tolist() == [1, 2, 3]


def test_bad_windows():
    with pytest.raises(InvalidInputError, match=r"one dimension, got shape \(2, 3\)"):
        make_windows(np.zeros((2, 3)), 1)
    with pytest.raises(InvalidInputError, match="stride must be a whole number from 1 up, got 0"):
        make_windows(np.zeros(9), 1, stride=0)
