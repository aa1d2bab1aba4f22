"""A series made into examples for training and for the test."""

import dataclasses

from nlp_suite.data.series.examples import Examples
from nlp_suite.data.series.min_max_scale import MinMaxScale


@dataclasses.dataclass(frozen=True, slots=True)
class SeriesSplit:
    """The examples of a series, split for training and test.

    Attributes:
        train: What to learn from.
        test: What to measure with.
        scale: How the values were scaled, to scale forecasts back; None if they were not.

    Example:
        ```python
        from nlp_suite.data.series import fibonacci_windows

        split = fibonacci_windows(1200, 20)
        split.train.inputs.shape  # (826, 20, 1)
        ```
    """

    train: Examples
    test: Examples
    scale: MinMaxScale | None = None
