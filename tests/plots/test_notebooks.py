"""What IPython makes of a figure that pyplot knows nothing of."""

import sys

import pytest

from nlp_suite.plots import plot_attention


def test_a_notebook_shows_a_figure(monkeypatch):
    formatters = pytest.importorskip("IPython.core.formatters")
    monkeypatch.delitem(sys.modules, "matplotlib.pyplot", raising=False)
    figure = plot_attention([[1.0]], ["a"], ["b"])
    data, _ = formatters.DisplayFormatter().format(figure)
    assert data["image/png"].startswith(b"\x89PNG")
    assert "matplotlib.pyplot" not in sys.modules
