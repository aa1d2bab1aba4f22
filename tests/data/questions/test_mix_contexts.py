"""Questions that were given a context without their answers."""

import pytest

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data import load_questions, mix_contexts
from nlp_suite.data.questions.rows import QuestionExample
from nlp_suite.data.questions.table_formats import question_dataset
from nlp_suite.text.answer_normalization import normalize_answer

pytest.importorskip("datasets")

ANIMALS = ("fox", "hen", "cat", "dog", "owl", "bee", "ant", "elk", "eel", "cow")


def animals(titles=5):
    """Forty questions on twenty contexts, two in a row about animals of one title."""
    for number in range(40):
        of_context = number // 2
        name = f"{ANIMALS[of_context % 10]}{of_context}"
        context = f"In field {of_context} a {name} sleeps."
        yield QuestionExample(
            f"q{number}",
            f"title {of_context % titles}",
            f"Who sleeps in field {of_context}?",
            context,
            (f"a {name}", name),
            (context.index(f"a {name}"), context.index(name)),
        )


def table(questions):
    return question_dataset(questions, "a test")


@pytest.fixture(scope="module")
def questions():
    return table(animals())


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_a_share_gets_another_context(questions, share):
    mixed = mix_contexts(questions, share)
    assert mixed.features == questions.features
    changed = 0
    for before, after in zip(questions, mixed, strict=True):
        assert (after["id"], after["question"]) == (before["id"], before["question"])
        if after == before:
            continue
        changed += 1
        assert after["answers"] == {"text": [], "answer_start": []}
        assert after["title"] != before["title"]
        normal = normalize_answer(after["context"])
        assert not any(normalize_answer(gold) in normal for gold in before["answers"]["text"])
        assert (after["title"], after["context"]) in {
            (row["title"], row["context"]) for row in questions
        }
    assert changed == round(share * 40)


def test_the_choice_depends_on_the_seed_and_the_set_of_questions_only(questions):
    def contexts(rows, **options):
        return {row["id"]: row["context"] for row in mix_contexts(rows, **options)}

    first = contexts(questions, seed=1)
    assert contexts(questions, seed=1) == first
    backwards = questions.select(range(len(questions) - 1, -1, -1))
    assert contexts(backwards, seed=1) == first
    assert contexts(list(questions), seed=1) == first
    assert contexts(questions, seed=2) != first


def test_the_choice_is_the_same_on_every_machine(questions):
    """Python itself hashes strings in another way in every process."""
    mixed = mix_contexts(questions, 0.1)
    chosen = {row["id"]: row["context"] for row in mixed if not row["answers"]["text"]}
    assert chosen == {
        "q0": "In field 17 a elk17 sleeps.",
        "q5": "In field 5 a bee5 sleeps.",
        "q6": "In field 19 a cow19 sleeps.",
        "q10": "In field 17 a elk17 sleeps.",
    }


def test_an_answer_counts_in_any_case_and_without_articles():
    """Every other context has an answer to the first question, but for the last."""
    contexts = ["Bell, the owl.", "THE OWL!", "An owl.", "o.w.l.", "Owls.", "A hen."]
    rows = [
        QuestionExample(str(i), "", "Who?", context, (context,), (0,))
        for i, context in enumerate(contexts)
    ]
    rows[0] = rows[0]._replace(answers=("the owl",), answer_starts=(6,))
    for seed in range(5):
        mixed = mix_contexts(table(rows), 1, seed=seed)
        assert mixed[0]["context"] == "A hen."


def test_the_only_fitting_context_is_found_among_many():
    rows = [
        QuestionExample(f"owl {i}", "", "Who?", f"An owl {i}.", ("owl",), (3,)) for i in range(500)
    ]
    rows.append(QuestionExample("hen", "", "Who?", "A hen.", ("hen",), (2,)))
    mixed = mix_contexts(table(rows[::-1]), 1)
    assert all(row["context"] == "A hen." for row in mixed if row["id"] != "hen")


def test_an_answer_of_punctuation_only_counts_as_it_is():
    rows = [
        QuestionExample("a", "", "Which mark?", "It ends in a ?", ("?",), (13,)),
        QuestionExample("b", "", "Who?", "Who is that? Tom.", ("Tom",), (13,)),
        QuestionExample("c", "", "Who?", "It is Ann.", ("Ann",), (6,)),
    ]
    for seed in range(5):
        assert mix_contexts(table(rows), 1, seed=seed)[0]["context"] == "It is Ann."


def test_contexts_of_the_same_title(questions):
    def near(rows, **options):
        return [
            after["title"] == before["title"]
            for before, after in zip(rows, mix_contexts(rows, 1, **options), strict=True)
        ]

    assert all(near(questions, same_title=1))
    assert 10 <= sum(near(questions, same_title=0.5)) <= 30
    # A title of its own has no other context; one title for all leaves no choice.
    assert not any(near(table(animals(titles=20)), same_title=1))
    assert all(near(table(animals(titles=1))))


def test_questions_without_an_answer_stay_and_do_not_count(questions):
    rows = list(animals())
    rows[5:15] = [row._replace(answers=(), answer_starts=()) for row in rows[5:15]]
    before = table(rows)
    after = mix_contexts(before, 0.5)
    assert after[5:15] == before[5:15]
    assert sum(not answers["text"] for answers in after["answers"]) == 10 + 15


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (lambda: list(animals())[:2], "only 0 of 2 questions .* and 1 are wanted"),
        (
            lambda: [row._replace(answers=("field",), answer_starts=(3,)) for row in animals()],
            "only 0 of 40 questions .* and 20 are wanted; pass a smaller share",
        ),
    ],
)
def test_too_few_contexts(rows, message):
    with pytest.raises(DataFormatError, match=message):
        mix_contexts(table(rows()))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"share": 0}, "share must be above 0 and up to 1, got 0"),
        ({"share": 1.1}, "got 1.1"),
        ({"share": float("nan")}, "got nan"),
        ({"share": "half"}, "got 'half'"),
        ({"same_title": -0.1}, "same_title must be from 0 to 1, got -0.1"),
        ({"seed": -1}, "seed must be an integer from 0"),
        ({"seed": True}, "got True"),
    ],
)
def test_bad_arguments(questions, options, message):
    with pytest.raises(InvalidInputError, match=message):
        mix_contexts(questions, **options)


def test_rows_that_are_no_questions():
    with pytest.raises(DataFormatError, match="the input, question 1: it has no 'context'"):
        mix_contexts([{"text": "Tom sleeps."}])


def test_real_file(development_data):
    questions = load_questions(development_data / "qa" / "xquad-en.json.gz")
    mixed = mix_contexts(questions)
    assert sum(not answers["text"] for answers in mixed["answers"]) == 595
