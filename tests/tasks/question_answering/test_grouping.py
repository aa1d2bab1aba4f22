import pytest

from nlp_suite import Answer, AnswerPlace
from nlp_suite.tasks.question_answering.aggregation import RankedSpan
from nlp_suite.tasks.question_answering.grouping import at_least_one, group_answers, group_spans


def group(text, spans):
    """Groups (words, score, window) at their first free places."""
    found, done = [], 0
    for words, score, window in spans:
        start = text.index(words, done)
        done = start + len(words)
        found.append(RankedSpan(start, done, score, window))
    found.sort(key=lambda one: -one.score)
    return [
        (text[best.start : best.end], best.score, [place.text for place in places])
        for best, places in group_spans(found, text)
    ]


def test_case_punctuation_and_articles_make_no_difference():
    text = "the Rose, THE ROSE, Rose. a rose and Tulip"
    spans = [("the Rose", 0.1, 0), ("THE ROSE", 0.3, 0), ("Rose.", 0.2, 0), ("a rose", 0.1, 0)]
    spans.append(("Tulip", 0.5, 0))
    (first, score, places), (second, other, _) = group(text, spans)
    assert (first, places) == ("THE ROSE", ["THE ROSE", "Rose.", "the Rose", "a rose"])
    assert score == pytest.approx(0.7)
    assert (second, other) == ("Tulip", 0.5)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("$1.50", "$150", False),
        ("-5", "5", False),
        ("10:30", "1030", False),
        ("5 %", "5", False),
        ("1,500", "1,500.", True),
        ("May 3, 2020", "may 3 2020", True),
        ("\u20ac", "$", False),
        ("?", "!", False),
        ("\u00c9mile", "\u00e9mile", True),
    ],
)
def test_numbers_with_other_marks_are_others(one, other, same):
    found = group(f"{one} and {other}", [(one, 0.5, 0), (other, 0.4, 0)])
    assert (len(found) == 1) == same


def test_scores_of_windows_are_independent():
    text = "Rome, Rome, Rome"
    ((_, score, places),) = group(text, [("Rome", 0.5, 0), ("Rome", 0.3, 0), ("Rome", 0.5, 96)])
    assert score == pytest.approx(1 - 0.2 * 0.5)
    assert len(places) == 3
    ((_, most, _),) = group(text, [("Rome", 1.0, 0), ("Rome", 1.0, 96)])
    assert most == 1
    assert at_least_one([1.0 + 1e-12]) == at_least_one([0.6, 1.1]) == 1


def make(text, score, document, places=()):
    return Answer(
        text=text,
        start=3,
        end=3 + len(text),
        score=score,
        null_score=0.1,
        sentence="",
        sentence_start=0,
        question="?",
        engine="e",
        model="m",
        document=document,
        places=places,
    )


def test_answers_of_several_documents():
    own = AnswerPlace(text="rome", start=9, end=13, score=0.4)
    answers = [
        make("Oslo", 0.7, "a.txt"),
        make("Rome", 0.5, "b.txt"),
        make("rome", 0.6, "c.txt", (own, AnswerPlace(text="Rome", start=1, end=5, score=0.2))),
    ]
    first, second = group_answers(answers)
    assert (first.text, first.document, first.score) == ("rome", "c.txt", pytest.approx(0.8))
    assert [(place.document, place.start, place.score) for place in first.places] == [
        ("b.txt", 3, 0.5),
        ("c.txt", 9, 0.4),
        ("c.txt", 1, 0.2),
    ]
    assert (second.text, second.score, len(second.places)) == ("Oslo", 0.7, 1)
