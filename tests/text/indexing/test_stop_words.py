# ruff: noqa: RUF001 - scripts have letters that look alike.

import pytest

from nlp_suite.text.function_words import _FUNCTION_WORDS, function_words
from nlp_suite.text.indexing.stop_words import _FURTHER, is_stop_gram, stop_words
from nlp_suite.text.indexing.terms import find_terms
from nlp_suite.text.languages import LANGUAGE_NAMES

# What each has nothing but stop words.
EMPTY = {
    "ar": "هذا هو الذي كان في",
    "bg": "това е за него и те",
    "ca": "aquest és el que no hi ha",
    "cs": "který je to ale není",
    "da": "det er som ikke har været",
    "de": "Sie wurde jedoch nicht mehr von denjenigen, daß es während dieses",
    "el": "αυτό είναι και δεν έχει",
    "en": "It would not have been what they were",
    "es": "esto no es lo que había sido",
    "fa": "این است که از آن",
    "fi": "se ei ole ollut mutta",
    "fr": "ce n est pas celui qui était dans les",
    "he": "זה לא היה של הם",
    "hi": "यह है कि वह नहीं था",
    "hr": "to je ono što nije bilo",
    "hu": "ez az ami nem volt",
    "id": "ini adalah yang tidak ada di",
    "it": "questo non è quello che era stato",
    "nl": "dit is niet wat het was geworden",
    "no": "dette er ikke det som har vært",
    "pl": "to jest to co nie było",
    "pt": "isto não é o que era",
    "ro": "acesta nu este ceea ce era",
    "ru": "это не то что было у него",
    "sv": "detta är inte vad det har varit",
    "tr": "bu onun için değil ama",
    "uk": "це не те що було у нього",
}
CONTENT = {
    "de": "stadt haus regierung neu jahr sagte minister wasser",
    "en": "city house government new year said minister water",
    "es": "ciudad casa gobierno nuevo año dijo ministro agua",
    "fr": "ville maison gouvernement nouveau année dit ministre eau",
    "it": "città casa governo nuovo anno disse ministro acqua",
    "nl": "stad huis regering nieuw jaar zei minister water",
    "ru": "город дом правительство новый год сказал министр вода",
}


@pytest.mark.parametrize("language", EMPTY)
def test_stop_words(language):
    words = find_terms(EMPTY[language], language)
    assert [word for word in words if word not in stop_words(language)] == []


@pytest.mark.parametrize("language", CONTENT)
def test_content_words_are_none(language):
    assert stop_words(language).isdisjoint(CONTENT[language].split())


def test_every_language_with_a_list_has_a_sentence_here():
    assert {*_FURTHER, *_FUNCTION_WORDS} - {"bs", "sr"} == set(EMPTY)
    assert set(EMPTY) <= set(LANGUAGE_NAMES)


@pytest.mark.parametrize("language", sorted(EMPTY))
def test_they_are_folded_as_terms_are(language):
    assert all(find_terms(word, language) == [word] for word in stop_words(language))


def test_regions_and_norwegians_share_a_list():
    assert stop_words("de-CH") == stop_words("de")
    assert stop_words("nb") == stop_words("nn") == stop_words("no")


def test_serbian_is_written_in_two_scripts():
    assert {"što", "njegov", "његов", "што"} <= stop_words("sr")


def test_lists_that_detection_uses_are_as_they_were():
    # Its thresholds were measured with these.
    assert "jedoch" not in function_words("de")
    assert "jedoch" in stop_words("de")


@pytest.mark.parametrize(
    ("gram", "language", "stops"),
    [
        ("大学", "zh", False),
        ("的大", "zh-Hant", True),
        ("首都", "zh", False),
        ("です", "ja", True),
        ("食べ", "ja", False),
        ("目的", "ja", False),
        ("タワ", "ja", False),
        ("ไทย", "th", False),
    ],
)
def test_stop_grams(gram, language, stops):
    assert is_stop_gram(gram, language) == stops
