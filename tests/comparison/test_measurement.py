import time

import pytest

from nlp_suite.comparison.measurement import measure
from nlp_suite.errors import InvalidInputError


class Doubling:
    """Doubles numbers below 3, the first time slowly."""

    def __init__(self, numbers):
        self.numbers, self.calls = numbers, []

    def all(self, indices):
        self.calls.append(list(indices))
        time.sleep(0.2 if len(self.calls) == 1 else 0.01)
        return [self.one(index) for index in indices]

    def one(self, index):
        if self.numbers[index] >= 3:
            raise InvalidInputError(f"{self.numbers[index]} is too much")
        return 2 * self.numbers[index]


def test_the_first_run_is_not_timed():
    call = Doubling([0, 1, 2])
    measurement = measure(call, 3, repeats=4)
    assert measurement.results == (0, 2, 4)
    assert measurement.errors == (None, None, None)
    assert call.calls == [[0, 1, 2]] * 5
    assert len(measurement.run_seconds) == 4
    assert all(0.01 <= seconds < 0.2 for seconds in measurement.run_seconds)
    assert measurement.first_error is None


def test_only_what_works_is_timed():
    call = Doubling([0, 3, 2, 4])
    measurement = measure(call, 4, repeats=2)
    assert measurement.results == (0, None, 4, None)
    assert measurement.errors == (None, "3 is too much", None, "4 is too much")
    assert str(measurement.first_error) == "3 is too much"
    assert call.calls == [[0, 1, 2, 3], [0, 2], [0, 2]]


def test_nothing_works():
    measurement = measure(Doubling([5]), 1, repeats=2)
    assert (measurement.results, measurement.run_seconds) == ((None,), ())


def test_other_errors_are_not_of_the_input():
    with pytest.raises(TypeError):
        measure(Doubling([None]), 1, repeats=1)
