import unicodedata

import pytest

from nlp_suite.text.words import collect_words, fold_word, word_spans


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tom's 2 cats, x2y_z!", ["Tom", "s", "cats", "x", "y", "z"]),
        ("Übung macht Rocío groß.", ["Übung", "macht", "Rocío", "groß"]),
        ("日本 😀 привет", ["日本", "привет"]),
        ("", []),
    ],
)
def test_words(text, words):
    assert [text[start:end] for start, end in word_spans(text)] == words


def test_words_compare_whatever_their_form():
    forms = ["Rocío", "ROCÍO", unicodedata.normalize("NFD", "rocío")]
    assert {fold_word(form) for form in forms} == {"rocío"}
    assert collect_words(forms) == {"rocío"}
