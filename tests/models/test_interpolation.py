import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.models.interpolation import interpolation_matrix

SIZES = [(4, 4), (4, 8), (3, 7), (7, 3), (8, 4), (1, 5), (5, 1), (2, 9)]


def places(old, new):
    return [(i + 0.5) * old / new - 0.5 for i in range(new)]


def catmull_rom(values, place):
    """The same curve by its slopes: at each value, half of what its neighbours differ by."""
    last = len(values) - 1
    i = int(np.floor(place))
    before, a, b, after = (values[min(max(i + step, 0), last)] for step in (-1, 0, 1, 2))
    t, slope_a, slope_b = place - i, (b - before) / 2, (after - a) / 2
    return (
        (2 * t**3 - 3 * t**2 + 1) * a
        + (t**3 - 2 * t**2 + t) * slope_a
        + (3 * t**2 - 2 * t**3) * b
        + (t**3 - t**2) * slope_b
    )


@pytest.mark.parametrize(("old", "new"), SIZES)
def test_bilinear_is_the_line_between_two_values(rng, old, new):
    values = rng.normal(size=old)
    expected = np.interp(places(old, new), np.arange(old), values)
    np.testing.assert_allclose(interpolation_matrix(old, new) @ values, expected, atol=1e-12)


@pytest.mark.parametrize(("old", "new"), SIZES)
def test_bicubic_is_the_curve_through_four_values(rng, old, new):
    values = rng.normal(size=old)
    expected = [catmull_rom(values, place) for place in places(old, new)]
    matrix = interpolation_matrix(old, new, "bicubic")
    np.testing.assert_allclose(matrix @ values, expected, atol=1e-12)


def test_bicubic_gives_parabolas_exactly():
    x = np.arange(9.0)
    place = np.array(places(9, 27))
    inside = (place > 1) & (place < 7)
    found = interpolation_matrix(9, 27, "bicubic") @ (x**2 - 3 * x)
    np.testing.assert_allclose(found[inside], (place**2 - 3 * place)[inside], atol=1e-12)
    rough = interpolation_matrix(9, 27) @ (x**2 - 3 * x)
    assert np.abs(rough - (place**2 - 3 * place))[inside].max() > 0.1


@pytest.mark.parametrize("kind", ["bilinear", "bicubic"])
def test_the_same_size_changes_nothing(kind):
    np.testing.assert_array_equal(interpolation_matrix(5, 5, kind), np.eye(5))


@pytest.mark.parametrize("kind", ["bilinear", "bicubic"])
@pytest.mark.parametrize(("old", "new"), SIZES)
def test_weights_sum_to_one(kind, old, new):
    np.testing.assert_allclose(interpolation_matrix(old, new, kind).sum(axis=1), 1, atol=1e-12)


def test_errors():
    with pytest.raises(InvalidInputError, match="got 'nearest'"):
        interpolation_matrix(2, 4, "nearest")
    with pytest.raises(InvalidInputError, match="at least 1, got 2 and 0"):
        interpolation_matrix(2, 0)
