"""Measuring a reader over a set of questions."""

import json
import time
from types import SimpleNamespace

import numpy as np
import pytest

from nlp_suite.data import load_questions, mix_contexts
from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.evaluation import bootstrap_means, evaluate_answers, token_f1
from nlp_suite.evaluation.question_answering import _GROUP_CHARACTERS
from nlp_suite.results import Answer


def answer(text, score=0.5, null_score=0.1):
    return Answer(
        text=text,
        start=0,
        end=len(text),
        score=score,
        null_score=null_score,
        sentence="",
        sentence_start=0,
        question="",
        engine="test",
        model="test",
    )


def row(name, context, *golds, question="Who?"):
    starts = [context.index(gold) for gold in golds]
    answers = {"text": list(golds), "answer_start": starts}
    return {"id": name, "title": "t", "question": question, "context": context, "answers": answers}


ROWS = [
    row("a", "Tom Ray sleeps.", "Tom Ray", "Tom", "Tom"),
    row("b", "Ann sings in May.", "Ann"),
    row("c", "Tom Ray sleeps.", "sleeps"),
    row("d", "Nobody knows."),
    row("e", "Nothing is known."),
]
ANSWERS = {
    "a": answer("Tom", 0.9, 0.2),
    "b": answer("Ann sings", 0.8, 0.6),
    "c": answer("Ray", 0.3, 0.1),
    "d": answer("", 0.7, 0.7),
    "e": answer("Nothing", 0.6, 0.4),
}


def by_question(rows, answers):
    """A reader that knows each answer, by the question and its context."""
    rows = [{**one, "question": f"Who is {one['id']}?"} for one in rows]
    known = {(one["question"], one["context"]): answers[one["id"]] for one in rows}

    def read(questions, contexts):
        return [known[pair] for pair in zip(questions, contexts, strict=True)]

    return rows, read


def test_by_hand():
    result = evaluate_answers(*by_question(ROWS, ANSWERS))
    assert result.exact_match.score == pytest.approx(100 * 2 / 5)
    assert result.f1.score == pytest.approx(100 * (1 + 2 / 3 + 0 + 1 + 0) / 5)
    assert (result.questions, result.unanswerable) == (5, 2)
    # The two without an answer have 0.7 and 0.4: above three of three, and two of three.
    assert result.null_auroc == pytest.approx(5 / 6)
    bins = [(one.mean_score, one.accuracy, one.count) for one in result.calibration_bins]
    expected = [(0.3, 0, 1), (0.6, 0, 1), (0.7, 1, 1), (0.8, 0, 1), (0.9, 1, 1)]
    assert bins == [pytest.approx(one) for one in expected]
    assert result.calibration_error == pytest.approx((0.3 + 0.6 + 0.3 + 0.8 + 0.1) / 5)
    assert result.predictions == {name: found.text for name, found in ANSWERS.items()}
    # The lowest F1 first; of those with 0 the one that is surest of itself.
    assert [example.id for example in result.worst] == ["e", "c", "b", "a", "d"]
    worst = result.worst[1]
    assert (worst.question, worst.prediction, worst.golds) == ("Who is c?", "Ray", ("sleeps",))
    assert (worst.title, worst.score, worst.f1) == ("t", 0.3, 0)
    (example,) = (example for example in result.worst if example.id == "a")
    assert example.golds == ("Tom Ray", "Tom")


def test_intervals_are_those_of_the_questions():
    rows = [row(str(i), "Tom Ray sleeps.", "Tom Ray") for i in range(40)]
    answers = {str(i): answer(("Tom Ray", "Tom", "sleeps")[i % 3]) for i in range(40)}
    result = evaluate_answers(*by_question(rows, answers), resamples=300, seed=5)
    scores = [
        (100 * (found.text == "Tom Ray"), 100 * token_f1(found.text, ["Tom Ray"]))
        for found in answers.values()
    ]
    expected = bootstrap_means(scores, resamples=300, seed=5)
    for ours, theirs in zip((result.exact_match, result.f1), expected, strict=True):
        assert ours == theirs
        assert ours.low < ours.score < ours.high


def test_every_question_has_an_answer():
    result = evaluate_answers(*by_question(ROWS[:3], ANSWERS))
    assert result.null_auroc is None
    assert result.null_average_precision is None
    assert result.has_answer is result.no_answer is None
    assert result.best_f1 is result.best_exact_match is None
    assert result.unanswerable == 0


