"""Other scripts, emoji and other symbols."""

import pytest

from nlp_suite.text.placeables.verbatim import find_verbatim


@pytest.mark.parametrize(
    "stretch",
    [
        "спасибо", "большое спасибо", "東京", "ありがとう ございます", "שלום", "مرحبا بكم", "αβγ",
        "한국어", "हिन्दी", "👍🏽",
        "👨\u200d👩\u200d👧", "🇩🇪", "1\ufe0f\u20e3", "→", "★",
        "🏴\U000e0067\U000e0062\U000e007f",
    ],
)  # fmt: skip
def test_stretches_are_found_whole(stretch):
    text = f"He wrote {stretch} there."

    assert [placeable.target for placeable in find_verbatim(text)] == [stretch]


@pytest.mark.parametrize("emoticon", [":)", ";-)", ":-(", ":D", ":))", "<3"])
def test_emoticons(emoticon):
    assert [placeable.target for placeable in find_verbatim(f"Nice {emoticon}")] == [emoticon]


@pytest.mark.parametrize("text", ["(see: a)", "(a;)", "He said:(x)", "3:1 <30", "a =D2 :Dog"])
def test_marks_that_are_none(text):
    assert all(placeable.kind != "symbol" for placeable in find_verbatim(text))


def test_latin_letters_and_usual_signs_are_none():
    assert find_verbatim("Çà et là, łódź, ő, ﬁ, 5 °C, ½, €, £, \u2212, ×, “x”, …, •") == []


def test_other_scripts_can_be_left_out():
    assert find_verbatim("Он сказал", other_scripts=False) == []
