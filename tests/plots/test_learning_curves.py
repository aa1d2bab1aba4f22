import pytest

from nlp_suite import InvalidInputError
from nlp_suite.plots import plot_history, write_figure

HISTORY = [
    {"epoch": 1, "step": 100, "loss": 4.0, "validation_loss": 3.5},
    {"epoch": 2, "step": 200, "loss": 3.0, "validation_loss": 2.9, "validation_bleu": 20.5},
    {"epoch": 3, "step": 300, "loss": 2.5, "validation_loss": 3.1, "validation_bleu": 20.4},
]


def lines(panel):
    """What a panel shows, by the names in its legend."""
    return {
        line.get_label(): (list(line.get_xdata()), list(line.get_ydata())) for line in panel.lines
    }


def test_a_panel_for_each_measure():
    loss, bleu = plot_history(HISTORY, best=2).axes
    assert (loss.get_ylabel(), bleu.get_ylabel()) == ("Loss", "BLEU")
    assert loss.get_xlabel() == bleu.get_xlabel() == "Epoch"
    shown = lines(loss)
    assert shown["training"] == ([1, 2, 3], [4.0, 3.0, 2.5])
    assert shown["validation"] == ([1, 2, 3], [3.5, 2.9, 3.1])
    assert shown["best epoch: 2"][0] == [2, 2]
    # Two rows have it; the line is in every panel.
    assert lines(bleu)["validation"] == ([2, 3], [20.5, 20.4])
    assert "training" not in lines(bleu)
    colors = [
        line.get_color()
        for panel in (loss, bleu)
        for line in panel.lines
        if line.get_label() == "validation"
    ]
    assert colors[0] == colors[1]
    assert [text.get_text() for text in bleu.get_legend().get_texts()] == list(lines(bleu))


def test_the_best_epoch_is_marked_where_it_is_told():
    for panel in plot_history(HISTORY, best=3).axes:
        assert lines(panel)["best epoch: 3"][0] == [3, 3]


def test_what_is_not_there_is_not_drawn():
    (panel,) = plot_history([{"epoch": 1, "loss": 4.0}]).axes
    assert list(lines(panel)) == ["training"]
    history = [{"epoch": 1, "validation_loss": 2.0, "validation_accuracy": 0.5}]
    loss, accuracy = plot_history(history).axes
    assert accuracy.get_ylabel() == "Accuracy"
    assert lines(loss)["validation"] == ([1], [2.0])
    assert "training" not in lines(loss)


@pytest.mark.parametrize("history", [HISTORY, HISTORY[:1]])
def test_there_is_ink_in_every_panel(tmp_path, history):
    import matplotlib.image

    figure = plot_history(history, best=1)
    path = tmp_path / "new" / "history.png"
    write_figure(figure, path)
    picture = matplotlib.image.imread(path)
    panels = len(figure.axes)
    assert picture.shape == (432, 600 * panels, 4)
    for part in range(panels):
        assert picture[:, 600 * part : 600 * (part + 1), :3].std() > 0.02
    assert [file.name for file in path.parent.iterdir()] == ["history.png"]


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ([], "the history is empty"),
        ([{"epoch": 1, "loss": 1.0}, {"loss": 2.0}], r"row 2 .* no 'epoch', only \['loss'\]"),
        ([{"epoch": 1, "step": 2}], r"only \['epoch', 'step'\]"),
    ],
)
def test_nothing_to_draw(history, message):
    with pytest.raises(InvalidInputError, match=message):
        plot_history(history)
