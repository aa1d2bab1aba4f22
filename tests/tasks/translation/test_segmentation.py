"""What a translator gives to its model."""

import time
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.translation.segmentation import cut_to_fit, sentences_of_lines


def words(parts):
    return [len(part.split()) for part in parts]


def characters(parts):
    return [len(part) for part in parts]


class Source(NamedTuple):
    text: str
    num_tokens: int


def preparing(count):
    return lambda parts: [*map(Source, parts, count(parts))]


def cut(sentence, max_tokens, count=words):
    parts = cut_to_fit([sentence], max_tokens, preparing(count))[sentence]
    for (start, end), source in parts.items():
        assert source.text == sentence[start:end]
    return [source.text for source in parts.values()]


def test_a_line_break_and_a_tab_end_a_sentence():
    text = "\tHe ran. She\r\nslept\tlong.\n\n  Why?\u2028Yes.\v"
    found = [text[start:end] for start, end in sentences_of_lines(text)]
    assert found == ["He ran.", "She", "slept", "long.", "Why?", "Yes."]


def test_the_language_of_the_text():
    text = "Il sig. Rossi dorme.\tCiao."
    for language, expected in (("it", 2), ("en", 3)):
        assert len(sentences_of_lines(text, language)) == expected


@given(st.text(st.sampled_from("aB .?!\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029\u00a0ß1\0")))
def test_only_white_space_is_outside_of_sentences(text):
    position = 0
    for start, end in sentences_of_lines(text):
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        assert len(text[start:end].splitlines()) == 1
        assert "\t" not in text[start:end]
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    ("sentence", "window", "parts"),
    [
        ("one two three", 3, ["one two three"]),
        ("one two, three four", 2, ["one two,", "three four"]),
        ("one two  three four", 2, ["one two", "three four"]),
        # A clause ends where white space follows, so no number is cut.
        ("about 1,000 men", 2, ["about", "1,000 men"]),
        # The end of a clause wins over white space nearer to the middle,
        ("one two three; four five six seven", 4, ["one two three;", "four five six seven"]),
        ("he came \u2013 she went away", 5, ["he came \u2013", "she went away"]),
        # but not if it is far from there.
        ("so, two three four five six", 3, ["so, two three", "four five six"]),
    ],
)
def test_where_a_sentence_is_cut(sentence, window, parts):
    assert cut(sentence, window) == parts


def test_a_word_is_cut_only_if_there_is_no_other_way():
    assert cut("ab cdefghijkl", 6, characters) == ["ab", "cdefg", "hijkl"]
    assert cut("ab", 0, characters) == ["a", "b"]


@given(
    st.text(st.sampled_from("ab ,;:\t\u2013"), min_size=1, max_size=80).map(str.strip).filter(len),
    st.integers(1, 9),
    st.sampled_from([words, characters]),
)
def test_every_part_fits_and_nothing_is_lost(sentence, window, count):
    parts = cut(sentence, window, count)
    assert all(parts)
    assert all(n <= window for n in count(parts))
    rest = sentence
    for part in parts:
        before, found, rest = rest.partition(part)
        assert found == part
        assert not before.strip()
    assert not rest.strip()


def test_what_fits_is_not_cut_and_all_are_prepared_together():
    calls = []

    def count(parts):
        calls.append(list(parts))
        return words(parts)

    found = cut_to_fit(["one two", "three four five six", "seven"], 2, preparing(count))
    assert [len(parts) for parts in found.values()] == [1, 2, 1]
    assert calls == [
        ["one two", "three four five six", "seven"],
        ["three four", "five six"],
    ]


@pytest.mark.parametrize("text", ["x" * 100_000, "x, " * 30_000 + "x", "x" * 50_000 + " y" * 9_999])
def test_a_very_long_line(text):
    started = time.perf_counter()
    assert max(map(len, cut(text, 50, characters))) <= 50
    assert time.perf_counter() - started < 10
