import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.engines.interfaces import TextTokens
from nlp_suite.tasks.question_answering.reader import Reader
from nlp_suite.tasks.question_answering.word_alignment import align_to_words
from nlp_suite.text.graphemes import is_grapheme_boundary

PIECES = [
    "a",
    "bc",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "\u00a0",
    "e\u0301",
    "👩\u200d👧",
    "🇩🇪",
    "ב",
    "\ud800",
    "",
]


@st.composite
def tokenized(draw):
    """A text, tokens that may start and end within its characters, and words of them."""
    text = "".join(draw(st.lists(st.sampled_from(PIECES), max_size=12)))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=16)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    words = list(itertools.accumulate(draw(st.integers(0, 2)) for _ in spans))
    starts, ends = np.array(spans, "int32").reshape(-1, 2).T
    return text, TextTokens(np.zeros(len(spans), "int32"), starts, ends, np.array(words, "int32"))


def extent(tokens, word):
    own = tokens.words == word
    return tokens.starts[own].min(), tokens.ends[own].max()


@given(tokenized())
def test_every_span_of_any_tokens(example):
    text, tokens = example
    starts, ends = align_to_words(text, tokens)
    for i, j in itertools.combinations_with_replacement(range(len(tokens.ids)), 2):
        words = [extent(tokens, word) for word in sorted(set(tokens.words[i : j + 1]))]
        visible = [(left, right) for left, right in words if text[left:right].strip()]
        if not visible:
            within_a_character = not is_grapheme_boundary(text, int(tokens.starts[i]))
            assert starts[i] >= ends[j] or within_a_character
            continue
        left, right = visible[0][0], visible[-1][1]
        answer = text[starts[i] : ends[j]]
        assert answer == answer.strip()
        assert text[left:right].strip() in answer
        assert is_grapheme_boundary(text, starts[i])
        assert is_grapheme_boundary(text, ends[j])
        # Nothing is added but the rest of the first and of the last character.
        added = [*range(starts[i] + 1, left + 1), *range(right, ends[j])]
        assert not any(is_grapheme_boundary(text, position) for position in added)


def tokens_of(spans, words):
    starts, ends = np.array(spans, "int32").T
    return TextTokens(np.arange(len(spans)), starts, ends, np.array(words, "int32"))


def test_whole_words():
    text = "the velocipede"
    tokens = tokens_of([(0, 3), (4, 8), (8, 10), (10, 14)], [0, 1, 1, 1])
    starts, ends = align_to_words(text, tokens)
    assert starts.tolist() == [0, 4, 4, 4]
    assert ends.tolist() == [3, 14, 14, 14]


def test_tokens_of_white_space_are_passed_over():
    text = " a  b "
    tokens = tokens_of([(0, 1), (1, 2), (2, 4), (4, 5), (5, 6)], range(5))
    starts, ends = align_to_words(text, tokens)
    assert text[starts[0] : ends[4]] == "a  b"
    assert text[starts[2] : ends[3]] == "b"
    assert text[starts[1] : ends[2]] == "a"
    assert starts[2] >= ends[2]


def test_no_tokens():
    starts, ends = align_to_words("\u200b", tokens_of(np.zeros((0, 2)), []))
    assert starts.size == ends.size == 0


def words_of(text):
    """Makes a token of each word and each mark."""
    spans = [match.span() for match in re.finditer(r"[^\W_]+|[^\w\s]|_", text)]
    return tokens_of(spans, range(len(spans)))


def test_whole_values():
    text = "Pay EUR 1,234.50 to Acme Inc. (ina@example.org) by 5 p.m. on 12 March 2031."
    starts, ends = align_to_words(text, words_of(text))
    spans = {text[start:end] for start, end in zip(starts, ends, strict=True)}
    values = {"EUR 1,234.50", "ina@example.org", "5 p.m.", "12 March 2031", "2031", "Inc."}
    assert values <= spans
    assert not spans & {"1", "234", "50", "EUR", "example", "org", "p", "12", "Inc"}
    starts, ends = align_to_words(text, words_of(text), whole_values=False)
    assert [text[i:j] for i, j in zip(starts, ends, strict=True)] == re.findall(
        r"\w+|[^\w\s]", text
    )


def test_a_value_has_whole_characters():
    text = "by a@b.org\u0301 now"
    starts, ends = align_to_words(text, words_of(text))
    assert text[starts[1] : ends[1]] == "a@b.org\u0301"


@pytest.mark.parametrize("piece", ["a\u200d", "\u0301", "🇩🇪", "1", "a-", "(", "1 ", "漢", "a "])
def test_time_is_linear(piece, assert_quick):
    text = (piece * 100_000)[:100_000]
    edges = np.arange(0, len(text), 3, dtype="int32")
    tokens = tokens_of(np.stack([edges, np.minimum(edges + 3, len(text))], 1), range(edges.size))
    assert_quick(lambda: align_to_words(text, tokens), seconds=1)


def test_pipeline_scoring_has_words_only(random_scorer):
    scorer = random_scorer()
    spans = {
        scoring: {
            (one.start, one.end)
            for one in Reader(scorer)("Who?", "a@b.org", top_k=20, scoring=scoring)
        }
        for scoring in ("joint", "independent")
    }
    assert spans["joint"] == {(0, 7)}
    assert (0, 1) in spans["independent"]
