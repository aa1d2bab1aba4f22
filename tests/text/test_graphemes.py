import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.text.graphemes import GraphemeSpans, is_grapheme_boundary


def cut(text):
    """Parts a text wherever it may be cut."""
    cuts = [position for position in range(len(text) + 1) if is_grapheme_boundary(text, position)]
    return [text[start:end] for start, end in itertools.pairwise(cuts)]


@pytest.mark.parametrize(
    "parts",
    [
        ["a", "b", " ", "c"],
        ["e\u0301", "e", "e\u0301\u0323", "!"],  # marks
        ["\u0915\u093f", "\u0928"],  # a vowel sign of Devanagari
        ["1\ufe0f\u20e3", "2"],  # a keycap
        ["❤\ufe0f", "❤"],  # a variation selector
        ["👩\u200d👩\u200d👧", "👧"],  # a family
        ["👍🏽", "👍"],  # a skin tone
        ["🇩🇪", "🇫🇷", "🇮"],  # flags
        ["🏴\U000e0067\U000e0062\U000e007f", "🏴"],  # a flag of tags
        ["\u1112\u1161\u11ab", "\u1100\u1173"],  # Hangul letters
        ["\ud83e\udd8a", "\ud83e"],  # a surrogate pair, and half of one
        ["a", " ", "\u0301", "b"],  # a mark without a letter
        ["a\u200d", "\n", "b"],  # nothing to join
        ["\r", "\n"],
        ["א\u05b8", "ב"],  # a vowel point of Hebrew
        ["ﾊﾞ", "ﾞ"][:1],  # a half-width mark
        ["漢", "字"],
    ],
)
def test_what_belongs_together(parts):
    assert cut("".join(parts)) == parts


def test_the_ends_of_a_text():
    assert is_grapheme_boundary("", 0)
    assert is_grapheme_boundary("\u0301", 0)
    assert is_grapheme_boundary("a\u0301", 2)


@given(
    st.lists(st.sampled_from([*"aé \n1漢\u0301\u200d🇩🇪👍🏽\ud83e\udd8a\u1161", "🇫🇷"]), max_size=14)
)
def test_graphemes_of_several_characters(pieces):
    text = "".join(pieces)
    positions = np.arange(len(text) + 1)
    boundaries = [place for place in positions if is_grapheme_boundary(text, place)]
    spans = GraphemeSpans(text)
    expected = [max(place for place in boundaries if place <= one) for one in positions]
    assert spans.starts_at(positions).tolist() == expected
    expected = [min(place for place in boundaries if place >= one) for one in positions]
    assert spans.ends_at(positions).tolist() == expected


@pytest.mark.parametrize("piece", ["a\u200d", "\u0301", "🇩", "👍🏽", "\ud83e\udd8a", "é"])
def test_time_is_linear(piece, assert_quick):
    text = piece * (400_000 // len(piece))
    assert_quick(lambda: GraphemeSpans(text).starts_at(np.arange(0, len(text), 3)), seconds=1)
