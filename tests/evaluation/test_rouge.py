"""ROUGE of summaries against references."""

from importlib.metadata import version

import pytest

from nlp_suite.evaluation.rouge import RougeMetric


@pytest.mark.parametrize(
    ("reference", "summary", "rouge1", "rouge2", "rouge_l"),
    [
        ("the cat sat", "the cat sat", 100, 100, 100),
        ("the cat sat", "a dog ran", 0, 0, 0),
        # Two of 3 and two of 2 words; one of 2 and one of 1 pair.
        ("the cat sat", "the cat", 80, 200 / 3, 80),
        # All 3 words, but no pair, and a common subsequence of 1.
        ("one two three", "three two one", 100, 0, 100 / 3),
        # A repeated word counts as often as it stands in the reference.
        ("cat", "cat cat cat", 50, 0, 50),
        # Longest common subsequence: "a b d", 3 of 4 words on both sides.
        ("aa bb cc dd", "aa bb dd ee", 75, 100 / 3, 75),
        # Both words are reduced to one stem.
        ("running cats", "run cat", 100, 100, 100),
        ("the cat sat", "", 0, 0, 0),
    ],
)
def test_rouge_by_hand(reference, summary, rouge1, rouge2, rouge_l):
    scores = RougeMetric().score(reference, summary)
    assert scores.rouge1 == pytest.approx(rouge1)
    assert scores.rouge2 == pytest.approx(rouge2)
    assert scores.rouge_l == pytest.approx(rouge_l)


def test_signature_names_the_package():
    assert RougeMetric().signature == f"rouge-score:{version('rouge-score')}|stemmer|F"
