"""Questions about long texts, made of questions about paragraphs."""

import pytest

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data import join_contexts
from nlp_suite.data.questions.rows import QuestionExample
from nlp_suite.data.questions.table_formats import question_dataset

pytest.importorskip("datasets")


def fields(count=20, titles=5):
    """Two questions on each of so many contexts, and one without an answer on the last."""
    for number in range(count):
        context = f"In field {number} an owl{number} sleeps — all day long."
        title, answer = f"title {number % titles}", f"owl{number}"
        for which in ("a", "b"):
            name = f"q{number}{which}"
            start = context.index(answer)
            yield QuestionExample(
                name, title, f"Who sleeps in {number}?", context, (answer,), (start,)
            )
    yield QuestionExample("none", title, "Who wakes?", context, (), ())


def table(questions):
    return question_dataset(questions, "a test")


@pytest.fixture(scope="module")
def questions():
    return table(fields())


@pytest.mark.parametrize("count", [1, 3, 20, 1000])
def test_texts_of_so_many_contexts(questions, count):
    joined = join_contexts(questions, count)
    assert joined.features == questions.features
    texts = {}
    for before, after in zip(questions, joined, strict=True):
        assert {**after, "context": 0, "answers": 0} == {**before, "context": 0, "answers": 0}
        paragraphs = after["context"].split("\n\n")
        assert before["context"] in paragraphs
        assert after["answers"]["text"] == before["answers"]["text"]
        starts = zip(after["answers"]["text"], after["answers"]["answer_start"], strict=True)
        for answer, start in starts:
            assert after["context"][start : start + len(answer)] == answer
        texts[after["context"]] = len(paragraphs)
    assert sum(texts.values()) == 20
    assert sorted(texts.values())[1:] == [count] * (len(texts) - 1)


def test_contexts_of_one_title_stand_next_to_each_other(questions):
    (text,) = set(join_contexts(questions, 20)["context"])
    title_of = dict(zip(questions["context"], questions["title"], strict=True))
    titles = [title_of[paragraph] for paragraph in text.split("\n\n")]
    assert titles != sorted(titles)
    assert [title for i, title in enumerate(titles) if i == 0 or titles[i - 1] != title] == list(
        dict.fromkeys(titles)
    )


def test_the_choice_depends_on_the_seed_and_the_set_of_questions_only(questions):
    def contexts(rows, **options):
        return {row["id"]: row["context"] for row in join_contexts(rows, 4, **options)}

    first = contexts(questions, seed=1)
    assert contexts(questions.select(range(len(questions) - 1, -1, -1)), seed=1) == first
    assert contexts(list(questions), seed=1) == first
    assert contexts(questions, seed=2) != first


def test_one_context_under_two_titles():
    rows = [QuestionExample(str(i), str(i), "Who?", "A hen.", ("hen",), (2,)) for i in range(2)]
    assert join_contexts(table(rows), 2)["context"] == ["A hen.\n\nA hen."] * 2


@pytest.mark.parametrize(
    "options", [{"count": 0}, {"count": 2.5}, {"count": 1, "seed": -1}, {"count": 1, "seed": 2**64}]
)
def test_bad_options(questions, options):
    with pytest.raises(InvalidInputError, match=r"must be a whole number|must be an integer"):
        join_contexts(questions, **options)


def test_rows_that_are_no_questions():
    with pytest.raises(DataFormatError):
        join_contexts([{"text": "Tom sleeps."}], 2)
