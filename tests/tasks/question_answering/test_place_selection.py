import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.question_answering.aggregation import RankedSpan
from nlp_suite.tasks.question_answering.place_selection import (
    goes_over_sentences,
    have_words,
    select_places,
    sentence_breaks,
)
from nlp_suite.text.sentence_finder import SentenceFinder

TEXT = "Anna lives in Oslo. Ben lives in St. Albans. Cid (see p. 3) lives in Bern."


def select(text, spans, count):
    ranked = [
        RankedSpan(text.index(one), text.index(one) + len(one), 0.9 - i / 100)
        for i, one in enumerate(spans)
    ]
    chosen = select_places(ranked, count, text, SentenceFinder(text))
    return [text[one.start : one.end] for one in chosen]


def test_different_places_within_sentences():
    spans = ["Oslo. Ben", "Oslo", "in Oslo", "St. Albans", "Albans", ".", "Bern", "Ben", "Cid"]
    assert select(TEXT, spans, 4) == ["Oslo", "St. Albans", "Bern", "Ben"]
    assert select(TEXT, spans, 1) == ["Oslo"]
    assert select(TEXT, spans, 99) == ["Oslo", "St. Albans", "Bern", "Ben", "Cid"]


def test_what_is_left_where_there_is_nothing_else():
    assert select(TEXT, ["Oslo. Ben", "in Oslo. Ben", "Albans. Cid"], 3) == [
        "Oslo. Ben",
        "Albans. Cid",
    ]
    assert select("?!", ["?!", "?"], 3) == ["?!"]
    assert select_places([], 3, TEXT, SentenceFinder(TEXT)) == []


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("Anna. Ben", True),
        ("Anna! Ben", True),
        ("Anna\n\nBen", True),
        ("- Anna\n- Ben", True),
        ("Anna\n2. Ben", True),
        ("Anna\nBen", True),
        ("Dr. Roe", False),
        ("Anna, Ben", False),
    ],
)
def test_ends_of_sentences_and_of_items(text, over):
    start = text.index("A") if "A" in text else 0
    text += " lives here."
    end = text.index(" lives")
    assert goes_over_sentences(start, end, text, SentenceFinder(text)) == over
    # What is over an end is at least taken for a place where one may be.
    breaks = sentence_breaks(text, 0, len(text))
    assert not over or any(start <= place < end for place in breaks)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=40), st.integers(1, 9))
def test_the_same_as_comparing_each_with_each(found, count):
    text = "word " * 8
    spans = [RankedSpan(start, start + size, 1 / (i + 2)) for i, (start, size) in enumerate(found)]
    spans = [span for span in spans if text[span.start : span.end].strip()]
    chosen = []
    for span in spans:
        if all(span.end <= one.start or one.end <= span.start for one in chosen):
            chosen.append(span)
    assert select_places(spans, count, text, SentenceFinder(text)) == chosen[:count]


def test_words_of_tokens():
    starts, ends = np.array([0, 3, 4, 5, 0]), np.array([2, 4, 5, 6, 0])
    assert have_words("It, 3_é", starts, ends).tolist() == [True, False, True, False, False]


@pytest.mark.parametrize("piece", [".", '."', ". ", "\n", "\n- ", "a", "\0", "\ud800", "\u0301"])
def test_long_texts_take_no_time(piece, assert_quick):
    text = f"x{piece * (100_000 // len(piece))}x"

    def work():
        sentence_breaks(text, 0, len(text))
        goes_over_sentences(0, len(text), text, SentenceFinder(text))

    assert_quick(work, seconds=2)
