import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.layers.sinusoids import sinusoidal_positions
from nlp_suite.plots import plot_positions, plot_sinusoids

MATRIX = sinusoidal_positions(100, 512)


def test_the_matrix_is_the_image(drawn):
    figure = plot_positions(MATRIX)
    panel, _ = figure.axes
    (image,) = panel.images
    np.testing.assert_array_equal(image.get_array(), MATRIX)
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("Column", "Position")
    assert image.get_clim() == (-1.0, 1.0)
    drawn(figure)


@pytest.mark.parametrize(("value", "limit"), [(-3.0, 3.0), (0.5, 0.5), (0.0, 1.0)])
def test_zero_is_in_the_middle_of_the_colours(value, limit):
    image = plot_positions(np.full((2, 3), value)).axes[0].images[0]
    assert image.get_clim() == (-limit, limit)


def test_single_sinusoids(drawn):
    figure = plot_sinusoids(MATRIX, [0, 1, 64])
    (panel,) = figure.axes
    assert [line.get_label() for line in panel.lines] == ["column 0", "column 1", "column 64"]
    for line, column in zip(panel.lines, (0, 1, 64), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), MATRIX[:, column])
        np.testing.assert_array_equal(line.get_xdata(), np.arange(100))
    assert panel.get_xlabel() == "Position"
    drawn(figure)


@pytest.mark.parametrize("plot", [plot_positions, lambda m: plot_sinusoids(m, [0])])
@pytest.mark.parametrize("matrix", [np.ones(3), np.ones((1, 2, 3)), np.ones((0, 3))])
def test_no_matrix(plot, matrix):
    with pytest.raises(InvalidInputError, match="matrix must have 2 axes and not be empty"):
        plot(matrix)


@pytest.mark.parametrize("columns", [[], [512], [-1]])
def test_no_such_column(columns):
    with pytest.raises(InvalidInputError, match="columns must be numbers from 0 to 511"):
        plot_sinusoids(MATRIX, columns)
