# ruff: noqa: RUF001 - quotation marks are what this module looks for.

import pytest

from nlp_suite.tasks.translation.quotation_marks import pair_quotation_marks


@pytest.mark.parametrize(
    ("source", "target", "language", "expected"),
    [
        ('"A," he said, "b."', "“A“, sagte er, „b.“", "de", '"A", sagte er, "b."'),
        ("“A?” – “B.”", "A?« – „B.“", "de", "„A?“ – „B.“"),
        ("„A“ und „B“", '"A" and “B"', "en", "“A” and “B”"),
        ('The "a"', "Das „A“", "de", "Das „A“"),
        ('The "a"', "Das »A«", "de", "Das »A«"),
        ('The "a"', "Das „A", "de", "Das „A"),
        ('The "a" and “b”', "Das „A” und “B“", "de", "Das „A” und “B“"),
        ('The "a" and "b"', "Das A", "de", "Das A"),
        ('"A" or "b"', "„A“ oder ”b«", "fr", "„A“ oder ”b«"),
        ('"A"', "", "de", ""),
        ("", '"', "de", '"'),
        ('6" and', '6" und', "de", '6" und'),
    ],
)
def test_marks_are_of_one_style(source, target, language, expected):
    assert pair_quotation_marks(source, target, language) == expected
