import pytest

from nlp_suite.comparison.tasks.summarization import ComparedSummarization
from nlp_suite.results import Sentence, Summary

TASK = ComparedSummarization()


def summary(*numbers):
    """Takes sentences of two characters."""
    sentences = tuple(Sentence("A.", n, 3 * n, 3 * n + 2, 1.0) for n in numbers)
    return Summary("", sentences, 9, "lead", "custom", "toy")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ((0, 1, 2), (0, 1, 2), 100),
        ((0, 1, 2), (3, 4), 0),
        ((0, 1, 2), (0, 2, 5), 200 / 3),  # two of three
        ((0,), (0, 1, 2), 50),  # precision 1, recall 1/3
    ],
)
def test_agreement_is_the_f1_of_the_sentences(ours, theirs, expected):
    first, second = [summary(*ours)], [summary(*theirs)]
    assert TASK.agreement(first, second) == pytest.approx(expected)
    assert TASK.agreement(second, first) == pytest.approx(expected)
    assert TASK.same(first[0], second[0]) == (expected == 100)


def test_agreement_is_the_mean_over_the_inputs():
    first = [summary(0, 1), summary(0)]
    second = [summary(0, 2), summary(0)]
    assert TASK.agreement(first, second) == 75


def test_lines():
    assert TASK.lines(summary(0, 4)) == ["[1] A.", "[5] A."]
