"""Questions that were changed so that their text, on the same subject, has no answer."""

import pytest

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data import make_unanswerable
from nlp_suite.data.questions.make_unanswerable import KINDS
from nlp_suite.data.questions.rows import QuestionExample
from nlp_suite.data.questions.table_formats import question_dataset

pytest.importorskip("datasets")

RIVERS = (
    "The river Elster rises in 1912 m. In 1907 the first bridge over the Elster was built by "
    "Anna Berg. The mill of Karl Roth burned down in 1931. Otters live there today."
)
TOWNS = (
    "The town hall of Neustadt opened in 1884. Its largest room seats 340 people, and in 1955 "
    "Maria Thal was married there. The tower is 71 m high."
)
HARBOURS = "In 1820 the port of Ulmen had 12 piers. In 1866 Peter Brandt sold it. It is empty."


def example(number, question, context, answer, title="places"):
    return QuestionExample(
        f"q{number}", title, question, context, (answer,), (context.index(answer),)
    )


QUESTIONS = [
    example(0, "Who built the first bridge over the Elster in 1907?", RIVERS, "Anna Berg"),
    example(1, "What lives at the Elster today?", RIVERS, "Otters"),
    example(2, "When did the mill of Karl Roth burn down?", RIVERS, "1931"),
    example(3, "How many people does the largest room of Neustadt seat?", TOWNS, "340"),
    example(4, "Who was married in Neustadt in 1955?", TOWNS, "Maria Thal"),
    example(5, "How high is the tower?", TOWNS, "71 m"),
    example(6, "Who sold the port of Ulmen in 1866?", HARBOURS, "Peter Brandt"),
    example(7, "How many piers did the port have in 1820?", HARBOURS, "12"),
]


def table(questions):
    return question_dataset(questions, "a test")


def changes(kind, questions=QUESTIONS, copies=24):
    """The changes of a kind that are made to questions of many ids, with the row before each."""
    rows = table(q._replace(id=f"{q.id} {n}") for q in questions for n in range(copies))
    changed = make_unanswerable(rows, 1, kinds=[kind])
    return [(before, after) for before, after in zip(rows, changed, strict=True) if before != after]


def test_what_is_changed_has_no_answer_and_all_else_is_as_it_was():
    rows = table(QUESTIONS)
    changed = make_unanswerable(rows, 0.5)
    assert changed.features == rows.features
    assert len(changed) == len(rows)
    others = [(a, b) for a, b in zip(rows, changed, strict=True) if a != b]
    assert len(others) == 4
    for before, after in others:
        assert (after["id"], after["title"]) == (before["id"], before["title"])
        assert after["answers"] == {"text": [], "answer_start": []}
        # One of the two is another, never both.
        assert (after["question"] != before["question"]) != (after["context"] != before["context"])


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_changes_what_it_says(kind):
    found = changes(kind)
    assert found
    for before, after in found:
        assert (after["context"] == before["context"]) == (kind != "sentence")
        assert (after["question"] == before["question"]) == (kind == "sentence")


def test_the_sentence_of_the_answer_is_taken_out():
    found = {after["id"][:2]: after["context"] for _, after in changes("sentence")}
    assert found["q5"] == TOWNS.removesuffix(" The tower is 71 m high.")
    assert found["q3"] == "The town hall of Neustadt opened in 1884. The tower is 71 m high."
    assert found["q6"] == "In 1820 the port of Ulmen had 12 piers. It is empty."


def test_an_answer_that_stands_elsewhere_too_is_not_taken_out():
    twice = example(0, "Who came?", "Ann came. It rained. ANN left.", "Ann")
    assert changes("sentence", [twice]) == []
    whole = example(0, "Who came?", "Ann came.", "Ann")
    assert changes("sentence", [whole]) == []


def test_an_absent_name_or_number_is_not_in_the_context():
    replacements = set()
    for before, after in changes("absent"):
        words = set(after["question"].rstrip("?").split())
        words -= set(before["question"].rstrip("?").split())
        assert words
        assert not any(word in before["context"] for word in words)
        replacements |= words
    # Years for years, of another context, and names for names.
    assert {"1866", "1884"} & replacements
    assert {"Neustadt", "Elster", "Ulmen"} & replacements


def test_a_year_that_no_other_context_has_is_one_nearby():
    only = example(0, "What opened in 1884?", "In 1884 a town hall opened.", "a town hall", "one")
    years = {int(after["question"][-5:-1]) for _, after in changes("absent", [only])}
    assert years
    assert all(0 < abs(year - 1884) <= 11 for year in years)


