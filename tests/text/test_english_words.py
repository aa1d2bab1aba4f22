import pytest

from nlp_suite.text.english_words import is_clearly_english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The mayor of the town came.", True),
        ("Cats sleep.", False),
        ("Der Rat der Stadt stimmte zu, und alle gingen nach Hause in die Berge.", False),
        (
            "Het is een keuze tussen wit of zwart, en dat weet iedereen hier al heel lang goed.",
            False,
        ),
        ("", False),
        ("the " * 4 + "word " * 96, False),
        ("the " * 5 + "word " * 95, True),
    ],
)
def test_english(text, english):
    assert is_clearly_english(text) == english
