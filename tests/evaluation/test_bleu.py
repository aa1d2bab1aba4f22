"""BLEU and chrF of translations against references."""

import math

import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation import score_translations

REFERENCES = [
    "Der Hund bellt laut im Garten.",
    "Sie liest ein Buch über Bäume.",
    "Wir fahren morgen nach Köln.",
    "Das Wetter ist heute schön, sagt er.",
    "Ich habe keine Zeit für so etwas.",
] * 3
HYPOTHESES = [
    "Der Hund bellt im Garten.",
    "sie liest ein Buch über die Bäume.",
    "Wir fahren morgen nach Bonn.",
    "Das Wetter ist schön , sagt er .",
    "",
    *REFERENCES[:5],
    "Ein Hund ist laut.",
    "Sie liest.",
    "Morgen!",
    "Er sagt, das Wetter ist schön.",
    "Nein.",
]


def test_bleu_by_hand():
    # 5 of 6 words, 3 of 5 pairs, 2 of 4 threes, 1 of 3 fours; no shorter than the reference.
    scores = score_translations(["a b c d x f"], ["a b c d e f"], tokenizer="none")
    assert scores.bleu.score == pytest.approx(100 * (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25)
    # All there is is right, but it is 4 words and not 6.
    scores = score_translations(["a b c d"], ["a b c d e f"], tokenizer="none")
    assert scores.bleu.score == pytest.approx(100 * math.exp(1 - 6 / 4))


def test_chrf_by_hand():
    # Precision: 3/3, 2/2, 1/1. Recall: 3/4, 2/3, 1/2, and 0/1 for the fours, of which the
    # hypothesis has none, so that order does not count. Recall weighs four times as much.
    precision, recall = 1, (3 / 4 + 2 / 3 + 1 / 2) / 3
    scores = score_translations(["abc"], ["abcd"])
    assert scores.chrf.score == pytest.approx(
        100 * 5 * precision * recall / (4 * precision + recall)
    )


@pytest.mark.parametrize(
    ("options", "theirs"),
    [
        ({}, {}),
        ({"lowercase": True}, {"lowercase": True}),
        ({"tokenizer": "intl"}, {"tokenize": "intl"}),
        ({"tokenizer": "char", "lowercase": True}, {"tokenize": "char", "lowercase": True}),
        ({"tokenizer": "none"}, {"tokenize": "none"}),
    ],
)
def test_scores_intervals_and_signatures_are_those_of_sacrebleu(options, theirs, monkeypatch):
    monkeypatch.setenv("SACREBLEU_SEED", "7")
    scores = score_translations(HYPOTHESES, REFERENCES, resamples=200, seed=7, **options)
    theirs_chrf = {name: value for name, value in theirs.items() if name == "lowercase"}
    for ours, metric in (
        (scores.bleu, sacrebleu.BLEU(**theirs)),
        (scores.chrf, sacrebleu.CHRF(**theirs_chrf)),
    ):
        expected = metric.corpus_score(HYPOTHESES, [REFERENCES], n_bootstrap=200)
        assert ours.score == pytest.approx(expected.score)
        assert (ours.high - ours.low) / 2 == pytest.approx(expected._ci, rel=1e-5)
        assert ours.signature == str(metric.get_signature())
        assert ours.low < expected._mean < ours.high


def test_which_bleu_is_which():
    """The three that papers report, on one translation that differs in case and spaces only."""
    reference = ["Tom sagt: „Nein“, und das oft."]
    plain = "tom sagt: „Nein“, und das oft."
    tokenised = "tom sagt : „ nein “ , und das oft ."

    def bleu(hypothesis, references=reference, **options):
        return score_translations([hypothesis], references, **options).bleu

    cased = bleu(plain)
    assert cased.score < 99
    assert "case:mixed" in cased.signature
    assert "tok:13a" in cased.signature
    lowered = bleu(plain, lowercase=True)
    assert lowered.score == pytest.approx(100)
    assert "case:lc" in lowered.signature
    # Split by "13a" the words of the two are not the same.
    assert bleu(tokenised, lowercase=True).score < 99
    same = ["Tom sagt : „ Nein “ , und das oft ."]
    by_spaces = bleu(tokenised, same, lowercase=True, tokenizer="none")
    assert by_spaces.score == pytest.approx(100)
    assert "case:lc" in by_spaces.signature
    assert "tok:none" in by_spaces.signature


def test_interval_depends_on_the_seed_only():
    first, again, other = (
        score_translations(HYPOTHESES, REFERENCES, seed=seed, resamples=100) for seed in (1, 1, 2)
    )
    assert first == again
    assert first.bleu.score == other.bleu.score
    assert (first.bleu.low, first.bleu.high) != (other.bleu.low, other.bleu.high)
    assert first.bleu.low < first.bleu.score < first.bleu.high


def test_several_references():
    # The second has two references, of which the second is met; the first has one.
    hypotheses = ["Mach doch bitte weiter.", "Weiter so mit dem."]
    scores = score_translations(hypotheses, [hypotheses[0], ("Mach weiter.", hypotheses[1])])
    assert scores.bleu.score == pytest.approx(100)
    assert scores.chrf.score == pytest.approx(100)
    assert "nrefs:var" in scores.bleu.signature


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=4))
def test_any_text_can_be_scored(texts):
    scores = score_translations(texts, [*texts[1:], texts[0]], resamples=2)
    for score in (scores.bleu, scores.chrf):
        assert -1e-9 <= score.low <= score.high <= 100 + 1e-9


@pytest.mark.parametrize(
    ("hypotheses", "references", "options", "message"),
    [
        ([], [], {}, "the list is empty"),
        (["a"], ["a", "b"], {}, "got 1 translations and 2 references"),
        ("a", ["a"], {}, "hypotheses must be a list of texts, got one text"),
        (["a"], "a", {}, "references must be a list of texts, got one text"),
        (["a", None], ["a", "b"], {}, r"translation 2 .* got \(None, 'b'\)"),
        (["a"], [()], {}, r"translation 1 .* got \('a',\)"),
        (["a"], [("b", 3)], {}, r"got \('a', 'b', 3\)"),
        (["a"], ["a"], {"tokenizer": "spm"}, "tokenizer must be one of .* got 'spm'"),
        (["a"], ["a"], {"resamples": 0}, "resamples must be at least 1, got 0"),
    ],
)
def test_wrong_arguments(hypotheses, references, options, message):
    with pytest.raises(InvalidInputError, match=message):
        score_translations(hypotheses, references, **options)