def test_a_present_one_is_in_another_sentence_of_the_context():
    found = changes("present")
    replaced = {(after["id"][:2], after["question"]) for _, after in found}
    assert ("q0", "Who built the first bridge over the Elster in 1931?") in replaced
    assert ("q4", "Who was married in Neustadt in 1884?") in replaced
    for before, after in found:
        new = set(after["question"].rstrip("?").split()) - set(before["question"].split())
        assert all(word in before["context"] for word in new)


def test_a_replacement_is_never_an_answer():
    text = "Ann Moor met Eva Lind in Rome. Eva Lind met Ida Horn in Oslo."
    met = example(0, "Whom did Ann Moor meet?", text, "Eva Lind")
    assert {after["question"] for _, after in changes("present", [met])} <= {
        "Whom did Ida Horn meet?"
    }


def test_an_antonym_is_a_word_that_the_context_does_not_have():
    found = {(after["id"][:2], after["question"]) for _, after in changes("antonym")}
    assert ("q0", "Who built the last bridge over the Elster in 1907?") in found
    assert ("q3", "How many people does the smallest room of Neustadt seat?") in found
    both = example(0, "Who came first?", "Ann came first, Eva came last.", "Ann")
    assert changes("antonym", [both]) == []
    capital = example(0, "First of all came who?", "Ann came first.", "Ann")
    assert {after["question"] for _, after in changes("antonym", [capital])} == {
        "Last of all came who?"
    }


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        (
            "What did Ann eat?",
            {"What did Ann not eat?", "What did Ann never eat?", "What didn't Ann eat?"},
        ),
        (
            "Who was the king of Rome?",
            {
                "Who was the king not of Rome?",
                "Who was the king never of Rome?",
                "Who wasn't the king of Rome?",
            },
        ),
        ("Who is here?", {"Who is not here?", "Who is never here?", "Who isn't here?"}),
        ("What can a cat eat?", {"What can a cat not eat?", "What can a cat never eat?"}),
        ("Who did not come?", set()),
        ("Who didn't come?", set()),
        ("Who came?", set()),
    ],
)
def test_negation(question, negated):
    asked = example(0, question, "Ann came.", "Ann")
    assert {after["question"] for _, after in changes("negation", [asked])} == negated


def test_the_choice_depends_on_the_seed_and_the_set_of_questions_only():
    def made(questions, **options):
        return {row["id"]: row for row in make_unanswerable(questions, 0.5, **options)}

    first = made(table(QUESTIONS), seed=1)
    assert made(table(QUESTIONS[::-1]), seed=1) == first
    assert made(list(table(QUESTIONS)), seed=1) == first
    assert made(table(QUESTIONS), seed=2) != first


def test_fewer_where_fewer_can_be_and_those_without_an_answer_stay():
    rows = [
        QUESTIONS[0],
        QUESTIONS[1]._replace(answers=(), answer_starts=()),
        example(9, "Who came?", "Ann came.", "Ann"),
    ]
    changed = make_unanswerable(table(rows), 1)
    assert changed[1:] == table(rows)[1:]
    assert changed[0] != table(rows)[0]


@pytest.mark.parametrize(
    "hostile", ["a", "A", "A ", "1.", "1,", "9", "A.", "n't ", "the ", "a\u200d", ". "]
)
def test_long_questions_and_texts_take_linear_time(hostile, assert_quick):
    text = (hostile * 100_000)[:100_000].strip() + " end"
    asked = example(0, "who was " + text, "It is Ann in " + text, "Ann")

    def work():
        make_unanswerable([row(asked)], 1)
        make_unanswerable([row(asked)], 1, kinds=["negation"])

    assert_quick(work, seconds=2)


def row(question):
    answers = {"text": list(question.answers), "answer_start": list(question.answer_starts)}
    return {**question._asdict(), "answers": answers}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"share": 0}, "share must be above 0 and up to 1, got 0"),
        ({"share": 1.1}, "got 1.1"),
        ({"share": "half"}, "got 'half'"),
        ({"kinds": []}, r"kinds must be different ones of .*, got \[\]"),
        ({"kinds": "antonym"}, "got 'antonym'"),
        ({"kinds": ["antonym", "antonym"]}, "kinds must be different"),
        ({"kinds": ["swap"]}, "kinds must be different ones of .'sentence'"),
        ({"seed": -1}, "seed must be an integer from 0"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(InvalidInputError, match=message):
        make_unanswerable(table(QUESTIONS), **options)


def test_rows_that_are_no_questions():
    with pytest.raises(DataFormatError, match="the input, question 1: it has no 'context'"):
        make_unanswerable([{"text": "Tom sleeps."}])
