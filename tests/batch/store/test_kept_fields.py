"""What rows may hold besides texts."""

import datetime
import decimal

import pytest

from nlp_suite import DataFormatError
from nlp_suite.batch.store.kept_fields import plain_fields, to_json


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("Zoë\0", "Zoë\0"),
        ("\ud83d\ude00 \ud800", "?? ?"),
        (True, True),
        (1 << 100, 1 << 100),
        (1.5, 1.5),
        (float("nan"), None),
        (float("-inf"), "-inf"),
        (datetime.date(2024, 5, 1), "2024-05-01"),
        (datetime.timedelta(days=3), "3 days, 0:00:00"),
        (decimal.Decimal("1.50"), "1.50"),
        (b"Tom", "b'Tom'"),
        ({1: ("a\ud800", None, float("nan"))}, {"1": ["a?", None, None]}),
    ],
)
def test_values(value, plain):
    (made,) = plain_fields({"by\udc00": value}).values()
    assert made == plain
    assert type(made) is type(plain)
    assert to_json(made).encode()


def nested():
    value = []
    for _ in range(100_000):
        value = [value]
    return value


class Odd:
    def __str__(self):
        raise RuntimeError("no text")


def circle():
    value = []
    value.append(value)
    return value


@pytest.mark.parametrize("make", [nested, circle, Odd, lambda: {(): 1}, lambda: 1 << 100_000])
def test_values_that_have_no_form(make):
    with pytest.raises(DataFormatError, match=r"^its 'by' can't be kept: "):
        plain_fields({"by": make()})
