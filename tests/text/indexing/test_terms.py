# ruff: noqa: RUF001 - scripts have letters that look alike.

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.text.indexing.terms import find_terms, find_words, fold_term, split_characters


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("en", "Tom's 2 cats, x2y_z!", ["tom's", "2", "cats", "x2y", "z"]),
        ("en", "“Don’t,” she said.", ["don’t", "she", "said"]),
        ("en", "", []),
        ("en", "... -- !", []),
        ("de", "Über die Größe der STRAẞE", ["über", "die", "grösse", "der", "strasse"]),
        ("de", "Bürger\u00admeister", ["bürgermeister"]),
        ("tr", "IRMAK İyi ırmak", ["ırmak", "iyi", "ırmak"]),
        # Elsewhere its dot does not part a Turkish name from the same name.
        ("en", "İzmir Izmir izmir", ["izmir", "izmir", "izmir"]),
        ("el", "ΟΔΟΣ οδός", ["οδοσ", "οδόσ"]),
        # Marks are parts of words.
        ("hi", "हिन्दी में किताब", ["हिन्दी", "में", "किताब"]),
        ("ta", "தமிழ் மொழி", ["தமிழ்", "மொழி"]),
        ("he", "שָׁלוֹם", ["שָׁלוֹם"]),
        ("ar", "مُحَمَّد", ["مُحَمَّد"]),
        # Joiners, which are sometimes left out, too.
        ("fa", "می\u200cخواهم میخواهم", ["میخواهم", "میخواهم"]),
        ("ko", "서울 시청", ["서울", "시청"]),
        ("ru", "Ёлка, МОСКВА-река", ["ёлка", "москва", "река"]),
        # No spaces between words.
        ("zh", "北京大学。清华", ["北京", "京大", "大学", "清华"]),
        ("zh", "买iPhone15吗", ["买", "iphone15", "吗"]),
        ("ja", "東京タワーへ", ["東京", "京タ", "タワ", "ワー", "ーへ"]),
        ("th", "น้ำตก", ["น้ำต", "ำตก"]),
        ("th", "ไทย 5 ปี", ["ไทย", "5", "ปี"]),
        ("km", "ភាសាខ្មែរ", ["ភាសាខ្", "សាខ្មែ", "ខ្មែរ"]),
    ],
)
def test_terms(language, text, terms):
    assert find_terms(text, language) == [unicodedata.normalize("NFC", term) for term in terms]


def test_terms_are_the_same_however_they_are_composed():
    text = "Größe café 한국어 ガス tiếng"
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert find_terms(forms[0]) == find_terms(forms[1])


def test_words_say_where_there_are_no_spaces():
    assert [gram for _, gram in find_words("Die Katze: 猫 แมว")] == [0, 0, 2, 3]


def test_folding_keeps_other_marks():
    assert fold_term("Ė") == "ė"
    assert fold_term("Ï") == "ï"


def test_marks_of_any_block_are_parts_of_words():
    # Greek, Arabic and Hindi words, a Japanese name with a variant of its first character.
    for word in ("α\u0301β", "ب\u064eيت", "हिन्दी", "a\u0301\u1ab0b", "葛\U000e0100城"):
        assert find_terms(f"{word} 1") == [unicodedata.normalize("NFC", word), "1"]
    assert [word for word, _ in find_words("اΑ東\u0301ก\u0e34")] == ["اα", "東\u0301", "ก\u0e34"]


def test_characters_keep_their_marks():
    assert split_characters("e\u0301a") == ["e\u0301", "a"]
    assert split_characters("\u0301a") == ["\u0301", "a"]


@given(st.text(), st.sampled_from(["en", "tr", "zh"]))
def test_terms_of_any_text(text, language):
    terms = find_terms(text, language)
    assert all(terms)
    assert terms == find_terms(f" {text} ", language)


@pytest.mark.parametrize(
    "unit",
    ["a", "a'", "a\u0301", "\u0301", "a\u0301\u0323", "東", "東a", "ก", "a\u200d", "\0", "\ud800"],
)
def test_long_texts_take_little_time(unit, assert_quick):
    find_terms("東 é")
    text = "é" + "a" * 200 + unit * (100_000 // len(unit))
    assert_quick(lambda: find_terms(text), seconds=1)
