import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.results import Keyword
from nlp_suite.tasks.summarization.subjects.keywords import find_keywords

SENTENCES = [
    "The harbour council will rebuild the old swing bridge, it says.",
    "The swing bridge has been closed since March.",
    "Council leader Mara Lindqvist wants the swing bridge to open by May.",
    "Lindqvist expects no delay.",
    "Ferry operators fear for their income.",
]


def texts(sentences, count=10, language="en"):
    return [keyword.text for keyword in find_keywords(sentences, count, language)]


def test_what_the_text_keeps_naming_comes_first():
    found = find_keywords(SENTENCES, 5)
    assert found[0] == Keyword("swing bridge", 1.0)
    assert len(found) == 5
    scores = [keyword.score for keyword in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_phrases_are_spelt_as_in_the_text():
    joined = " ".join(SENTENCES)
    assert all(phrase in joined for phrase in texts(SENTENCES))
    assert texts(["The   big\nraw\t milk is raw milk."])[0] == "raw milk"


def test_no_two_say_the_same():
    found = texts(SENTENCES)
    words = [set(phrase.casefold().split()) for phrase in found]
    assert not any(a < b or b < a for a in words for b in words)
    assert "bridge" not in found
    assert (
        texts(["A cat purrs.", "Cats purr.", "CATS"]).count("Cats") + texts(["Cats"]).count("cat")
        <= 1
    )
    assert len({phrase.casefold().rstrip("s") for phrase in found}) == len(found)


def test_a_name_is_given_in_full():
    found = texts(SENTENCES)
    assert "Lindqvist" not in found
    assert any(phrase.endswith("Mara Lindqvist") for phrase in found)


def test_an_acronym_says_what_its_words_say():
    sentences = ["The World Food Programme sent rice.", "The WFP has ships.", "The WFP pays."]
    found = texts(sentences)
    assert ("WFP" in found) != ("World Food Programme" in found)


def test_a_word_is_left_to_the_phrase_that_it_mostly_stands_in():
    sentences = [
        "Mass spectrometry is costly.",
        "Labs use mass spectrometry.",
        "Spectrometry helps.",
    ]
    assert texts(sentences)[0] == "mass spectrometry"
    assert "spectrometry" not in {one.casefold() for one in texts(sentences)}


def test_early_phrases_come_before_late_ones():
    assert texts(["Some copper is dull.", "It is so.", "Some zinc is dull."]) == ["copper", "zinc"]


def test_german_compounds_and_forms():
    sentences = [
        "Der Wohnungsbau stockt, sagt Ministerin Eva Brandt.",
        "Die Gründe für den Rückgang des Wohnungsbaus sind die Zinsen.",
        "Brandt will niedrigere Zinsen.",
    ]
    found = texts(sentences, language="de")
    assert {"Wohnungsbau", "Zinsen"} <= set(found)
    assert sum("Wohnungsbau" in one for one in found) == 1
    assert any(one.endswith("Eva Brandt") for one in found)
    assert "Gründe" not in found


def test_fewer_are_found_than_asked_for():
    assert texts(["They said so."]) == []
    assert texts(["Copper is soft."], 9) == ["Copper"]
    assert len(texts(SENTENCES, 2)) == 2


@given(st.lists(st.text(max_size=40), max_size=6), st.integers(1, 5))
def test_any_text_has_at_most_so_many(sentences, count):
    found = find_keywords(sentences, count)
    assert len(found) <= count
    assert len({keyword.text for keyword in found}) == len(found)
    assert all(keyword.text in " ".join(" ".join(sentences).split()) for keyword in found)


@pytest.mark.parametrize("count", [1, 1000])
def test_many_phrases_take_linear_time(count):
    sentence = " and ".join(f"brown reindeer{i}" for i in range(3000))
    assert len(find_keywords([sentence], count)) == count
