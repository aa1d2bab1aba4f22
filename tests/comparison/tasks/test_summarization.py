import pytest

from nlp_suite.comparison.tasks.summarization import ComparedSummarization
from nlp_suite.results import Sentence, SentenceSupport, SourceSentence, Summary

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


def written(*sentences):
    """Takes for each sentence its text, the numbers of those that it is near to, what is missing.

    They are those of `summary`.
    """
    support = tuple(
        SentenceSupport(
            text, 0, len(text), tuple(SourceSentence("A.", n, 3 * n, 3 * n + 2, 0.9) for n in near),
            0.9, missing,
        )
        for text, near, missing in sentences
    )  # fmt: skip
    text = " ".join(text for text, *_ in sentences)
    return Summary(text, (), 9, "", "pretrained", "toy", style="abstractive", support=support)


def test_an_abstractive_summary_agrees_by_what_it_is_based_on():
    first = written(("One.", (0, 4), ()), ("Two.", (2,), ()), ("Three.", (3,), ("3",)))
    # 0 and 2, the nearest of those that are supported.
    assert TASK.agreement([first], [summary(0, 2)]) == 100
    assert TASK.agreement([summary(0, 3, 4)], [first]) == pytest.approx(40)
    assert not TASK.same(first, summary(0, 2))
    alike = written(("Two.", (2,), ()), ("One.", (0,), ()))
    assert TASK.agreement([first], [alike]) == 100
    assert not TASK.same(first, alike)
    assert TASK.same(alike, alike)
    unsupported = [written(("Four.", (), ()))]
    assert TASK.agreement(unsupported, [summary(0)]) == 0
    assert TASK.agreement(unsupported, unsupported) == 100


def test_lines_of_an_abstractive_summary():
    found = TASK.lines(written(("One.", (0, 4), ()), ("7\nlives.", (2,), ("7",)), ("No.", (), ())))
    assert found == [
        "[1, 5] One.",
        "[3] 7 lives. (not supported: 7 not in the text)",
        "[-] No. (not supported: no sentence says so)",
    ]
    assert TASK.lines(written()) == ["(nothing)"]


def test_options_are_split_by_style():
    options = {"sentences": 2, "max_tokens": 9, "language": "en"}
    assert TASK.options_by_kind(options) == [
        {"sentences": 2, "language": "en"},
        {"max_tokens": 9, "language": "en"},
    ]
