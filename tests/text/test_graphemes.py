import itertools

import pytest

from nlp_suite.text.graphemes import is_grapheme_boundary


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
