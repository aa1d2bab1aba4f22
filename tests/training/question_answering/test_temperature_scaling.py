import math

import numpy as np
import pytest

from nlp_suite.engines.interfaces import RuntimeSettings, SpanInput, TextTokens
from nlp_suite.training.question_answering import temperature_scaling
from nlp_suite.training.question_answering.temperature_scaling import (
    find_answer_temperature,
    find_temperature,
)

pytestmark = pytest.mark.one_backend

# So far apart that no answer has both.
TEXT = f"one{20 * ' or'} two"


class Guesser:
    """Tells "one" from "two" by logits that grow with the number in the question."""

    engine, model, max_length, num_special_tokens = "custom", "guesser", 512, 2
    settings = RuntimeSettings("ctranslate2", "cpu", "float32")
    temperature = 1.0
    null_slope, null_intercept, answer_temperature = 1.0, 0.0, None
    batch_tokens = 512

    def __init__(self, sureness):
        self.sureness = sureness
        self.inputs = 0

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
            self.inputs += len(batch)
            logits = np.full((len(batch), max(one.ids.size for one in batch), 2), -40, "f4")
            for row, one in zip(logits, batch, strict=True):
                first = one.text_start
                row[first] = self.sureness * math.log(one.ids[1] / 100) / 2
                row[first + 21] = self.sureness * math.log(1 - one.ids[1] / 100) / 2
            yield logits


def rows():
    """Of the questions "N percent" the answer is "one" to N in 100, as the guesser says."""
    chance = np.random.RandomState(0)
    found = []
    for number in chance.randint(51, 100, size=600):
        gold = "one" if chance.random_sample() < number / 100 else "two"
        answers = {"text": [gold], "answer_start": [TEXT.index(gold)]}
        found.append({"question": f"{number} percent", "context": TEXT, "answers": answers})
    return found


@pytest.mark.parametrize("sureness", [0.5, 1.0, 3.0])
def test_scores_become_probabilities(sureness, monkeypatch):
    guesser = Guesser(sureness)
    # Logits that are too large by a factor want just this temperature.
    assert find_temperature(guesser, rows()) == pytest.approx(sureness, rel=0.1)
    assert guesser.inputs == 600
    exact = find_temperature(guesser, rows())
    monkeypatch.setattr(temperature_scaling, "_STEPS", 30)
    assert find_temperature(guesser, rows()) == pytest.approx(exact, rel=0.01)


def test_questions_without_an_answer_do_not_count():
    none = {"text": [], "answer_start": []}
    unanswered = {"question": "70 percent", "context": TEXT, "answers": none}
    assert find_temperature(Guesser(2.0), [unanswered]) == 1.0
    more = [*rows(), *[unanswered] * 50]
    assert find_temperature(Guesser(2.0), more) == find_temperature(Guesser(2.0), rows())


@pytest.mark.parametrize("sureness", [0.5, 2.0])
def test_the_temperature_of_answers_is_that_of_what_is_said(sureness):
    guesser = Guesser(sureness)
    # Whatever the other temperature is, which ranks the answers.
    guesser.temperature = 1.3
    assert find_answer_temperature(guesser, rows()[:300]) == pytest.approx(sureness, rel=0.2)
    assert guesser.inputs == 300
    assert find_answer_temperature(guesser, []) == 1.3
