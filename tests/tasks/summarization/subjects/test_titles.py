import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.results import Keyword
from nlp_suite.tasks.summarization.subjects.keywords import find_keywords
from nlp_suite.tasks.summarization.subjects.titles import LONGEST_TITLE, find_title, make_title
from nlp_suite.text.structure import find_structure


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The  swing bridge\n\nIt is closed.", "The swing bridge"),
        ("The swing bridge\n================\n\nIt is closed.", "The swing bridge"),
        ("# Introduction\n\n## The swing bridge\n\nIt is closed.", "The swing bridge"),
        ("# Chapter 2\n\nThe bridge is closed.", None),
        ("# Einleitung\n\nDie Brücke ist gesperrt.", None),
        ("The bridge is closed.\n\n# History\n\nIt is old.", None),
        ("The bridge is closed. It is old.", None),
        ("", None),
        (
            "From: Anna\nSubject: Re: Fwd: The swing bridge\nTo: Ben\n\nHi Ben,\n\nit is closed.",
            "The swing bridge",
        ),
        ("Von: Anna\nBetreff: AW: Die Brücke\nAn: Ben\n\nHallo Ben,\n\nsie ist zu.", "Die Brücke"),
    ],
)
def test_the_title_of_a_text(text, title):
    assert find_title(text, find_structure(text)) == title


def headline(sentences, language="en"):
    return make_title(sentences, find_keywords(sentences, 10, language), language)


SENTENCES = [
    "The harbour council will rebuild the swing bridge, it says.",
    "The swing bridge is closed.",
    "Ferry operators fear for their income.",
]


def test_a_headline_is_the_stretch_with_most_of_the_key_phrases():
    assert headline(SENTENCES) == "Harbour council will rebuild the swing bridge"


def test_a_headline_ends_where_a_noun_phrase_ends():
    keywords = [Keyword("impact", 1.0), Keyword("ferries", 0.9)]
    for sentence in ("Ferries had an impact of note.", "Ferries and impact have met."):
        assert make_title([sentence], keywords) != sentence.partition(" impact")[0] + " impact"
    assert make_title(["Ferries had an impact, of note."], keywords) == "Ferries had an impact"


def test_early_sentences_count_more():
    keywords = [Keyword("copper", 1.0), Keyword("zinc", 1.0)]
    sentences = ["Some zinc is dull.", "Some copper is dull."]
    assert make_title(sentences, keywords) == "Zinc"
    assert make_title(sentences, keywords, places=[5, 0]) == "Copper"


def test_a_common_noun_alone_is_no_headline_if_there_is_another():
    sentences = ["The goat ate a letter.", "It was a long way."]
    assert make_title(sentences, [Keyword("goat", 1.0), Keyword("letter", 0.3)]) == (
        "Goat ate a letter"
    )
    # A name is one.
    assert make_title(
        ["Sofia ate a letter.", "It was a long way."],
        [Keyword("Sofia", 1.0), Keyword("letter", 0.3)],
    ) == ("Sofia")


def test_what_somebody_may_deny_is_no_headline():
    sentences = ["It is untrue that coffee harms the heart.", "The heart likes coffee."]
    keywords = [Keyword("coffee", 1.0), Keyword("heart", 0.9)]
    assert make_title(sentences, keywords) == "Heart likes coffee"


def test_a_headline_begins_with_a_capital_unless_the_word_has_its_own():
    assert make_title(["The iPhone sells."], [Keyword("iPhone", 1.0)]) == "iPhone"
    assert make_title(["The phone sells."], [Keyword("phone", 1.0)]) == "Phone"


def test_without_key_phrases_it_is_the_beginning():
    assert make_title(["They said so."], []) == "They said so"
    assert len(make_title(["it is so " * 100], []).split()) == LONGEST_TITLE


def test_german_and_other_languages():
    sentences = ["Die Stadt baut eine neue Drehbrücke.", "Die Drehbrücke ist alt."]
    assert headline(sentences, "de") == "Stadt baut eine neue Drehbrücke"
    assert headline(["人工智能改变医疗。", "医院使用人工智能。"], "zh") == "人工智能"


@given(st.lists(st.text(max_size=80), min_size=1, max_size=5))
def test_a_headline_is_short(sentences):
    title = headline(sentences)
    assert len(title.split()) <= LONGEST_TITLE
    assert title == " ".join(title.split())


@pytest.mark.parametrize("piece", ["a", "A.", "cat ", "cat of ", "Aa ", "人工智能"])
def test_long_text_without_sentences_takes_linear_time(piece):
    text = piece * 5_000
    assert len(headline([text])) <= 150


def test_what_a_preposition_governs_is_no_subject():
    keywords = [Keyword("Wohnungsbau", 1.0), Keyword("Mieten", 0.9)]
    title = make_title(["Ohne Wohnungsbau werden die Mieten steigen."], keywords, "de")
    assert title == "Wohnungsbau"
    title = make_title(["Der Wohnungsbau senkt die Mieten."], keywords, "de")
    assert title == "Wohnungsbau senkt die Mieten"


def test_the_title_of_a_page_stands_among_its_links():
    lines = ["Home | News | Sport", "Storm warning for the coast", "Old cinema to open as a hall"]
    body = "The old cinema in Mill Road is to open again. It will be a climbing hall."
    text = "\n\n".join([*lines, "Share", body])
    assert find_title(text, find_structure(text)) == "Old cinema to open as a hall"
    # None of them is about what stands below.
    text = "Home | News | Sport\n\nStorm warning\n\nShare this\n\nThe cinema is to open again."
    assert find_title(text, find_structure(text)) is None


def test_the_name_of_a_part_is_no_title():
    text = "EXECUTIVE SUMMARY\n\nHow to heat the hall\n\nThis compares three ways. One is dear."
    assert find_title(text, find_structure(text)) == "How to heat the hall"
