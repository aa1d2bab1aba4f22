"""Number words of English and German."""

import pytest

from nlp_suite.text.placeables.number_words import number_words


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("null", "0"),
        ("einer", "1"),
        ("Zwölf", "12"),
        ("dreißig", "30"),
        ("dreissig", "30"),
        ("einundzwanzig", "21"),
        ("neunundneunzigste", "99"),
        ("dritten", "3"),
        ("siebter", "7"),
        ("achte", "8"),
        ("sechster", "6"),
        ("hundert", "100"),
        ("zweihundertfünfzig", "250"),
        ("hunderttausend", "100000"),
        ("dreitausendvierhunderteins", "3401"),
        ("zweitägigen", "2"),
        ("fünfmal", "5"),
        ("Dutzend", "12"),
        ("Hälfte", "0.5"),
        ("neunziger", "90"),
    ],
)
def test_german_words(word, number):
    [numbers] = number_words(word, "de")
    assert number in numbers


@pytest.mark.parametrize(
    "word", ["achtsam", "dreist", "elfenbein", "Einheit", "zehntausendfach" * 9]
)
def test_german_words_that_only_start_like_numbers(word):
    assert number_words(word, "de") == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("twelve", "12"),
        ("twenty-one", "21"),
        ("thirtieth", "30"),
        ("the third", "3"),
        ("two hundred and fifty", "250"),
        ("three hundred thousand", "300000"),
        ("two million", "2000000"),
        ("a dozen", "12"),
        ("twice", "2"),
        ("the nineties", "90"),
    ],
)
def test_english_words(words, number):
    assert any(number in numbers for numbers in number_words(words, "en"))


def test_german_millions():
    assert "2000000" in number_words("zwei Millionen", "de")[0]


def test_numbers_without_end_stop():
    numbers = number_words("one thousand " * 5_000, "en")
    assert max(len(number) for group in numbers for number in group) < 30
