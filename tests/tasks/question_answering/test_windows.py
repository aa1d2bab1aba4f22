"""Windows of a text, and their BM25 against a question."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.models import ModelFolder
from nlp_suite.tasks.question_answering.windows import bm25_scores, window_starts


@given(st.integers(0, 200), st.integers(1, 40), st.data())
def test_windows_cover_the_text_and_overlap(size, room, data):
    stride = data.draw(st.integers(0, room - 1))
    starts = window_starts(size, room, stride)
    windows = [(start, min(start + room, size)) for start in starts]
    assert windows[0][0] == 0
    assert windows[-1][1] == size
    for (_, end), (start, _) in itertools.pairwise(windows):
        assert end - start == stride
        assert end < size  # or the next would hold nothing new


@pytest.mark.parametrize(("window", "stride"), [(384, 128), (64, 16), (40, 0), (24, 12)])
def test_the_windows_of_the_tokenizers_library(article, window, stride):
    tokenizer = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2").read_tokenizer()
    question = "What did the English call it?"
    size = len(tokenizer.encode(question, add_special_tokens=False).ids)
    for text in (article, article[:600], "Short."):
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        room = window - size - 3
        starts = window_starts(len(ids), room, stride)
        tokenizer.enable_truncation(window, stride=stride, strategy="only_second")
        first = tokenizer.encode(question, text)
        tokenizer.no_truncation()
        theirs = [one.ids[size + 2 : -1] for one in (first, *first.overflowing)]
        assert [ids[start : start + room] for start in starts] == theirs


IDS = st.lists(st.integers(0, 12), min_size=1, max_size=120)


def bm25(question, windows):
    """The sum of the definition, word by word."""
    mean = sum(map(len, windows)) / len(windows)
    scores = []
    for window in windows:
        counts = Counter(window)
        score = 0.0
        for token in set(question):
            having = sum(token in one for one in windows)
            idf = math.log((len(windows) - having + 0.5) / (having + 0.5) + 1)
            often = counts[token]
            score += idf * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * len(window) / mean))
        scores.append(score)
    return scores


@given(IDS, IDS, st.integers(2, 30), st.data())
def test_as_defined(question, text, room, data):
    starts = window_starts(len(text), room, data.draw(st.integers(0, room - 1)))
    found = bm25_scores(np.array(question), np.array(text), starts, room)
    expected = bm25(question, [text[start : start + room] for start in starts])
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize("question", [[], [7]])
def test_nothing_in_common(question):
    found = bm25_scores(np.array(question, int), np.zeros(100, int), range(0, 100, 10), 10)
    assert found.tolist() == [0] * 10


def test_a_text_without_tokens():
    assert bm25_scores(np.array([1]), np.zeros(0, int), range(1), 10).tolist() == [0]


@pytest.mark.parametrize(("rare", "expected"), [(50, 5), (95, 9)])
def test_what_is_everywhere_counts_least(rare, expected):
    text = np.ones(100, int)
    text[rare] = 2
    found = bm25_scores(np.array([1, 2]), text, range(0, 100, 10), 10)
    assert found.argmax() == expected
    assert found.max() > 10 * np.median(found)