def test_each_half_by_itself():
    """As the script of SQuAD v2.0 reports HasAns and NoAns."""
    result = evaluate_answers(*by_question(ROWS, ANSWERS))
    has, none = result.has_answer, result.no_answer
    assert (has.questions, has.unanswerable, none.questions, none.unanswerable) == (3, 0, 2, 2)
    assert has.exact_match.score == pytest.approx(100 / 3)
    assert has.f1.score == pytest.approx(100 * (1 + 2 / 3) / 3)
    assert none.exact_match.score == none.f1.score == 50
    assert (has.empty, none.empty) == (0, 0.5)
    assert (has.mean_score, none.mean_score) == pytest.approx(((0.9 + 0.8 + 0.3) / 3, 0.65))
    assert has.calibration_error == pytest.approx((0.1 + 0.8 + 0.3) / 3)
    assert none.calibration_error == pytest.approx((0.3 + 0.6) / 2)
    assert none.f1.low <= 50 <= none.f1.high
    # In the order of their null scores e and d are 2nd and 4th of b, d, e, a, c turned round.
    assert result.null_average_precision == pytest.approx((1 + 2 / 3) / 2)


def test_the_best_threshold():
    rows, read = by_question(ROWS, ANSWERS)
    result = evaluate_answers(rows, read)
    # c and a below 0.2, all others without an answer.
    assert (result.best_f1.score, result.best_f1.threshold) == (60, pytest.approx(0.3))
    spans = {**ANSWERS, "c": answer("sleeps", 0.4, 0.1), "b": answer("Ann", 0.4, 0.1)}
    shy = {name: answer("", 0.5, found.null_score) for name, found in ANSWERS.items()}
    rows, read = by_question(ROWS, shy)
    asked = []

    def always(questions, contexts):
        asked.extend(questions)
        return by_question(ROWS, spans)[1](questions, contexts)

    result = evaluate_answers(rows, read, answer_always=always)
    assert result.f1.score == 40
    assert asked == [f"Who is {name}?" for name in "acbde"]
    # What is b has its null score of 0.6, that of the answer that counts.
    assert (result.best_f1.score, result.best_f1.threshold) == (80, pytest.approx(0.3))
    # Without the spans nothing is better than to say nothing.
    assert evaluate_answers(rows, read).best_f1.score == 40


def test_no_threshold_changes_what_is_no_matter_of_scores():
    found = {
        **ANSWERS,
        "a": SimpleNamespace(text="", score=1.0, null_score=0.2, reason="yes_no"),
        "d": SimpleNamespace(text="", score=0.7, null_score=0.7, reason="unanswerable"),
    }
    rows, read = by_question(ROWS, found)
    asked = []

    def always(questions, contexts):
        asked.extend(questions)
        return by_question(ROWS, ANSWERS)[1](questions, contexts)

    evaluate_answers(rows, read, answer_always=always)
    assert asked == ["Who is d?"]


def test_where_all_have_an_answer_the_best_spans_are_scored_too():
    rows = [row for row in ROWS if row["answers"]["text"]]
    silent = {
        name: SimpleNamespace(text="", score=0.8, null_score=0.8, reason="yes_no")
        for name in ANSWERS
    }
    spans = {row["id"]: answer(row["answers"]["text"][0], 0.15, 0.8) for row in rows[:-1]} | {
        rows[-1]["id"]: answer("nothing of it", 0.15, 0.8)
    }
    asked, read = by_question(rows, silent)
    always = by_question(rows, spans)[1]
    result = evaluate_answers(asked, read, answer_always=always)
    assert result.exact_match.score == 0
    assert result.always is not None
    right = (len(rows) - 1) / len(rows)
    assert result.always.exact_match.score == pytest.approx(100 * right)
    assert result.always.empty == 0
    # Given that there is an answer: 0.15 / (1 - 0.8).
    assert result.always.mean_score == pytest.approx(0.75)
    assert result.always.calibration_error == pytest.approx(abs(right - 0.75))
    assert evaluate_answers(asked, read).always is None
    asked, read = by_question(ROWS, ANSWERS)
    assert evaluate_answers(asked, read, answer_always=read).always is None


