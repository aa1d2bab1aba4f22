import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.models import ModelFolder
from nlp_suite.tasks.question_answering.windows import window_starts


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
