import pytest

from nlp_suite import InvalidInputError
from nlp_suite.comparison.tasks.question_answering import ComparedQuestionAnswering, best_answer
from nlp_suite.results import Answer

TASK = ComparedQuestionAnswering()


def answer(text, start=0):
    names = {"sentence": text, "sentence_start": 0, "question": "?", "engine": "e", "model": "m"}
    end = start + len(text)
    return Answer(text=text, start=start, end=end, score=0.25, null_score=0.1, **names)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("in 1966", "1966", 200 / 3),  # precision 1/2, recall 1
        ("The Broncos!", "broncos", 100),
        ("red car", "blue car", 50),
        ("", "", 100),
        ("", "1966", 0),
    ],
)
def test_agreement_is_the_f1_of_the_words(ours, theirs, expected):
    assert TASK.agreement([answer(ours)], [answer(theirs)]) == pytest.approx(expected)
    assert TASK.agreement([answer(theirs)], [answer(ours)]) == pytest.approx(expected)


def test_of_several_answers_the_first_counts():
    first, second = [answer("1966"), answer("in 1966")], answer("1966")
    assert best_answer(first) == best_answer(second) == second
    assert TASK.agreement([first], [second]) == 100
    assert TASK.same(first, second)
    assert not TASK.same(answer("1966", start=7), second)


def test_lines():
    assert TASK.lines(answer("in\n1966")) == ["in 1966  (0.25)"]
    assert TASK.lines([answer("")]) == ["(no answer)  (0.25)"]


def test_references_are_any_number():
    references = TASK.check_references(["1966", ["in 1966", "1966"], [], "", [""]])
    assert references == (("1966",), ("in 1966", "1966"), (), (), ())


def test_inputs_may_be_files_and_whatever_can_be_iterated_over(tmp_path):
    (tmp_path / "a.txt").write_text("One.")
    make = ComparedQuestionAnswering().make_inputs
    assert make(tmp_path / "a.txt", iter(["Who?", "When?"])) == make("One.", ["Who?", "When?"])
    assert make(iter(["Two.", tmp_path / "a.txt"]), "Who?") == make(["Two.", "One."], "Who?")
    with pytest.raises(InvalidInputError, match=r"give it to nlp_suite.data.read_documents"):
        make(tmp_path, "Who?")
