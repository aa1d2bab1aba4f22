import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.plots import plot_forecast


def test_both_curves_and_the_split(rng, drawn):
    actual = rng.normal(size=50)
    predicted = actual + 0.1
    predicted[:12] = np.nan
    figure = plot_forecast(actual, predicted, split=40)
    (panel,) = figure.axes
    truth, forecast, line = panel.lines
    np.testing.assert_array_equal(truth.get_ydata(), actual)
    np.testing.assert_array_equal(forecast.get_ydata(), predicted)
    np.testing.assert_array_equal(truth.get_xdata(), np.arange(50))
    np.testing.assert_array_equal(forecast.get_xdata(), np.arange(50))
    # Step 39 is the last that was trained on.
    assert list(line.get_xdata()) == [39.5, 39.5]
    assert [text.get_text() for text in panel.get_legend().get_texts()] == [
        "actual",
        "predicted",
        "end of the training data",
    ]
    assert truth.get_color() != forecast.get_color()
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("Step", "Value")
    drawn(figure)


@pytest.mark.parametrize(
    ("actual", "predicted", "split", "message"),
    [
        ([1, 2, 3], [1, 2], 2, "each of the 3 actual ones, got 2"),
        ([1, 2, 3], [1, 2, 3], 0, "from 1 to 2, got 0"),
        ([1, 2, 3], [1, 2, 3], 3, "from 1 to 2, got 3"),
        ([[1, 2, 3]], [1, 2, 3], 2, r"actual must have 1 axes .* got the shape \(1, 3\)"),
        ([1, float("nan"), 3], [1, 2, 3], 2, "actual must hold finite numbers"),
        ([1, 2, 3], [1, float("inf"), 3], 2, "predicted must hold finite numbers"),
        ([], [], 1, r"got the shape \(0,\)"),
    ],
)
def test_wrong_series(actual, predicted, split, message):
    with pytest.raises(InvalidInputError, match=message):
        plot_forecast(actual, predicted, split)
