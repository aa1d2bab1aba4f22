"""Fibonacci numbers as a series to forecast."""

import itertools
import sys

import numpy as np

from nlp_suite.arguments import check_whole
from nlp_suite.data.series.min_max_scale import MinMaxScale
from nlp_suite.data.series.windows import Examples, SeriesSplit, check_train_share, make_windows
from nlp_suite.errors import InvalidInputError


def fibonacci_windows(
    number: int,
    time_steps: int,
    *,
    train_share: float = 0.7,
    scaled: bool = True,
    seed: int = 13,
) -> SeriesSplit:
    """Makes shuffled examples of the series 1, 2, 3, 5, 8, …: some numbers, and the next.

    Args:
        number: How many numbers the series has.
        time_steps: How many numbers T an example has.
        train_share: Share of the examples that is for training.
        scaled: Whether to scale the whole series to 0 to 1 first. Of a long series nearly
            everything is then 0 but for rounding: a model that always says 0 is hard to beat.
        seed: Seed of the order.

    Returns:
        Inputs of shape (N, T, 1) and targets of shape (N, 1), 64-bit floats. A number above
        2^53 is the nearest float to it.

    Raises:
        InvalidInputError: If an argument is out of range, a part would be empty, or a number
            is too large for a float.

    Example:
        >>> split = fibonacci_windows(12, 3, scaled=False)
        >>> split.train.inputs[0, :, 0], split.train.targets[0, 0]
        (array([ 8., 13., 21.]), np.float64(34.0))
    """
    check_whole("number", number, smallest=1)
    check_whole("seed", seed, smallest=0)
    check_train_share(train_share)
    values = _fibonacci(number)
    scale = MinMaxScale.of(values) if scaled else None
    examples = make_windows(values if scale is None else scale.apply(values), time_steps)
    count = len(examples.inputs)
    first_of_test = int(train_share * count)
    if not first_of_test:
        raise InvalidInputError(
            f"{count} examples leave none for training at a train_share of {train_share}; "
            "take a larger number"
        )
    # The order of the published rows is that of this older generator of NumPy.
    order = np.random.RandomState(seed).permutation(count)
    train, test = order[:first_of_test], order[first_of_test:]
    return SeriesSplit(
        Examples(examples.inputs[train], examples.targets[train]),
        Examples(examples.inputs[test], examples.targets[test]),
        scale,
    )


def _fibonacci(number: int) -> np.ndarray:
    # Added up as whole numbers, so that no rounding is carried on; each is rounded once.
    last, this = 1, 1
    values = []
    for place in itertools.count(1):
        if this > sys.float_info.max:
            raise InvalidInputError(
                f"number must be at most {place - 1}: later Fibonacci numbers are too large for "
                f"a 64-bit float, got {number}"
            )
        values.append(float(this))
        if place == number:
            break
        last, this = this, last + this
    return np.array(values)
