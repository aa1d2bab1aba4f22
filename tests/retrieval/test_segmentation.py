"""Texts are cut into passages of whole sentences that overlap and lose nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.retrieval.segmentation import passage_spans, table_headings

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


ROWS = "".join(f"| thing {number} | {number}.50 | kg |\n" for number in range(60))
HEADING = "| item | price | unit |\n|---|---|---|"


def test_passages_within_a_table_have_its_heading_row():
    text = f"All prices.\n\n{HEADING}\n{ROWS}\n{' '.join(SENTENCES)}"
    spans = passage_spans(text, words=60, overlap=10)
    headings = [text[start:end] for start, end in table_headings(text, spans)]
    within = [text[start:].startswith("| thing") for start, _ in spans]
    assert 5 < sum(within) < len(spans) - 2
    assert headings == [HEADING if one else "" for one in within]


def test_what_has_its_own_headings_needs_none():
    for text in (ROWS.replace("|", ""), "".join(f"Key {n}: value {n}\n" for n in range(200))):
        spans = passage_spans(text, words=60, overlap=10)
        assert len(spans) > 3
        assert set(table_headings(text, spans)) == {(0, 0)}
    long = f"| {'very long ' * 60} | price |\n|---|---|\n" + "| a | 1 |\n" * 50
    assert set(table_headings(long, [(0, 10), (len(long) - 30, len(long))])) == {(0, 0)}
    assert table_headings("", []) == []


@pytest.mark.parametrize(
    "piece", ["a", "1.", "|", "a. ", "\n", "东", "a\u200d", "\ud800", "\0", "a,1\n"]
)
def test_the_time_is_linear(piece):
    text = (piece * 100_000)[:100_000]
    # Of this process: others may keep it waiting. Quadratic time would take minutes.
    started = time.process_time()
    table_headings(text, passage_spans(text))
    assert time.process_time() - started < 5
