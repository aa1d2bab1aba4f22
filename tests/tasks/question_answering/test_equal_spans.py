"""Scores of answers: the spans at a place that have the same words add up."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.question_answering.equal_spans import answer_log_probabilities

TEXT = "It is the Rhine , not the Rhine or a Rhine barge ."
TOKENS = np.array([match.span() for match in re.finditer(r"\S+", TEXT)])


def table(**probabilities):
    """The logarithms of spans' probabilities: "2:4" is that of the tokens from 2 to 4."""
    logs = np.full((len(TOKENS), 3), -np.inf)
    for tokens, probability in probabilities.items():
        first, last = map(int, tokens.removeprefix("t").split("_"))
        logs[first, last - first] = np.log(probability)
    return logs


def scores(logs, *spans, sharpness=1.0):
    first, last = np.array(spans).T
    found = answer_log_probabilities(
        logs,
        TEXT,
        *TOKENS.T,
        TOKENS[first, 0],
        TOKENS[last, 1],
        sharpness=sharpness,
    )
    return np.exp(found).tolist()


def test_spans_with_the_same_words_at_one_place_add_up():
    # "Rhine", "the Rhine", "Rhine ,"; "Rhine" elsewhere; other words.
    logs = table(t3_3=0.3, t2_3=0.2, t3_4=0.1, t7_7=0.15, t9_10=0.05)
    assert scores(logs, (3, 3), (2, 3), (7, 7), (9, 10)) == pytest.approx([0.6, 0.6, 0.15, 0.05])


def test_the_sum_of_all_is_kept():
    logs = table(t3_3=0.4, t7_7=0.1)
    once = scores(logs, (3, 3), (7, 7), sharpness=0.5)
    assert once == pytest.approx([0.5 * 2 / 3, 0.5 / 3])
    assert scores(logs, (3, 3), (7, 7), sharpness=1.0) == pytest.approx([0.4, 0.1])


def test_a_span_without_probability_has_none():
    assert scores(table(t3_3=0.4), (9, 9)) == [0.0]
    assert scores(table(), (9, 9)) == [0.0]


@given(st.integers(0, 10_000), st.floats(0.2, 4))
def test_places_share_what_there_is(seed, sharpness):
    random = np.random.default_rng(seed)
    logs = np.log(random.dirichlet(np.full(39, 0.3)).reshape(13, 3) + 1e-300)
    logs[[11, 12, 12], [2, 1, 2]] = -np.inf
    total = np.exp(logs).sum()
    places = [(0, 1), (2, 3), (5, 7), (9, 10)]
    found = scores(logs, *places, sharpness=sharpness)
    assert sum(found) <= total * (1 + 1e-9)
    # At least what the span has by itself.
    scaled = logs * sharpness
    alone = np.exp(scaled) * total / np.exp(scaled).sum()
    for (first, last), score in zip(places, found, strict=True):
        assert score >= alone[first, last - first] * (1 - 1e-3) - 1e-4 * total
