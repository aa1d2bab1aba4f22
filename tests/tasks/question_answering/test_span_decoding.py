import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.question_answering.span_decoding import (
    best_places,
    best_spans,
    best_token_spans,
    independent_log_probabilities,
    scale_null,
    span_log_probabilities,
)


def all_spans(logits, null_logits, max_answer_tokens, temperature):
    """Probabilities by the definition, span by span: {(first, last): p}, and that of none."""
    scores = {
        (i, j): (float(logits[i, 0]) + float(logits[j, 1])) / temperature
        for i in range(len(logits))
        for j in range(i, min(i + max_answer_tokens, len(logits)))
    }
    null = (float(null_logits[0]) + float(null_logits[1])) / temperature
    largest = max(null, *scores.values())
    total = math.fsum(math.exp(score - largest) for score in [null, *scores.values()])
    found = {span: math.exp(score - largest) / total for span, score in scores.items()}
    return found, math.exp(null - largest) / total


def best_by_sorting(probabilities, starts, ends):
    found = {}
    for (i, j), p in probabilities.items():
        span = int(starts[i]), int(ends[j])
        if span[0] < span[1]:
            found[span] = max(found.get(span, 0.0), p)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


@given(
    st.integers(1, 40),
    st.integers(1, 20),
    st.sampled_from([0.5, 1.0, 3.0]),
    st.integers(1, 60),
    st.booleans(),
    st.integers(0, 2**32 - 1),
)
def test_the_same_as_looking_at_every_span(size, max_answer_tokens, temperature, count, ties, seed):
    rng = np.random.default_rng(seed)
    logits = rng.normal(scale=4, size=(size + 1, 2)).astype("f4")
    if ties:
        logits = logits.round() % 2
    words = np.cumsum(rng.integers(0, 2, size=size))
    starts, ends = words * 7, words * 7 + rng.integers(0, 8)
    logs, null = span_log_probabilities(
        logits[1:], logits[0], max_answer_tokens=max_answer_tokens, temperature=temperature
    )
    expected, expected_null = all_spans(logits[1:], logits[0], max_answer_tokens, temperature)
    assert math.exp(null) == pytest.approx(expected_null)
    assert np.exp(logs).sum() + math.exp(null) == pytest.approx(1.0)
    for (i, j), p in expected.items():
        assert math.exp(logs[i, j - i]) == pytest.approx(p)
    assert np.isfinite(logs).sum() == len(expected)

    values, left, right = best_spans(logs, starts, ends, count)
    # The exact values, as rounding may part what is equal.
    exact = {(i, j): logs[i, j - i] + 1000 for i, j in expected}
    best = best_by_sorting(exact, starts, ends)[:count]
    assert [(span, p - 1000) for span, p in best] == [
        ((int(a), int(b)), pytest.approx(value))
        for value, a, b in zip(values, left, right, strict=True)
    ]


def test_logits_beyond_what_an_exponential_can_hold():
    logits = np.array([[3e38, 0], [0, 3e38]], "f4")
    logs, null = span_log_probabilities(logits, -logits[0], max_answer_tokens=2, temperature=0.5)
    assert math.exp(logs[0, 1]) == 1.0
    assert math.exp(null) == 0.0
    logs, null = span_log_probabilities(-logits, logits[0], max_answer_tokens=2, temperature=0.5)
    assert math.exp(null) == 1.0
    assert not np.isnan(logs).any()


def test_equal_spans_in_the_order_of_the_text():
    logs = np.full((500, 15), -3.0)
    starts = np.arange(500)
    for count in (1, 7, 2000):
        _, left, right = best_spans(logs[:, :1], starts, starts + 1, count)
        assert left.tolist() == list(range(min(count, 500)))
        assert (right == left + 1).all()


def test_one_word_of_many_tokens_is_one_span():
    """Its 5,655 spans of tokens are one; the other word's is found behind all of them."""
    logs = np.full((385, 15), -1.0)
    logs[-15:] = np.where(np.add.outer(np.arange(15), np.arange(15)) < 15, -1.0, -np.inf)
    logs[-1] = [-50.0, *[-np.inf] * 14]
    logs[-2, 1:] = logs[-3, 2:] = -np.inf
    for row in range(370, 384):
        logs[row, 384 - row :] = -np.inf
    starts = np.array([0] * 384 + [999])
    values, left, right = best_spans(logs, starts, starts + 900, 3)
    assert list(zip(values, left, right, strict=True)) == [(-1.0, 0, 900), (-50.0, 999, 1899)]


