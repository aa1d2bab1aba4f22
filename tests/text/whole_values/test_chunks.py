import re

import pytest

from nlp_suite.text.whole_values import chunks
from nlp_suite.text.whole_values.chunks import LONGEST, marked_chunks

TEXT = (
    "It cost $5, said\tAnne-Marie\n(a@b.org). Then 漢字1漢 nothing. \ud800 'Twas so-called e.g. x"
)


def found(text):
    return [text[start:end] for start, end in marked_chunks(text)]


def test_what_has_a_sign_of_a_value():
    assert found(TEXT) == ["$5,", "Anne-Marie", "(a@b.org).", "1", "'Twas", "so-called", "e.g."]
    assert found("Words alone. - And dashes – no more.") == []  # noqa: RUF001
    assert found("") == found(" ") == []


@pytest.mark.parametrize("size", [1, 3, 7, 20])
def test_blocks_make_no_difference(monkeypatch, size):
    expected = [one for one in found(TEXT * 3) if len(one) < size]
    monkeypatch.setattr(chunks, "_BLOCK", size)
    assert [one for one in found(TEXT * 3) if one in expected and len(one) < size] == expected


def test_what_is_too_long_is_passed_over():
    assert found(f"{'1' * LONGEST} 2") == ["1" * LONGEST, "2"]
    assert found(f"{'1' * (LONGEST + 1)} 2") == ["2"]
    assert found("1" * 200_000) == []


def test_chunks_have_no_white_space():
    assert not any(re.search(r"\s", one) for one in found(TEXT))
