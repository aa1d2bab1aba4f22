"""Exact match and F1 by the rules of SQuAD."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation import exact_match, token_f1


@pytest.mark.parametrize(
    ("prediction", "golds", "exact", "f1"),
    [
        ("Denver Broncos", ["Denver Broncos"], 1, 1),
        ("the Denver Broncos.", ["Denver Broncos"], 1, 1),
        ("DENVER  broncos", ["The Denver Broncos"], 1, 1),
        # Two of three words right, all words found.
        ("Denver Broncos team", ["Denver Broncos"], 0, 2 * (2 / 3) * 1 / (2 / 3 + 1)),
        # All right, one of two found.
        ("Broncos", ["Denver Broncos"], 0, 2 / 3),
        ("Carolina Panthers", ["Denver Broncos"], 0, 0),
        # Order makes no difference to F1.
        ("Broncos Denver", ["Denver Broncos"], 0, 1),
        # A word counts as often as both have it: 1 of 3, 1 of 2.
        ("ha ha ha", ["ha who"], 0, 2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2)),
        ("ha ha ha", ["ha ha"], 0, 0.8),
        # The best of several, each for itself.
        ("in 1966", ["1966", "in 1966"], 1, 1),
        ("in May 1966", ["1966", "May 1966"], 0, 0.8),
        ("May", ["June", "April"], 0, 0),
        # Articles count for nothing.
        ("a an the cat", ["the cat"], 1, 1),
        # Joined by its lost hyphen it is another word.
        ("well-known", ["well known"], 0, 0),
        ("1,000", ["1000"], 1, 1),
        # Nothing was answered.
        ("", ["cat"], 0, 0),
        ("the", ["cat"], 0, 0),
        # There is no answer.
        ("", [], 1, 1),
        ("cat", [], 0, 0),
        ("...", [], 1, 1),
        ("the", ["The"], 1, 1),
        ("Äpfel", ("äpfel",), 1, 1),
    ],
)
def test_by_hand(prediction, golds, exact, f1):
    assert exact_match(prediction, golds) == exact
    assert token_f1(prediction, golds) == pytest.approx(f1)


WORDS = st.lists(st.sampled_from(["the", "A", "cat", "Owl,", "hen", "é", "-", " "]), max_size=6)
TEXTS = WORDS.map(" ".join)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=3))
def test_properties(prediction, golds):
    exact, f1 = exact_match(prediction, golds), token_f1(prediction, golds)
    assert exact in (0, 1)
    assert 0 <= f1 <= 1
    if exact:
        assert f1 == 1
    for metric, best in ((exact_match, exact), (token_f1, f1)):
        assert metric(golds[0], golds) == 1
        assert metric(prediction, [golds[0]]) == metric(golds[0], [prediction])
        # One more gold answer never takes anything away, and order makes no difference.
        assert best == max(metric(prediction, [gold]) for gold in golds)
        assert metric(f" The {prediction.upper()}!", golds) == best


@given(TEXTS, TEXTS, st.sampled_from(["fox", "elk"]))
def test_a_right_word_more_is_better_and_a_wrong_one_worse(prediction, gold, word):
    f1 = token_f1(prediction, [gold])
    assert token_f1(f"{prediction} {word}", [gold]) <= f1
    if token_f1("", [gold]) == 0:
        assert token_f1(f"{prediction} {word}", [f"{gold} {word}"]) >= f1


@pytest.mark.parametrize("metric", [exact_match, token_f1])
@pytest.mark.parametrize(
    ("prediction", "golds"), [(None, ["a"]), ("a", "a"), ("a", [None]), ("a", [["a"]])]
)
def test_wrong_types(metric, prediction, golds):
    with pytest.raises(InvalidInputError, match="a text and the gold answers a list of texts"):
        metric(prediction, golds)
