"""Length, support and novel n-grams of summaries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp_suite
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation import novel_ngram_share, reference_free_scores
from nlp_suite.results import SentenceSupport, SourceSentence, Summary

SOURCE = "The cat sat on the mat. It slept there, in 1966."


@pytest.mark.parametrize(
    ("summary", "order", "expected"),
    [
        ("The cat sat on the mat.", 1, 0),
        ("The cat sat on the mat.", 4, 0),
        ("THE CAT, the mat!", 1, 0),
        # "mat it" is in the source, across its sentences; "cat the" nowhere.
        ("The cat, the mat.", 2, 1 / 3),
        # Where one sentence of the summary ends and the next begins is no pair.
        ("It slept there. The cat sat.", 2, 0),
        ("A dog slept.", 1, 2 / 3),
        ("A dog slept.", 2, 1),
        ("A dog slept.", 3, 1),
        ("A dog slept.", 4, 0),
        # An n-gram counts as often as it stands there.
        ("dog dog cat", 1, 2 / 3),
        ("Slept in 1967.", 1, 1 / 3),
        ("", 1, 0),
        ("...", 1, 0),
    ],
)
def test_share(summary, order, expected):
    assert novel_ngram_share(summary, SOURCE, order=order) == pytest.approx(expected)


def test_scripts():
    # Each character is a word where none is separated.
    assert novel_ngram_share("東都", "東京都", order=1) == 0
    assert novel_ngram_share("東都", "東京都", order=2) == 1
    assert novel_ngram_share("Größe", "GRÖSSE", order=1) == 0
    dotless = "\u0131s\u0131"
    assert novel_ngram_share("ISI", dotless, order=1, language="tr") == 0
    assert novel_ngram_share("ISI", dotless, order=1) == 1
    # Sentences are those of the language: "Dr." ends none.
    source = "Da sagte Dr. Müller es."
    assert novel_ngram_share("Dr. Müller sagte es.", source, order=2, language="de") == 2 / 3


@given(st.text(max_size=60), st.integers(1, 4))
def test_a_text_has_nothing_that_is_not_in_it(text, order):
    assert novel_ngram_share(text, text, order=order) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, "A text.", 1), "summary must be a str"),
        (("A text.", 3, 1), "source must be a str"),
        (("One.", "One.", 0), "order must be a whole number from 1 up, got 0"),
        (("One.", "One.", True), "order must be a whole number from 1 up, got True"),
    ],
)
def test_errors(arguments, message):
    summary, source, order = arguments
    with pytest.raises(InvalidInputError, match=message):
        novel_ngram_share(summary, source, order=order)


def written(text, *supported):
    source = SourceSentence("It slept there.", 1, 24, 39, 0.9)
    support = tuple(
        SentenceSupport(one, text.index(one), text.index(one) + len(one), (source,) * found, 0.9)
        for one, found in supported
    )
    return Summary(text, (), 2, "", "test", "toy", style="abstractive", support=support)


def test_scores_are_means_over_the_summaries():
    chosen = nlp_suite.summarize(SOURCE, sentences=1, method="lead")
    half = written("It slept. A dog ran.", ("It slept.", True), ("A dog ran.", False))
    whole = written("It sat.", ("It sat.", True))
    assert reference_free_scores([chosen], [SOURCE]) == {
        "words": 6,
        "support": 100,
        "novel 1-grams": 0,
        "novel 2-grams": 0,
    }
    scores = reference_free_scores([half, whole], [SOURCE, SOURCE])
    assert scores == pytest.approx(
        {
            "words": (5 + 2) / 2,
            "support": (50 + 100) / 2,
            "novel 1-grams": (60 + 0) / 2,
            # "it slept" is there; "a dog", "dog ran" and "it sat" are not.
            "novel 2-grams": (200 / 3 + 100) / 2,
        }
    )


def test_what_a_summary_does_not_have_is_no_part_of_the_mean():
    empty, single = written(""), written("Dogs.", ("Dogs.", False))
    assert reference_free_scores([empty], [SOURCE]) == {"words": 0}
    assert reference_free_scores([empty, single], [SOURCE, SOURCE]) == {
        "words": 0.5,
        "support": 0,
        "novel 1-grams": 100,
    }
