"""Pairs of questions and texts, and tokenized questions."""

import pytest

from nlp_suite import InvalidInputError
from nlp_suite.tasks.question_answering import inputs
from nlp_suite.tasks.question_answering.inputs import pair_up, tokenize_questions
from nlp_suite.tasks.question_answering.options import ReadingOptions


@pytest.mark.parametrize(
    ("question", "text", "questions", "texts"),
    [
        ("q", "t", ["q"], ["t"]),
        ("q", ["t", "u"], ["q", "q"], ["t", "u"]),
        (("q", "r"), "t", ["q", "r"], ["t", "t"]),
        (["q", "r"], ("t", "u"), ["q", "r"], ["t", "u"]),
        ([], [], [], []),
        ([], "t", [], []),
        ("q", (), [], []),
    ],
)
def test_what_goes_with_what(question, text, questions, texts):
    assert pair_up(question, text) == (questions, texts)


@pytest.mark.parametrize(
    ("question", "text", "message"),
    [
        (["q"] * 3, ["t"] * 2, "got 3 questions and 2 texts"),
        (["q"], ["t"] * 2, "got 1 questions and 2 texts"),
        ([], ["t"], "got 0 questions and 1 texts"),
        ("", "t", "question must have a visible character, got an empty str"),
        (" \n", "t", "question must have a visible character, got 2 characters, all white"),
        ("q", ["t", "t", "t", "\u00a0"], r"text\[3\] must have a visible character, got 1"),
        ("q", "", "text must have a visible character, got an empty str"),
        ("", [], "question must have a visible character"),
    ],
)
def test_bad_input(question, text, message):
    with pytest.raises(InvalidInputError, match=message):
        pair_up(question, text)


def test_each_different_question_once_and_in_groups(random_scorer, monkeypatch):
    monkeypatch.setattr(inputs, "GROUP_QUESTIONS", 2)
    scorer = random_scorer()
    scorer.calls = []
    asked = ["Who?", "When?", "Who?", "Where was it?", "When?"]
    found = tokenize_questions(scorer, asked, ReadingOptions(), several=True)
    assert scorer.calls == [["Who?", "When?"], ["Where was it?"]]
    assert [one.text for one in found] == asked
    assert found[2] is found[0]
    for question in found:
        (tokens,) = scorer.tokenize([question.text])
        assert question.ids.tolist() == tokens.ids.tolist()


@pytest.mark.parametrize(("several", "name"), [(True, r"question\[2\]"), (False, "question")])
def test_a_question_is_named_by_its_place(random_scorer, several, name):
    options = ReadingOptions(max_question_tokens=4)
    asked = ["Who?", "Who?", "Where was it built?", "Where was it built?"]
    with pytest.raises(InvalidInputError, match=f"^{name} has 5 tokens"):
        tokenize_questions(random_scorer(), asked, options, several=several)
