import itertools
import subprocess
import sys

import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.plots import plot_attention

SOURCE, TARGET = ["I", "am", "thirsty", "."], ["Ich", "bin", "durstig"]


@pytest.fixture
def weights(rng):
    scores = np.exp(rng.normal(size=(5, 3, 4)))
    return scores / scores.sum(axis=-1, keepdims=True)


def texts(labels):
    return [label.get_text() for label in labels]


def test_tokens_stand_at_their_rows_and_columns(weights, drawn):
    figure = plot_attention(weights[0], SOURCE, TARGET)
    panel, bar = figure.axes
    (image,) = panel.images
    np.testing.assert_array_equal(image.get_array(), weights[0])
    assert texts(panel.get_xticklabels()) == SOURCE
    assert texts(panel.get_yticklabels()) == TARGET
    assert (list(panel.get_xticks()), list(panel.get_yticks())) == ([0, 1, 2, 3], [0, 1, 2])
    # The first target token stands at the top.
    assert panel.get_ylim()[0] > panel.get_ylim()[1]
    assert image.get_clim() == (0.0, weights[0].max())
    assert bar.get_ylabel() == "Attention weight"
    drawn(figure)


def test_long_sentences_stay_readable():
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    source = [f"word{i}" for i in range(60)]
    target = [f"Donaudampfschiff{i}" for i in range(40)]
    figure = plot_attention(np.full((40, 60), 1 / 60), source, target)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    panel, renderer = figure.axes[0], canvas.get_renderer()
    assert {label.get_rotation() for label in panel.get_xticklabels()} == {90.0}
    for labels, side in ((panel.get_xticklabels(), 0), (panel.get_yticklabels(), 1)):
        boxes = [label.get_window_extent(renderer) for label in labels]
        edges = sorted((box.intervalx, box.intervaly)[side].tolist() for box in boxes)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(edges))
        assert all(figure.bbox.x0 <= box.x0 and box.y1 <= figure.bbox.y1 for box in boxes)


def test_the_figure_grows_with_the_sentences():
    small = plot_attention(np.ones((3, 4)), SOURCE, TARGET)
    wide = plot_attention(np.ones((3, 40)), SOURCE * 10, TARGET)
    high = plot_attention(np.ones((30, 4)), SOURCE, TARGET * 10)
    long = plot_attention(np.ones((3, 4)), SOURCE, [*TARGET[:2], "d" * 40])
    assert wide.get_figwidth() > small.get_figwidth() + 5
    assert high.get_figheight() > small.get_figheight() + 5
    assert long.get_figwidth() > small.get_figwidth() + 2
    assert wide.get_figheight() == small.get_figheight()


def test_short_labels_are_not_turned():
    panel = plot_attention(np.eye(3), list("abc"), list("abc")).axes[0]
    assert {label.get_rotation() for label in panel.get_xticklabels()} == {0.0}


def test_heads_are_a_grid(weights, drawn):
    figure = plot_attention(weights, SOURCE, TARGET)
    *panels, bar = figure.axes
    assert [panel.get_xlabel() for panel in panels] == [f"Head {n}" for n in range(1, 6)]
    for panel, head in zip(panels, weights, strict=True):
        np.testing.assert_array_equal(panel.images[0].get_array(), head)
        # The same colour means the same in all of them.
        assert panel.images[0].get_clim() == (0.0, weights.max())
        assert texts(panel.get_xticklabels()) == SOURCE
    drawn(figure)
    # Three in the first row, two below.
    tops = [round(panel.get_position().y1, 3) for panel in panels]
    assert tops[0] == tops[1] == tops[2] > tops[3] == tops[4]
    assert bar.get_ylabel() == "Attention weight"


def test_tokens_are_no_formulas(drawn):
    figure = plot_attention(np.eye(2), ["$5_$", "$\\bad$"], ["$^$", "a"])
    drawn(figure)
    assert texts(figure.axes[0].get_xticklabels()) == ["$5_$", "$\\bad$"]


def test_tensors_of_the_backend(weights):
    import keras

    figure = plot_attention(keras.ops.convert_to_tensor(weights), SOURCE, TARGET)
    np.testing.assert_allclose(figure.axes[0].images[0].get_array(), weights[0], atol=1e-6)


def test_pyplot_is_left_alone():
    code = (
        "import sys, nlp_suite.plots as plots\n"
        "assert 'matplotlib' not in sys.modules\n"
        "plots.plot_attention([[1.0]], ['a'], ['b'])\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.ones((4, 3)), r"3 target tokens .* 4 source tokens, got the shape \(4, 3\)"),
        (np.ones((2, 3, 5)), r"got the shape \(2, 3, 5\)"),
        (np.ones(4), r"2 or 3 axes and not be empty, got the shape \(4,\)"),
        (np.ones((0, 3, 4)), r"not be empty, got the shape \(0, 3, 4\)"),
        (np.full((3, 4), np.nan), "must hold finite numbers"),
        (np.full((3, 4), -0.5), "must not be negative, got -0.5"),
        ([["a"]], "weights must be an array of numbers"),
    ],
)
def test_wrong_weights(weights, message):
    with pytest.raises(InvalidInputError, match=message):
        plot_attention(weights, SOURCE, TARGET)
