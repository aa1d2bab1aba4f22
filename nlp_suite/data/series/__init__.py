"""Small time series and symbol sequences for recurrent networks, in NumPy alone."""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.data.series.echo import echo_pairs, one_hot, padded_echo_pairs
    from nlp_suite.data.series.fibonacci import fibonacci_windows
    from nlp_suite.data.series.min_max_scale import MinMaxScale
    from nlp_suite.data.series.sunspots import MonthlySeries, load_sunspots, sunspot_windows
    from nlp_suite.data.series.windows import Examples, SeriesSplit, make_windows

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
        "Examples": ".windows",
        "MinMaxScale": ".min_max_scale",
        "MonthlySeries": ".sunspots",
        "SeriesSplit": ".windows",
        "echo_pairs": ".echo",
        "fibonacci_windows": ".fibonacci",
        "load_sunspots": ".sunspots",
        "make_windows": ".windows",
        "one_hot": ".echo",
        "padded_echo_pairs": ".echo",
        "sunspot_windows": ".sunspots",
    },
)
