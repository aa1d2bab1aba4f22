# ruff: noqa: RUF001 - scripts have letters that look alike.

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.summarization.content_words import content_words


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        # What says the same in other forms has the same words.
        ("de", "Die Häuser der STRASSE wurden gebaut.", "das Haus in den Straßen, gebaut"),
        ("de-AT", "Wie geht’s Peters Katzen?", "Peter's Katze geht"),
        ("fr", "L'école des filles", "les écoles d’une fille"),
        ("it", "Dell'isola e dei gatti", "l’isola: un gatto"),
        ("es", "Los gatos de las ciudades", "el gato con la ciudades"),
        ("tr", "IRMAK Ankara'nın", "ırmak Ankara’da"),
        ("ru", "В городе были новые школы.", "Это город и новая школа"),
        ("el", "Οι σκύλοι", "ο σκύλος"),
        ("hi", "किताबें और किताब", "यह किताब है"),
        ("nl", "De huizen van Anna's", "het huizen bij Anna"),
        ("en", "The cities' cats", "It's a city, cat"),
    ],
)
def test_forms_of_words(language, first, second):
    assert content_words(first, language) == content_words(second, language) != frozenset()


@pytest.mark.parametrize(
    ("language", "sentence", "words"),
    [
        ("en", "Chats and Straßen", {"chat", "strassen"}),
        ("sw", "Nyumba's ni kubwa", {"nyumba's", "ni", "kubwa"}),
        ("uk", "П'ять міст", {"п'ять", "міст"}),
        ("zh", "我们的大学在北京。", {"大学", "北京"}),
        ("ja", "これは東京です", {"は東", "東京", "京で"}),
        ("th", "ภาษาไทย", {"ภาษ", "าษา", "ษาไ", "าไท", "ไทย"}),
        ("en", "東京 has trams", {"東京", "tram"}),
        ("de", "", set()),
        ("de", "und, der ... die!", set()),
        ("de", "''' 's", {"s"}),
    ],
)
def test_words(language, sentence, words):
    assert content_words(sentence, language) == words


def test_composition_does_not_matter():
    sentence = "Größe, café und Brünn"
    forms = [unicodedata.normalize(form, sentence) for form in ("NFC", "NFD")]
    for language in ("de", "en"):
        assert content_words(forms[0], language) == content_words(forms[1], language)


@given(st.text(), st.sampled_from(["ar", "de", "en", "fr", "ja", "th", "tr", "tlh"]))
def test_any_text_has_words(sentence, language):
    assert all(content_words(sentence, language))
