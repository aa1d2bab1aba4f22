"""Texts are cut into passages of whole sentences that overlap and lose nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.retrieval.segmentation import passage_spans

SENTENCES = [f"Sentence {number} has exactly six words." for number in range(40)]


def pieces(text, **options):
    return [text[start:end] for start, end in passage_spans(text, **options)]


def test_a_short_text_is_one_passage():
    assert passage_spans("  Tom sleeps. \n") == [(2, 13)]
    assert passage_spans(" \n\t") == []
    assert passage_spans("") == []


def test_passages_are_whole_sentences_and_share_the_last_ones():
    text = " ".join(SENTENCES)
    found = pieces(text, words=30, overlap=12)
    assert found[0] == " ".join(SENTENCES[:5])
    assert found[1] == " ".join(SENTENCES[3:8])
    assert found[-1].endswith(SENTENCES[-1])
    assert pieces(text, words=30, overlap=0)[1] == " ".join(SENTENCES[5:10])


def test_what_is_shared_leaves_room_for_something_new():
    text = "One two three. Four five six. " + "Long " * 8 + "end."
    found = pieces(text, words=10, overlap=9)
    assert found == ["One two three. Four five six.", "Long " * 8 + "end."]


def test_a_long_sentence_is_cut_between_words():
    words = [f"word{number}" for number in range(500)]
    found = pieces(" ".join(words), words=50, overlap=10)
    assert found[0].split() == words[:50]
    assert found[1].split() == words[40:90]
    assert found[-1].split()[-1] == "word499"


def test_a_word_without_end_is_cut_anywhere():
    spans = passage_spans("a" * 10_000, words=50, overlap=10)
    assert spans[0] == (0, 800)
    assert spans[1] == (640, 1440)
    assert spans[-1][1] == 10_000


@given(
    st.text(st.sampled_from("ab. !?\n\u0301東\ud800\0"), max_size=300),
    st.integers(1, 20),
    st.integers(0, 19),
)
def test_every_visible_character_is_in_a_passage(text, words, overlap):
    spans = passage_spans(text, words=words, overlap=min(overlap, words - 1))
    covered = set()
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        covered |= set(range(start, end))
    assert spans == sorted(set(spans))
    assert all(i in covered for i, one in enumerate(text) if one.isalnum())


@pytest.mark.parametrize("piece", ["a", "1.", "|", "a. ", "\n", "东", "a\u200d", "\ud800", "\0"])
def test_the_time_is_linear(piece):
    started = time.perf_counter()
    passage_spans(piece * 100_000)
    assert time.perf_counter() - started < 2
