import math

import numpy as np
import pytest

from nlp_suite.engines.interfaces import TextTokens
from nlp_suite.tasks.question_answering.aggregation import BestAnswers
from nlp_suite.tasks.question_answering.answers import make_answers
from nlp_suite.tasks.question_answering.inputs import TokenizedQuestion
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.span_search import TokenizedExample
from nlp_suite.tasks.question_answering.word_alignment import SourceText

TEXT = "Tom fell. Who? Ann ran home."


@pytest.fixture
def make():
    nothing = np.zeros(0, "int32")
    source = SourceText(TEXT, TextTokens(nothing, nothing, nothing, nothing))

    def make(spans, null, count, threshold, **options):
        best = BestAnswers(count)
        starts, ends, scores = np.array(spans).reshape(-1, 3).T
        best.add(np.log(scores), starts.astype(int), ends.astype(int), math.log(null))
        example = TokenizedExample(0, TokenizedQuestion("Who?", nothing), source, [0], [0.0], best)
        return make_answers(
            example,
            count=count,
            options=ReadingOptions(no_answer_threshold=threshold, **options),
            engine="custom",
            model="m",
        )

    return make


SPANS = [(0, 3, 0.5), (15, 18, 0.2), (4, 18, 0.1)]


def test_answers_and_their_sentences(make):
    answers = make(SPANS, 0.15, 3, None)
    assert [answer.text for answer in answers] == ["Tom", "Ann", "fell. Who? Ann"]
    assert [answer.score for answer in answers] == pytest.approx([0.5, 0.2, 0.1])
    assert [answer.sentence for answer in answers] == ["Tom fell.", "Ann ran home.", TEXT]
    assert [answer.sentence_start for answer in answers] == [0, 15, 0]
    assert [answer.null_score for answer in answers] == pytest.approx([0.15] * 3)


@pytest.mark.parametrize(
    ("threshold", "count", "texts"),
    [
        (None, 2, ["Tom", "Ann"]),
        (0.16, 2, ["Tom", "Ann"]),
        (0.14, 2, ["", "Tom"]),
        (0.14, 1, [""]),
        (0.14, 4, ["", "Tom", "Ann", "fell. Who? Ann"]),
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