def test_each_kind_by_itself(tmp_path):
    kinds = {"a": "years", "b": "years", "c": "", "d": "roles"}
    rows = [{**one, "kind": kinds.get(one["id"])} for one in ROWS]
    asked, read = by_question(rows, ANSWERS)
    result = evaluate_answers(asked, read)
    assert list(result.kinds) == ["roles", "years"]
    years, roles = result.kinds["years"], result.kinds["roles"]
    assert (years.questions, years.unanswerable, years.exact_match.score) == (2, 0, 50)
    assert (roles.questions, roles.unanswerable, roles.empty) == (1, 1, 1)
    assert evaluate_answers(*by_question(ROWS, ANSWERS)).kinds == {}
    # Also from files of each form.
    lines = tmp_path / "kinds.jsonl"
    lines.write_text("".join(f"{json.dumps(one)}\n" for one in rows))
    nested = tmp_path / "kinds.json"
    paragraphs = [{"context": one["context"], "qas": [one]} for one in rows]
    nested.write_text(json.dumps({"data": [{"title": "t", "paragraphs": paragraphs}]}))
    for path in (lines, nested):
        found = evaluate_answers(path, first_word).kinds
        assert {name: one.questions for name, one in found.items()} == {"roles": 1, "years": 2}
    rows[0]["kind"] = 5
    with pytest.raises(DataFormatError, match="'kind' is a int, not a text"):
        evaluate_answers(rows, first_word)


def test_questions_of_one_context_come_together():
    """In groups of at most 256, in which a context is not parted unless it has more."""
    sizes = {0: 200, 1: 100, 2: 3, 3: 600, 4: 120}
    rows = [
        row(f"{context}-{number}", f"Context {context}.", question=f"{context}")
        for number in range(max(sizes.values()))
        for context, size in sizes.items()
        if number < size
    ]
    groups = []

    def read(questions, contexts):
        assert all(f"Context {q}." == c for q, c in zip(questions, contexts, strict=True))
        groups.append(questions)
        return [answer("", 1.0, 1.0)] * len(questions)

    result = evaluate_answers(rows, read, resamples=1)
    assert result.exact_match.score == 100
    assert list(result.predictions) == [one["id"] for one in rows]
    together = [{name: group.count(name) for name in dict.fromkeys(group)} for group in groups]
    assert together == [
        {"0": 200},
        {"1": 100, "2": 3},
        {"3": 256},
        {"3": 256},
        {"3": 88, "4": 120},
    ]


def test_long_contexts_come_in_small_groups():
    length = _GROUP_CHARACTERS // 3
    rows = [row(str(i), f"{i}" + "x" * length) for i in range(7)]
    sizes = []

    def read(questions, contexts):
        sizes.append(len(questions))
        return [answer("")] * len(questions)

    evaluate_answers(rows, read, resamples=1)
    assert sizes == [2, 2, 2, 1]


def test_speed_is_that_of_answering_alone():
    rows, known = by_question(ROWS, ANSWERS)

    def slow_rows():
        for one in rows:
            time.sleep(0.1)
            yield one

    def read(questions, contexts):
        time.sleep(0.05)
        return known(questions, contexts)

    speed = evaluate_answers(slow_rows(), read, resamples=1).questions_per_second
    assert 5 / 0.5 < speed <= 5 / 0.05


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "test.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in ROWS))
    return path


def first_word(questions, contexts):
    return [answer(context.split()[0], 0.5, len(context) / 100) for context in contexts]


def same(one, other):
    one, other = one.to_dict(), other.to_dict()
    return all(one[name] == other[name] for name in one if name != "questions_per_second")


def test_data_may_be_files_tables_or_rows(file, tmp_path):
    expected = evaluate_answers(ROWS, first_word)
    questions = load_questions(file)
    other = tmp_path / "other.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:2]))
    other.write_text("".join(lines[2:]))
    for data in ((file, other), [str(file), other], questions, iter(ROWS), list(questions)):
        assert same(evaluate_answers(data, first_word), expected)
    assert evaluate_answers(str(file), first_word).questions == 2


def test_fewer_questions():
    rows = iter(ROWS)
    assert evaluate_answers(rows, first_word, limit=2, resamples=1).questions == 2
    assert next(rows)["id"] == "c"


def test_mixed_contexts_have_no_answer():
    rows = [row(str(i), f"Cat{i} sleeps in field {i}.", f"Cat{i}") for i in range(30)]
    mixed = mix_contexts(rows, 0.5)

    def read(questions, contexts):
        # Every context has its own answer, but it answers no question that came from elsewhere.
        return [answer(context.split()[0]) for context in contexts]

    result = evaluate_answers(mixed, read)
    assert (result.unanswerable, result.exact_match.score, result.null_auroc) == (15, 50, 0.5)


