import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.data import read_string_array
from nlp_suite.text import clean_ascii


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Go.", "go"),
        ("I'm thirsty!", "im thirsty"),
        ("Ich bin müde, Zoë.", "ich bin mude zoe"),
        ("Straße", "strae"),
        ("„Grüß Gott“, sagte er.", "gru gott sagte er"),
        ("e-mail", "email"),
        ("Er ist 18 (achtzehn) Jahre alt, R2D2 auch.", "er ist achtzehn jahre alt auch"),
        ("  Tab\tund \nZeile\n", "tab und zeile"),
        ("um 8\u00a0Uhr", "um"),
        ("Äpfel", "apfel"),
        ("A\u0308pfel", "apfel"),
        ("1984", ""),
        ("Привет 🦊", ""),
        ("", ""),
    ],
)
def test_cleaning(text, cleaned):
    assert clean_ascii(text) == cleaned


@given(st.text())
def test_only_words_of_small_letters_are_left(text):
    cleaned = clean_ascii(text)
    assert all("a" <= c <= "z" for c in cleaned.replace(" ", ""))
    assert cleaned == " ".join(cleaned.split())
    assert clean_ascii(cleaned) == cleaned


def test_published_file(development_data):
    """The list that the published pickle was made of becomes that pickle, row by row."""
    folder = development_data / "english-german"
    with gzip.open(folder / "deu.txt.gz", "rt", encoding="utf-8") as lines:
        rows = [
            line.rstrip("\n").split("\t") for line, _ in zip(lines, range(10_000), strict=False)
        ]
    published = read_string_array(folder / "english-german-both.pkl")
    assert [[clean_ascii(cell) for cell in row] for row in rows] == published.tolist()
