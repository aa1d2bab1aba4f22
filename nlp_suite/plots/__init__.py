"""Plots of attention, learning curves, positional embeddings and forecasts.

Every function returns a `matplotlib.figure.Figure` that pyplot does not manage: it is drawn
in a notebook, or by its `savefig`, and goes away when nobody holds it. Needs the extra `keras`.
"""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.plots.attention_maps import plot_attention
    from nlp_suite.plots.figure_files import write_figure
    from nlp_suite.plots.forecasts import plot_forecast
    from nlp_suite.plots.learning_curves import plot_history
    from nlp_suite.plots.position_matrices import plot_positions, plot_sinusoids

__all__ = [
    "plot_attention",
    "plot_forecast",
    "plot_history",
    "plot_positions",
    "plot_sinusoids",
    "write_figure",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "plot_attention": ".attention_maps",
        "plot_forecast": ".forecasts",
        "plot_history": ".learning_curves",
        "plot_positions": ".position_matrices",
        "plot_sinusoids": ".position_matrices",
        "write_figure": ".figure_files",
    },
)
