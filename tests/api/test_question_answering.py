import inspect

import pytest

import nlp_suite
from nlp_suite import Answer, InvalidInputError, ModelNotAvailableError
from nlp_suite.api.question_answering import AnswerKeywords
from nlp_suite.tasks.question_answering.reader import Reader, ReadKeywords

QUESTION = "Where did pedals come in the 1860s?"


def test_one_text_and_several(lexical_reader, article):
    answer = nlp_suite.answer(QUESTION, article)
    assert isinstance(answer, Answer)
    assert str(answer) == "Paris"
    assert answer == lexical_reader(QUESTION, article)
    paragraphs = article.split("\n\n")[:3]
    assert nlp_suite.answer(QUESTION, paragraphs, model="runs/my-reader") == lexical_reader(
        QUESTION, paragraphs
    )
    several = nlp_suite.answer([QUESTION, "Who rode?"], article, top_k=2)
    assert [len(answers) for answers in several] == [2, 2]
    assert several[0][0] == answer


def test_every_option_of_the_task_is_one_of_the_call(lexical_reader, article):
    call = inspect.signature(nlp_suite.answer).parameters
    task = inspect.signature(Reader.__call__).parameters
    for name, parameter in task.items():
        assert name == "self" or call[name].default == parameter.default
    # Type checkers see the same options.
    positional = {"self", "question", "text", "top_k"}
    assert set(ReadKeywords.__annotations__) == set(task) - positional
    assert set(AnswerKeywords.__annotations__) == set(call) - positional
    options = {
        "window": 100,
        "stride": 20,
        "max_windows": 2,
        "bm25_weight": 0.5,
        "max_question_tokens": 12,
        "max_answer_tokens": 2,
        "no_answer_threshold": 0.5,
        "always": False,
        "group": True,
        "progress": False,
        "top_k": 3,
    }
    answers = nlp_suite.answer(QUESTION, article, **options, device="cpu")
    assert answers == lexical_reader(QUESTION, article, **options)
    assert answers != lexical_reader(QUESTION, article, top_k=3)


def test_load(lexical_reader, article):
    loaded = nlp_suite.load("answer", model="runs/my-reader", threads=1)
    assert isinstance(loaded, Reader)
    assert loaded(QUESTION, article) == lexical_reader(QUESTION, article)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"text": 3}, "text must be a str"),
        ({"question": ""}, "question must have a visible character"),
        ({"top_k": 0}, "top_k must be a whole number from 1 up, got 0"),
        ({"model": 3}, "model must be a name, a folder or a hub id, got int"),
        (
            {"engine": "cloud"},
            r"engine must be one of \['custom', 'pretrained'\], got 'cloud'",
        ),
    ],
)
def test_bad_input(lexical_reader, arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        nlp_suite.answer(**{"question": "Who?", "text": "I."} | arguments)


def test_models_that_cannot_answer():
    with pytest.raises(ModelNotAvailableError, match="there is no model 'nope'"):
        nlp_suite.answer("Who?", "I.", model="nope")
    with pytest.raises(InvalidInputError, match="made for 'summarize', it cannot answer"):
        nlp_suite.answer("Who?", "I.", model="all-MiniLM-L6-v2")
