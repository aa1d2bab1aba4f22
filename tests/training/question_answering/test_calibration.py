import math

import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.engines.interfaces import RuntimeSettings, SpanInput, TextTokens
from nlp_suite.tasks.question_answering.reader import Reader
from nlp_suite.training.question_answering.calibration import (
    calibrate,
    fit_platt_scaling,
    likelier_threshold,
)

pytestmark = pytest.mark.one_backend

# So far apart that no answer has both.
TEXT = f"one{20 * ' or'} two"


class Guesser:
    """Tells "one" from "two" by the first number in the question, and no answer by the second.

    Both are shares in 100; its logits are too large by a factor, the nulls also too small.
    """

    engine, model, max_length, num_special_tokens = "custom", "guesser", 512, 2
    settings = RuntimeSettings("ctranslate2", "cpu", "float32")
    temperature, null_slope, null_intercept, answer_temperature = 1.0, 5.0, 7.0, None
    batch_tokens = 512

    def tokenize(self, texts):
        return [self._tokens(text.split()) for text in texts]

    def _tokens(self, words):
        ids = np.array([int(w) if w.isdigit() else 0 for w in words], np.int32)
        ends = np.cumsum([len(word) + 1 for word in words], dtype=np.int32) - 1
        starts = ends - np.array([len(word) for word in words], np.int32)
        return TextTokens(ids, starts, ends, np.arange(len(words), dtype=np.int32))

    def join(self, question_ids, text_ids):
        ids = np.concatenate([[0], question_ids, [0], text_ids]).astype(np.int32)
        return SpanInput(ids, np.zeros_like(ids), len(question_ids) + 2)

    def score(self, batches):
        for batch in batches:
            logits = np.full((len(batch), max(one.ids.size for one in batch), 2), -60, "f4")
            for row, one in zip(logits, batch, strict=True):
                first, (one_share, null_share) = one.text_start, one.ids[1:3] / 100
                row[first] = 2.0 * math.log(one_share) / 2
                row[first + 21] = 2.0 * math.log(1 - one_share) / 2
                row[0] = 2.0 * (4.0 * math.log(null_share / (1 - null_share)) - 3.0) / 2
            yield logits


def rows(count):
    """What the two numbers say comes true."""
    chance = np.random.RandomState(0)
    found = []
    for _ in range(count):
        one, null = chance.randint(51, 100), chance.randint(5, 95)
        gold = "one" if chance.random_sample() < one / 100 else "two"
        answers = {"text": [gold], "answer_start": [TEXT.index(gold)]}
        if chance.random_sample() < null / 100:
            answers = {"text": [], "answer_start": []}
        found.append({"question": f"{one} {null} percent", "context": TEXT, "answers": answers})
    return found


def test_scores_become_probabilities():
    held_out = rows(500)
    answerable = np.mean([bool(row["answers"]["text"]) for row in held_out])
    found = calibrate(Guesser(), held_out, answerable=float(answerable))
    assert found.temperature == pytest.approx(2.0, rel=0.3)
    assert found.null_slope == pytest.approx(0.25, rel=0.2)
    assert found.null_intercept == pytest.approx(0.75, abs=0.25)
    # An answer counts less than one, so that no answer is best a little earlier.
    assert 0.3 < found.no_answer_threshold < 0.65

    scorer = Guesser()
    for name in ("temperature", "null_slope", "null_intercept"):
        setattr(scorer, name, getattr(found, name))
    questions = [row["question"] for row in held_out[:50]]
    for question, answer in zip(
        questions, Reader(scorer)(questions, TEXT, always=True), strict=True
    ):
        one, null = (int(number) / 100 for number in question.split()[:2])
        assert answer.null_score == pytest.approx(null, abs=0.08)
        assert answer.score == pytest.approx(one * (1 - null), abs=0.1)


def test_the_share_of_answerable_questions_moves_the_intercept():
    held_out = rows(100)
    half, most = (calibrate(Guesser(), held_out, answerable=share) for share in (0.5, 0.9))
    assert most.null_intercept < half.null_intercept - 1.0


def test_a_temperature_of_other_questions():
    assert calibrate(Guesser(), rows(100), temperature=1.25).temperature == 1.25


def test_what_can_be_told_without_error():
    odds = np.array([-3.0, -1.0, 1.0, 3.0])
    slope, intercept = fit_platt_scaling(odds, odds > 0, np.ones(4))
    assert 1.0 < slope < 100.0
    assert intercept == pytest.approx(0, abs=1e-6)
    # No reader is so bad that its opposite is taken.
    assert fit_platt_scaling(odds, odds < 0, np.ones(4))[0] == 0.01


def test_what_is_wrong_is_said():
    answered = [row for row in rows(20) if row["answers"]["text"]]
    with pytest.raises(InvalidInputError, match=f"got {len(answered)} and 0"):
        calibrate(Guesser(), answered)
    with pytest.raises(InvalidInputError, match="answerable must be above 0 and below 1, got 1"):
        calibrate(Guesser(), rows(20), answerable=1)


def test_the_likelier_reading_depends_on_how_many_questions_have_an_answer():
    assert likelier_threshold(0.3, 0.3) == pytest.approx(0.5)
    # Odds of 4 to 1 where the calibration says 1 to 1.
    assert likelier_threshold(0.5, 0.8) == pytest.approx(0.8)
    with pytest.raises(InvalidInputError, match="expected must be above 0 and below 1, got 1"):
        likelier_threshold(0.5, 1)
