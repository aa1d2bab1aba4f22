"""Ends without the punctuation behind them."""

import time

import pytest

from nlp_suite.text.end_trimming import trimmed_end

MARKS = frozenset(".,!")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.", "a"),
        ("a?", "a?"),
        ("a(b)", "a(b)"),
        ("a(b))", "a(b)"),
        ("(a)b).,!", "(a)b"),
        ("a[1]].", "a[1]"),
        ("a{b}}}", "a{b}"),
        ("...", ""),
        ("", ""),
    ],
)
def test_marks_and_lonely_brackets_are_no_part(text, expected):
    assert text[: trimmed_end(text, 0, len(text), MARKS)] == expected


def test_only_brackets_of_the_stretch_count():
    assert trimmed_end("(a)", 1, 3, MARKS) == 2


def test_a_row_of_brackets_takes_linear_time():
    started = time.process_time()
    assert trimmed_end(")" * 1_000_000, 0, 1_000_000, MARKS) == 0
    assert time.process_time() - started < 10
