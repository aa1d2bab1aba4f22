import pytest

from nlp_suite import InvalidInputError
from nlp_suite.tasks.question_answering import inputs
from nlp_suite.tasks.question_answering.inputs import tokenize_questions
from nlp_suite.tasks.question_answering.options import ReadingOptions


def test_each_different_question_once_and_in_groups(random_scorer, monkeypatch):
    monkeypatch.setattr(inputs, "GROUP_QUESTIONS", 2)
    scorer = random_scorer()
    scorer.calls = []
    asked = ["Who?", "When?", "Who?", "Where was it?", "When?"]
    ids = tokenize_questions(scorer, asked, ReadingOptions(), several=True)
    assert scorer.calls == [["Who?", "When?"], ["Where was it?"]]
    for question in asked:
        (tokens,) = scorer.tokenize([question])
        assert ids[question].tolist() == tokens.ids.tolist()


@pytest.mark.parametrize(("several", "name"), [(True, r"question\[2\]"), (False, "question")])
def test_a_question_is_named_by_its_place(random_scorer, several, name):
    options = ReadingOptions(max_question_tokens=4)
    asked = ["Who?", "Who?", "Where was it built?", "Where was it built?"]
    with pytest.raises(InvalidInputError, match=f"^{name} has 5 tokens"):
        tokenize_questions(random_scorer(), asked, options, several=several)
