"""Answers as they are compared."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.text.answer_normalization import normalize_answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Denver Broncos", "denver broncos"),
        ("the  Denver\tBroncos\n", "denver broncos"),
        ("THE Broncos.", "broncos"),
        ("a cat, an owl and the hen", "cat owl and hen"),
        # Articles are words, and no parts of words.
        ("theory of an anthem at banana", "theory of anthem at banana"),
        # Punctuation is taken out first, so what it parts is joined.
        ("well-known", "wellknown"),
        ("a-b", "ab"),
        ("$1,000.50", "100050"),
        ("t.h.e cat", "cat"),
        ("rock 'n' roll", "rock n roll"),
        # Other punctuation stays, and parts words for the articles.
        ("“the” cat", "“ ” cat"),
        ("1999\u20132000", "1999\u20132000"),
        ("Ärzte\u00a0ÉCOLE", "ärzte école"),
        ("The", ""),
        ("the a an", ""),
        (string.punctuation, ""),
        ("", ""),
    ],
)
def test_by_hand(text, expected):
    assert normalize_answer(text) == expected


@given(st.text(st.sampled_from("aAnthe THE.,-é\n ")))
def test_nothing_is_left_to_do(text):
    once = normalize_answer(text)
    assert normalize_answer(once) == once
    assert not {"a", "an", "the"} & set(once.split())
    assert once == " ".join(once.split())
