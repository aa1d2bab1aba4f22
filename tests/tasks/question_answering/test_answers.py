import json
import math

import numpy as np
import pytest

from nlp_suite.engines.interfaces import TextTokens
from nlp_suite.tasks.question_answering.aggregation import BestAnswers, SummedAnswers
from nlp_suite.tasks.question_answering.answers import make_answers
from nlp_suite.tasks.question_answering.inputs import TokenizedQuestion
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.span_search import TokenizedExample
from nlp_suite.tasks.question_answering.word_alignment import SourceText

TEXT = "Tom fell. Who? Ann ran home."


@pytest.fixture
def make():
    nothing = np.zeros(0, "int32")

    def make(spans, null, count, threshold, question="Who?", text=TEXT, **options):
        source = SourceText(text, TextTokens(nothing, nothing, nothing, nothing))
        independent = options.get("scoring") == "independent"
        best = SummedAnswers(text, count) if independent else BestAnswers(9)
        starts, ends, scores = np.array(spans).reshape(-1, 3).T
        best.add(np.log(scores), starts.astype(int), ends.astype(int), math.log(null))
        asked = TokenizedQuestion(question, nothing)
        return make_answers(
            TokenizedExample(0, asked, source, [0], [0.0], best),
            count=count,
            options=ReadingOptions(no_answer_threshold=threshold, **options),
            engine="custom",
            model="m",
        )

    return make


# The last goes over two ends of sentences, the fourth overlaps with the second.
SPANS = [(0, 3, 0.5), (15, 18, 0.2), (4, 8, 0.1), (15, 22, 0.05), (4, 18, 0.3)]


def test_answers_and_their_sentences(make):
    answers = make(SPANS, 0.15, 9, None)
    assert [answer.text for answer in answers] == ["Tom", "Ann", "fell"]
    assert [answer.score for answer in answers] == pytest.approx([0.5, 0.2, 0.1])
    assert [answer.sentence for answer in answers] == ["Tom fell.", "Ann ran home.", "Tom fell."]
    assert [answer.sentence_start for answer in answers] == [0, 15, 0]
    assert [answer.null_score for answer in answers] == pytest.approx([0.15] * 3)


@pytest.mark.parametrize(
    ("threshold", "count", "texts"),
    [
        (None, 2, ["Tom", "Ann"]),
        (0.16, 2, ["Tom", "Ann"]),
        (0.14, 2, ["", "Tom"]),
        (0.14, 1, [""]),
        (0.14, 4, ["", "Tom", "Ann", "fell"]),
    ],
)
def test_the_empty_answer_counts(make, threshold, count, texts):
    answers = make(SPANS, 0.15, count, threshold)
    assert [answer.text for answer in answers] == texts
    if not answers[0]:
        assert answers[0].score == answers[0].null_score == pytest.approx(0.15)
        assert answers[0].reason == "unanswerable"
    assert [answer.reason for answer in answers if answer] == [""] * sum(map(bool, answers))
    assert make(SPANS, 0.15, count, threshold, always=True)[0].text == "Tom"


def test_without_a_span_there_is_the_empty_answer(make):
    (answer,) = make([], 0.4, 3, None)
    assert not answer
    assert (answer.start, answer.end, answer.sentence, answer.sentence_start) == (0, 0, "", 0)
    assert answer.reason == "unreadable"
    (always,) = make([], 0.4, 3, 0.1, always=True)
    assert always == answer


def test_where_every_span_goes_over_sentences_the_best_of_them_stand(make):
    answers = make([(4, 18, 0.3), (4, 12, 0.2), (0, 3, 0.0001)][:2], 0.1, 3, None)
    assert [answer.text for answer in answers] == ["fell. Who? Ann"]


@pytest.mark.parametrize("options", [{}, {"group": True}])
def test_yes_or_no_is_no_span(make, options):
    question = "Did Ann run?"
    none, *others = make(SPANS, 0.15, 3, 0.9, question=question, **options)
    assert (none.text, none.reason) == ("", "yes_no")
    # That is certain, whatever the model says.
    assert none.score == none.null_score == 1
    assert (none.sentence, none.sentence_start) == ("Tom fell.", 0)
    assert [answer.text for answer in others] == ["Tom", "Ann"]
    assert [answer.reason for answer in others] == ["", ""]
    # Of a text that has nothing to do with it, too.
    assert make(SPANS, 0.95, 1, 0.9, question=question)[0].reason == "yes_no"


@pytest.mark.parametrize(
    "options",
    [{"always": True}, {"language": "de"}, {"threshold": None}, {"scoring": "independent"}],
)
def test_what_answers_yes_no_questions_all_the_same(make, options):
    options = {"threshold": 0.9, **options}
    assert make(SPANS, 0.15, 1, question="Did Ann run?", **options)[0].text == "Tom"


ROMES = "Rome is old. The capital is the Rome. All met in ROME."


def test_equal_answers_are_one(make):
    spans = [(28, 36, 0.5), (0, 4, 0.3), (49, 53, 0.1), (8, 11, 0.05)]
    first, second = make(spans, 0.01, 2, None, text=ROMES, group=True)
    assert (first.text, first.start, first.sentence) == ("the Rome", 28, "The capital is the Rome.")
    # Spans of one window exclude each other.
    assert first.score == pytest.approx(0.9)
    places = [(place.text, place.start, place.end) for place in first.places]
    assert places == [("the Rome", 28, 36), ("Rome", 0, 4), ("ROME", 49, 53)]
    assert [place.score for place in first.places] == pytest.approx([0.5, 0.3, 0.1])
    assert (second.text, len(second.places)) == ("old", 1)
    assert second.score == pytest.approx(0.05)
    plain = make(spans, 0.01, 2, None, text=ROMES)
    assert [answer.text for answer in plain] == ["the Rome", "Rome"]
    assert not any(answer.places for answer in plain)


MEMBERS = "It has three members: Ann Roe, Ben Orr and Cid Poe. The chair is Ann Roe."


def test_who_asks_for_several_gets_the_enumeration(make):
    spans = [(22, 29, 0.6), (43, 50, 0.2), (65, 72, 0.1)]
    answers = make(spans, 0.01, 3, None, text=MEMBERS, question="Who are the members?")
    assert [answer.text for answer in answers] == ["Ann Roe, Ben Orr and Cid Poe", "Ann Roe"]
    assert [item.text for item in answers[0].items] == ["Ann Roe", "Ben Orr", "Cid Poe"]
    for item in answers[0].items:
        assert MEMBERS[item.start : item.end] == item.text
    assert answers[0].score == pytest.approx(0.6)
    assert answers[1].items == ()
    (one,) = make(spans, 0.01, 1, None, text=MEMBERS, question="Who is a member?")
    assert (one.text, one.items) == ("Ann Roe", ())
    (german,) = make(
        spans, 0.01, 1, None, text=MEMBERS, question="Who are the members?", language="de"
    )
    assert german.items == ()


def test_an_answer_in_plain_values(make):
    (answer,) = make([(22, 29, 0.6)], 0.01, 1, None, text=MEMBERS, question="List all", group=True)
    values = answer.to_dict()
    assert json.loads(json.dumps(values)) == values
    assert values["items"][1] == {"text": "Ben Orr", "start": 31, "end": 38}
    assert values["places"] == [
        {"text": answer.text, "start": 22, "end": 50, "score": 0.6, "document": None}
    ]
