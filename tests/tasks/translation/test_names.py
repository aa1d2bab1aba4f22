import pytest

from nlp_suite.tasks.translation.names import restore_names

KNOWN = {"laughs", "in", "the", "house", "of", "cuba", "heater", "is", "and", "loves", "water"}


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Okonkwo lacht.", "Oconkwo laughs.", "Okonkwo laughs."),
        ("Okonkwo lacht in Vantaa.", "Oconkwo laughs in Vanta.", "Okonkwo laughs in Vantaa."),
        ("Oyelaran liebt Oyelaran.", "Oyelara loves Oyelara.", "Oyelaran loves Oyelaran."),
        # Known words are no misspelt names, other words are not alike.
        ("Kuba ist Wasser.", "Cuba is water.", "Cuba is water."),
        ("Der Heizkörper.", "The Heater.", "The Heater."),
        ("Der Heizkörper.", "The Radiator.", "The Radiator."),
        # An ending of German goes.
        ("Olbrichs Haus", "Olbrich's house", "Olbrich's house"),
        # What is there already, what is short, and what is in small letters.
        ("Okonkwo", "Okonkwo and Oconkwo", "Okonkwo and Oconkwo"),
        ("Tom", "Tim", "Tim"),
        ("okonkwo", "oconkwo", "oconkwo"),
        ("OKONKWO", "OCONKWO", "OCONKWO"),
        # Two that are alike: nobody knows which.
        ("Okonkwo", "Oconkwo and Okonkwa", "Oconkwo and Okonkwa"),
        ("", "", ""),
    ],
)
def test_names_are_written_as_in_the_source(source, target, expected):
    assert restore_names(source, target, KNOWN) == expected


def test_many_names_take_no_time(assert_quick):
    source = " ".join(f"Name{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(120))

    def work():
        restore_names(source, source.swapcase().title(), KNOWN)
        restore_names("A" + "a" * 100_000, "Ab" + "a" * 100_000, KNOWN)

    assert_quick(work, seconds=2)
