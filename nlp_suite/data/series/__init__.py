"""Small time series and symbol sequences for recurrent networks, in NumPy alone."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.data.series.echo import echo_pairs, padded_echo_pairs
    from nlp_suite.data.series.examples import Examples
    from nlp_suite.data.series.fibonacci import fibonacci_windows
    from nlp_suite.data.series.min_max_scale import MinMaxScale
    from nlp_suite.data.series.monthly_series import MonthlySeries
    from nlp_suite.data.series.series_split import SeriesSplit
    from nlp_suite.data.series.sunspots import load_sunspots, sunspot_windows
    from nlp_suite.data.series.symbols import one_hot
    from nlp_suite.data.series.windows import make_windows

__all__ = [
    "Examples",
    "MinMaxScale",
    "MonthlySeries",
    "SeriesSplit",
    "echo_pairs",
    "fibonacci_windows",
    "load_sunspots",
    "make_windows",
    "one_hot",
    "padded_echo_pairs",
    "sunspot_windows",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "Examples": ".examples",
        "MinMaxScale": ".min_max_scale",
        "MonthlySeries": ".monthly_series",
        "SeriesSplit": ".series_split",
        "echo_pairs": ".echo",
        "fibonacci_windows": ".fibonacci",
        "load_sunspots": ".sunspots",
        "make_windows": ".windows",
        "one_hot": ".symbols",
        "padded_echo_pairs": ".echo",
        "sunspot_windows": ".sunspots",
    },
)
