"""A value for every month."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class MonthlySeries:
    """A monthly time series: a value a month, no month left out.

    Attributes:
        months: The months, `datetime64[M]`, of shape (L,).
        values: Their values, 64-bit floats of shape (L,).

    Example:
        >>> months = np.arange("1749-01", "1749-04", dtype="datetime64[M]")
        >>> str(MonthlySeries(months, np.array([58.0, 62.6, 70.0])).months[-1])
        '1749-03'
    """

    months: np.ndarray
    values: np.ndarray
