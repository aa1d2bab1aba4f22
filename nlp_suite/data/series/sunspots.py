"""Monthly sunspot numbers since 1749, as a time series."""

import csv
import dataclasses
import math
from pathlib import Path

import numpy as np

from nlp_suite.data.files.text_file import decode_text, read_text
from nlp_suite.data.series.download import fetch_bytes, is_url
from nlp_suite.data.series.min_max_scale import MinMaxScale
from nlp_suite.data.series.windows import SeriesSplit, check_train_share, make_windows
from nlp_suite.errors import DataFormatError, InvalidInputError


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


LARGEST_BYTES = 4 << 20
SCALED_BY = ("train", "whole", "none")


def load_sunspots(source: str | Path, *, timeout: float = 30.0) -> MonthlySeries:
    r"""Loads a monthly time series from a CSV file or a URL.

    Args:
        source: A CSV file or its http(s) address: the month, such as 1749-01, then the value.
            A first line of other words is skipped as the header.
        timeout: Seconds that fetching an address may take.

    Returns:
        The series.

    Raises:
        InvalidInputError: If there is no such file, or it cannot be read.
        DatasetNotAvailableError: If the address cannot be fetched.
        DataFormatError: If a line is not a month with a finite value, or a month is left out.
        UnsafeFileError: If an address has a file of more than 4 MiB.

    Example:
        ```python
        from pathlib import Path

        from nlp_suite.data.series import load_sunspots

        Path("sunspots.csv").write_text("Month,Sunspots\n1749-01,58.0\n1749-02,62.6\n")
        series = load_sunspots("sunspots.csv")
        series.values  # array([58. , 62.6])
        ```
    """
    if is_url(source):
        data = fetch_bytes(str(source), timeout=timeout, largest=LARGEST_BYTES)
        text = decode_text(data, str(source))
    else:
        text = read_text(source)
    return _parse(text, str(source))


def sunspot_windows(
    values: np.ndarray,
    *,
    time_steps: int = 12,
    train_share: float = 0.8,
    scaled_by: str = "train",
    stride: int | None = None,
) -> SeriesSplit:
    """Makes windows of a monthly series: a year without overlap, and the month that follows.

    The series is cut in two first: no example of one part has a month of the other.

    Args:
        values: The series, of shape (L,).
        time_steps: Months T of an example.
        train_share: Share of the series, from its start, that is for training.
        scaled_by: Which part the scale from 0 to 1 is fitted to: "train";
            "whole", as often published, which leaks the test's range into the training; or
            "none" for no scaling.
        stride: Months from one example to the next; `time_steps` if None, so that they do
            not overlap.

    Returns:
        Inputs of shape (N, T, 1) and targets of shape (N, 1), in the order of time.

    Raises:
        InvalidInputError: If an argument is out of range, or a part is too short for an example.

    Example:
        >>> split = sunspot_windows(np.arange(100.0), scaled_by="none")
        >>> split.train.inputs.shape, split.train.targets[:, 0]
        ((6, 12, 1), array([12., 24., 36., 48., 60., 72.]))
    """
    if scaled_by not in SCALED_BY:
        raise InvalidInputError(f"scaled_by must be one of {SCALED_BY}, got {scaled_by!r}")
    check_train_share(train_share)
    values = np.asarray(values, float)
    train_length = int(len(values) * train_share)
    scale = None
    if scaled_by != "none":
        scale = MinMaxScale.of(values if scaled_by == "whole" else values[:train_length])
        values = scale.apply(values)
    stride = time_steps if stride is None else stride
    train, test = (
        make_windows(part, time_steps, stride=stride)
        for part in (values[:train_length], values[train_length:])
    )
    return SeriesSplit(train, test, scale)


def _parse(text: str, name: str) -> MonthlySeries:
    months: list[np.datetime64] = []
    values: list[float] = []
    reader = csv.reader(text.splitlines())
    try:
        for row in reader:
            if not row or (reader.line_num == 1 and not row[0].strip()[:1].isdigit()):
                continue
            month, value = _cells(row)
            if months and month != months[-1] + 1:
                raise ValueError(f"{month} does not follow {months[-1]}")
            months.append(month)
            values.append(value)
    except (ValueError, csv.Error) as error:
        raise DataFormatError(
            f"{name}, line {reader.line_num}: {error}; each line must have a month, such as "
            "1749-01, and its value, with no month left out"
        ) from error
    if not values:
        raise DataFormatError(f"{name} has no months; check that it is the right file")
    return MonthlySeries(np.array(months), np.array(values))


def _cells(row: list[str]) -> tuple[np.datetime64, float]:
    if len(row) != 2:
        raise ValueError(f"{len(row)} columns, expected 2")
    month, value = np.datetime64(row[0].strip(), "M"), float(row[1])
    if np.isnat(month) or not math.isfinite(value):
        raise ValueError(f"{row[0]!r} with {row[1]!r} is no month with a finite value")
    return month, value
