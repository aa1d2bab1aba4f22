"""Loops of translations."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.translation.repetition import has_loop


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("I see a cat.", "Ich sehe eine Katze, eine Katze, eine Katze."),
        ("It is very old.", "Es ist sehr sehr sehr alt."),
        ("No, no!", "Nein, nein, nein, nein, nein!"),
        ("He went home.", "Er ging nach Hause, er ging nach Hause."),
        (
            "The list names cities, rivers and mountains of the country.",
            "Die Liste der Städte, die Liste der Flüsse, die Liste der Berge, die Liste der Seen.",
        ),
        ("A banana.", "Eine Banananananananane."),
        ("So what?", "Na und????????"),
        ("The union.", "Die Gemeinschaftschaftschaftschaftschaftschaft."),
        ("We know.", "知道知道知道知道知道知道"),
    ],
)
def test_loops(source, target):
    assert has_loop(source, target)
    assert not has_loop(target, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("", ""),
        ("I see a cat.", "Ich sehe eine Katze."),
        ("No, no, no!", "Nein, nein, nein!"),
        ("No no no no", "Nein nein nein nein nein"),
        ("That is what they do.", "Die, die die Arbeit tun, tun das, das das Beste ist."),
        ("Buffalo buffalo Buffalo buffalo", "Büffel Büffel Büffel Büffel"),
        ("Row, row, row your boat", "Ruder, ruder, ruder dein Boot"),
        ("Hahahaha!", "Hahahahaha!"),
        ("Noooooooo!", "Neeeeeeeein!"),
        ("Name: ..........", "Name: .........."),
        ("1,000,000,000", "1000000000000"),
        ("He came and he saw.", "Er kam, und er sah, und er siegte."),
        ("Day by day by day", "Tag für Tag für Tag"),
    ],
)
def test_what_is_no_loop(source, target):
    assert not has_loop(source, target)


@given(st.text(st.sampled_from("ab .!\ud800\0"), max_size=60))
def test_a_copy_has_no_loop(text):
    assert not has_loop(text, text)


@pytest.mark.parametrize("piece", ["a", "a ", "ab ", ".", "ab", "a b c d e f g h i j k l m ", "\0"])
def test_long_texts_take_linear_time(piece):
    started = time.process_time()
    text = piece * (100_000 // len(piece))
    assert not has_loop(text, text)
    assert has_loop("I see a cat.", text)
    has_loop(
        "I see a cat.", "".join(map(str, range(20_000))) + "abababab" * 9_000 + "aaaab" * 9_000
    )
    assert time.process_time() - started < 3
