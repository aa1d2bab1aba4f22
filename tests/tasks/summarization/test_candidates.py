import pytest

from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.text.structure import find_structure


def candidates(text, **options):
    structure = find_structure(text)
    found = find_candidates(text, structure, **options)
    return [text[structure[i].start : structure[i].end] for i in found]


def test_what_was_written_as_sentences():
    text = (
        "# Tin\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nTin melts early. It is soft.\n\n- It bends.\n"
    )
    assert candidates(text) == ["Tin melts early.", "It is soft.", "It bends."]


def test_everything_if_there_are_no_sentences():
    assert candidates("# Tin\n\n# Lead\n") == ["Tin", "Lead"]


@pytest.mark.parametrize("copy", ["It rains.", "IT RAINS.", "it  rains.", "It\u00a0rains."])
def test_equal_sentences_are_one(copy):
    assert candidates(f"It rains. Tin melts. {copy} Cats sleep.") == [
        "It rains.",
        "Tin melts.",
        "Cats sleep.",
    ]


def test_the_length_of_a_sentence():
    text = "It rains. Tin melts early. It is soft."
    assert candidates(text, min_length=11) == ["Tin melts early.", "It is soft."]
    assert candidates(text, min_length=16) == ["Tin melts early."]
    assert len(candidates(text, min_length=17)) == 3
