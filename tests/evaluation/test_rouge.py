"""ROUGE of summaries against references."""

from importlib.metadata import version

import pytest
from rouge_score.rouge_scorer import RougeScorer

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


# ruff: noqa: RUF001 - scripts have letters that look alike.
@pytest.mark.parametrize(
    ("reference", "summary", "rouge1"),
    [
        ("Я иду на работу.", "Я ИДУ НА РАБОТУ", 100),
        ("Я иду на работу.", "Она идёт домой.", 0),
        ("Πάω στη δουλειά.", "Πάω σπίτι.", 40),
        # Cut up, both would have the letters f and r.
        ("für", "fort r", 0),
        ("GROẞE Straße", "grosse strasse", 100),
        ("Cafe\u0301s schließen", "Cafés schließen", 100),
        # Vowel signs are marks: without them the words would be equal.
        ("की", "का", 0),
        ("हिन्दी में", "हिन्दी में", 100),
        # Four of five characters; the mark stays with its letter.
        ("東京都庁前", "東京都庁", 800 / 9),
        ("น้ำดี", "น้ำเย็น", 100 * 2 * 2 / (3 + 5)),
        ("서울 시청", "서울 시장", 50),
        # English words among others are stemmed as ever.
        ("Züge running", "Züge run", 100),
        ("!!!", "東", 0),
        ("\ud800 \0", "\ud800 \0", 0),
    ],
)
def test_rouge_of_other_scripts(reference, summary, rouge1):
    assert RougeMetric().score(reference, summary).rouge1 == pytest.approx(rouge1)


def test_english_is_scored_by_rouge_score_itself():
    reference = "The mayor of the town met André Müller’s band and the “naïve” painter."
    summary = "André Müller and the naïve painter, 10½ years old, came to the town."
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    expected = [100 * one.fmeasure for one in scorer.score(reference, summary).values()]
    assert list(RougeMetric().score(reference, summary)) == pytest.approx(expected)


def test_ascii_text_of_any_language_is_scored_by_rouge_score_itself():
    texts = "Rat tagt in Bonn, 1,5 Stunden lang", "Der Rat tagt_heute 1,5 lange Stunden"
    scorer = RougeScorer(["rouge1"], use_stemmer=True)
    expected = 100 * scorer.score(*texts)["rouge1"].fmeasure
    assert RougeMetric().score(*texts).rouge1 == pytest.approx(expected)


def test_signature_names_the_package():
    signature = f"rouge-score:{version('rouge-score')}|stemmer|other than English:unicode|F"
    assert RougeMetric().signature == signature