@given(st.integers(1, 30), st.integers(1, 20), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_independent_starts_and_ends(size, max_answer_tokens, count, seed):
    rng = np.random.default_rng(seed)
    logits = rng.normal(scale=4, size=(size + 1, 2)).astype("f4")
    logs, null = independent_log_probabilities(
        logits[1:], logits[0], max_answer_tokens=max_answer_tokens, temperature=2.0
    )
    powers = np.exp(logits.astype("f8") / 2)
    starts, ends = (powers / powers.sum(axis=0)).T
    assert math.exp(null) == pytest.approx(starts[0] * ends[0])
    expected = {
        (i, j): starts[i + 1] * ends[j + 1]
        for i in range(size)
        for j in range(i, min(i + max_answer_tokens, size))
    }
    assert np.isfinite(logs).sum() == len(expected)
    for (i, j), p in expected.items():
        assert math.exp(logs[i, j - i]) == pytest.approx(p)

    # An answer that starts with token i starts at 2 i; those of a word that has no end are none.
    left, right = np.arange(size) * 2, np.arange(size) * 2 + rng.integers(0, 2, size=size)
    best = sorted(expected, key=expected.get, reverse=True)[:count]
    spans = [(left[i], right[j], logs[i, j - i]) for i, j in best if left[i] < right[j]]
    found = best_token_spans(logs, left, right, count)
    assert list(zip(*(row.tolist() for row in (*found[1:], found[0])), strict=True)) == spans


def test_independent_logits_beyond_what_an_exponential_can_hold():
    logits = np.array([[3e38, 0], [0, 3e38]], "f4")
    logs, null = independent_log_probabilities(
        logits, -logits[0], max_answer_tokens=2, temperature=0.5
    )
    assert math.exp(logs[0, 1]) == 1.0
    assert math.exp(null) == 0.0


@given(st.integers(1, 30), st.integers(1, 9), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_places_are_the_best_that_do_not_overlap(size, longest, count, seed):
    rng = np.random.default_rng(seed)
    logs = rng.normal(scale=4, size=(size, min(longest, size)))
    logs[np.add.outer(np.arange(size), np.arange(logs.shape[1])) >= size] = -np.inf
    starts = np.arange(size) * 5
    ends = starts + rng.integers(1, 5, size)
    has_word = rng.random(size) < 0.8
    breaks = np.sort(rng.choice(5 * size, size // 4, replace=False))
    spans = {
        (int(starts[i]), int(ends[i + d])): (float(logs[i, d]), bool(has_word[i : i + d + 1].any()))
        for i, d in np.argwhere(logs > -np.inf).tolist()
    }
    ranked = sorted(spans, key=lambda span: (-spans[span][0], span))
    plain, others = [], []
    for start, end in ranked:
        over = bool(((start <= breaks) & (breaks < end)).any())
        (others if over or not spans[start, end][1] else plain).append((start, end))
    chosen = []
    for start, end in plain:
        if all(end <= left or right <= start for left, right in chosen):
            chosen.append((start, end))
    chosen = chosen[:count]
    least = spans[chosen[-1]][0] if len(chosen) == count else -np.inf
    expected = {*chosen, *[one for one in others if spans[one][0] > least][: count + 4]}
    values, left, right = best_places(logs, starts, ends, count, breaks=breaks, has_word=has_word)
    found = list(zip(left.tolist(), right.tolist(), strict=True))
    assert set(found) == expected
    assert [spans[one][0] for one in found] == values.tolist() == sorted(values, reverse=True)


@pytest.mark.parametrize("null", [1e-9, 0.2, 0.5, 0.999])
@pytest.mark.parametrize(("slope", "intercept"), [(0.3, 1.2), (1.0, -2.0), (2.0, 0.0)])
def test_platt_scaling_of_no_answer(null, slope, intercept):
    spans = (1 - null) * np.array([[0.6, 0.3], [0.1, 0.0]])
    with np.errstate(divide="ignore"):
        logs = np.log(spans)
    scaled, log_null = scale_null(logs, math.log(null), slope=slope, intercept=intercept)
    odds = math.exp(intercept) * (null / (1 - null)) ** slope
    assert math.exp(log_null) == pytest.approx(odds / (1 + odds))
    assert np.exp(scaled).sum() + math.exp(log_null) == pytest.approx(1)
    # The spans' shares among themselves are what they were.
    np.testing.assert_allclose(np.exp(scaled) * (1 + odds), spans / (1 - null), rtol=1e-6)


@pytest.mark.parametrize("spans", [-1000.0, -40.0, 0.0])
@pytest.mark.parametrize("null", [-1000.0, -40.0, 0.0])
def test_platt_scaling_of_what_is_almost_certain(spans, null):
    logs = np.array([[spans, spans - 800.0], [-np.inf, -np.inf]])
    scaled, log_null = scale_null(logs, null, slope=0.3, intercept=1.0)
    assert np.logaddexp(scaled.max(), log_null) == pytest.approx(0, abs=1e-9)
    assert log_null - scaled.max() == pytest.approx(0.3 * (null - spans) + 1.0)


def test_platt_scaling_without_spans():
    none = np.array([[-np.inf]])
    assert scale_null(none, 0.0, slope=0.3, intercept=1.0)[1] == 0.0