def test_a_bad_row_is_named_or_left_out(file):
    file.write_text(f"{json.dumps({**ROWS[0], 'context': 'Ann sleeps.'})}\n" + file.read_text())
    with pytest.raises(DataFormatError, match=r"test\.jsonl, line 1, question 'a': the answer"):
        evaluate_answers(file, first_word)
    assert evaluate_answers(file, first_word, on_bad_rows="skip").questions == 5


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        ("nowhere.json", InvalidInputError, "there is no file 'nowhere.json'"),
        (["nowhere.json"], InvalidInputError, "there is no file 'nowhere.json'"),
        ([], DataFormatError, "the input holds no questions"),
        (5, InvalidInputError, "data must be a file, a list of files or questions, got int"),
        ([ROWS[0], ROWS[0]], DataFormatError, "the input, question 2, question 'a': an earlier"),
        ([5], DataFormatError, "it is a int, not an object"),
    ],
)
def test_data_that_cannot_be_used(data, error, message):
    with pytest.raises(error, match=message):
        evaluate_answers(data, first_word)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (answer("Tom", 1.5), "a score from 0 to 1 .* for question 'a'"),
        (answer("Tom", float("nan")), "a score from 0 to 1"),
        (answer("Tom", "high"), "a score from 0 to 1"),
        (answer("Tom", 0.5, float("nan")), "null_score must be a finite number, got nan"),
        (answer("Tom", 0.5, 10**5000), "null_score must be a finite number, got a whole number"),
        (answer("Tom", 0.5, None), "and a null_score"),
        (SimpleNamespace(text="Tom", score=0.5), "and a null_score"),
        (SimpleNamespace(text=None, score=0.5, null_score=0.5), "must have a text"),
        ("Tom", "must have a text"),
    ],
)
def test_answers_that_are_none(found, message):
    with pytest.raises(InvalidInputError, match=message):
        evaluate_answers(ROWS, lambda questions, contexts: [found] * len(questions))


def test_scores_may_be_of_numpy():
    found = answer("Tom", np.float32(0.5), np.float32(0.25))
    result = evaluate_answers(ROWS, lambda questions, contexts: [found] * len(questions))
    assert json.loads(json.dumps(result.to_dict()))["worst"][0]["score"] == 0.5


@pytest.mark.parametrize(
    ("found", "message"), [([answer("Tom")], "a list of 5 answers"), (None, "None"), ("ab", "'ab'")]
)
def test_a_reader_that_returns_something_else(found, message):
    with pytest.raises(InvalidInputError, match=message):
        evaluate_answers(ROWS, lambda questions, contexts: found)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": 0}, "limit must be .* got 0"),
        ({"resamples": 0}, "resamples must be a whole number from 1 up, got 0"),
        ({"on_bad_rows": "drop"}, "got 'drop'"),
    ],
)
def test_wrong_options_are_found_before_anything_is_answered(options, message):
    def read(questions, contexts):
        raise AssertionError("called")

    with pytest.raises(InvalidInputError, match=message):
        evaluate_answers(ROWS, read, **options)


def test_to_dict_is_plain():
    result = evaluate_answers(*by_question(ROWS, ANSWERS))
    plain = json.loads(json.dumps(result.to_dict()))
    assert plain == result.to_dict()
    assert set(plain) == {
        "has_answer",
        "no_answer",
        "always",
        "best_exact_match",
        "best_f1",
        "kinds",
        "null_average_precision",
        "exact_match",
        "f1",
        "questions",
        "unanswerable",
        "questions_per_second",
        "calibration_error",
        "calibration_bins",
        "null_auroc",
        "worst",
    }
    assert set(plain["f1"]) == {"score", "low", "high"}
    assert set(plain["calibration_bins"][0]) == {"mean_score", "accuracy", "count"}
    assert set(plain["best_f1"]) == {"score", "threshold"}
    assert set(plain["no_answer"]) == {
        "questions",
        "unanswerable",
        "exact_match",
        "f1",
        "empty",
        "mean_score",
        "calibration_error",
    }
    assert set(plain["worst"][0]) == {
        "id",
        "title",
        "question",
        "prediction",
        "golds",
        "score",
        "f1",
    }
    assert json.loads(json.dumps(result.predictions))["a"] == "Tom"


def test_real_file(development_data):
    """Whoever answers with a gold answer is always right."""
    path = development_data / "qa" / "xquad-en.json.gz"
    golds = {}
    for one in load_questions(path):
        # One question is asked of its context twice, with another answer.
        pair = one["question"], one["context"]
        golds.setdefault(pair, []).append(one["answers"]["text"][-1])

    def read(questions, contexts):
        pairs = zip(questions, contexts, strict=True)
        return [answer(golds[pair].pop(0), 1.0) for pair in pairs]

    result = evaluate_answers(path, read, resamples=10)
    assert (result.questions, result.exact_match.score, result.f1.low) == (1190, 100, 100)
    assert result.calibration_error == 0
