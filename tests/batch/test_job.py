import json
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

import nlp_suite
from nlp_suite import BatchError, DataFormatError, InvalidInputError
from nlp_suite.batch import AnswerRow, planner
from nlp_suite.data.documents import file_reader, held_file


def test_rows_are_the_answers_of_the_reader(ask, articles, tiny_reader, read_rows):
    run = ask("answers.jsonl", top_k=2)
    streamed = list(run)
    assert all(isinstance(row, AnswerRow) for row in streamed)
    files = sorted(articles.iterdir())
    reader = nlp_suite.load("answer", model=tiny_reader)
    expected = []
    for question in ask.questions:
        for file in files:
            for rank, one in enumerate(reader(question, file.read_text(), top_k=2), start=1):
                expected.append((question, f"articles/{file.name}", rank, one))
    rows = read_rows(articles.parent / "answers.jsonl")
    assert rows == [
        row.to_dict() for row in sorted(streamed, key=lambda r: order(r, ask.questions))
    ]
    assert len(rows) == len(expected) == 12 * 3 * 2
    for row, (question, file, rank, one) in zip(rows, expected, strict=True):
        assert (row["question"], row["file"], row["rank"]) == (question, file, rank)
        assert (row["answer"], row["start"], row["end"]) == (one.text, one.start, one.end)
        assert (row["sentence"], row["sentence_start"]) == (one.sentence, one.sentence_start)
        # What is computed together may differ in the last digit.
        assert row["score"] == pytest.approx(one.score, rel=1e-4)
        assert row["null_score"] == pytest.approx(one.null_score, rel=1e-4)
        assert (row["engine"], row["model"]) == ("custom", "tiny-reader")
        assert len(row["model_version"]) == 16
    assert (run.files, run.documents, run.computed, run.problems) == (12, 12, 36, 0)


def order(row, questions):
    return questions.index(row.question), row.file, row.rank


def test_the_formats_say_the_same(ask, articles, read_rows):
    rows = "id,text,year\na,Kim reads. Ann sits.,7\nb,Eli sings. Ann sits.,8\n"
    (articles / "rows.csv").write_text(rows)
    questions = [
        {"question": "Who sings?", "id": 1, "share": 0.5, "gold": ["Eli"], "hard": True},
        {"question": "Who reads?", "id": 2, "share": 1, "gold": None},
    ]
    paths = ["articles/00001.txt", "articles/rows.csv"]
    for suffix in ("jsonl", "csv", "parquet"):
        ask(f"rows.{suffix}", questions, paths, top_k=2, keep_columns=["year"]).finish()
    plain, flat, packed = (
        read_rows(articles.parent / f"rows.{suffix}") for suffix in ("jsonl", "csv", "parquet")
    )
    assert len(plain) == len(flat) == len(packed) == 12
    assert [row["document_id"] for row in plain[:6:2]] == [None, "a", "b"]
    assert [row["row"] for row in plain[:6:2]] == [None, 2, 3]
    assert plain[2]["document_year"] == "7"
    assert (plain[0]["question_id"], plain[0]["question_gold"]) == (1, ["Eli"])
    for row, cells, values in zip(plain, flat, packed, strict=True):
        assert list(row) == list(cells) == list(values)
        if row["question_gold"] is not None:
            row["question_gold"] = json.dumps(row["question_gold"])
        assert values == row
        row["question_share"] = float(row["question_share"])
        assert cells == {key: "" if one is None else str(one) for key, one in row.items()}
    assert isinstance(packed[0]["question_share"], float)
    assert packed[0]["question_hard"] is True


def test_only_what_has_changed_is_computed(ask, articles, read_rows, make_tiny_reader):
    def counts(**options):
        run = ask("answers.jsonl", **options).finish()
        return run.computed, run.reused

    first = articles / "00000.txt"
    assert counts() == (36, 0)
    assert counts() == (0, 36)
    first.write_text("Kim sleeps under the stone.")
    assert counts() == (3, 33)
    # A name is no reason, nor is a copy.
    first.rename(articles / "renamed.txt")
    shutil.copy(articles / "renamed.txt", articles / "copy.txt")
    assert counts() == (0, 39)
    assert counts(questions=[ask.questions[1], "Who sings?"])[0] == 12
    rows = read_rows(articles.parent / "answers.jsonl")
    assert {row["question"] for row in rows} == {ask.questions[1], "Who sings?"}
    (articles / "copy.txt").unlink()
    assert counts() == (0, 36)
    assert {row["file"] for row in read_rows(articles.parent / "answers.jsonl")} == {
        f"articles/{path.name}" for path in articles.iterdir()
    }
    assert counts(top_k=2) == (36, 0)
    assert counts(max_answer_tokens=3) == (36, 0)
    assert counts(threads=1, batch_tokens=64) == (0, 36)
    # To name what is usual makes no difference.
    assert counts(scoring=None, max_answer_tokens=15) == (0, 36)
    assert counts() == (0, 36)
    other = make_tiny_reader(seed=1)
    run = nlp_suite.answer_files(ask.questions, "articles", "answers.jsonl", model=other).finish()
    assert (run.computed, run.reused) == (36, 0)


def test_known_files_are_not_read_again(ask, articles, monkeypatch):
    (articles / "rows.jsonl").write_text('{"text": "Tom reads."}\n{"text": "Ann sings."}\n')
    before = [row.to_dict() for row in ask("answers.jsonl")]
    monkeypatch.setattr(planner.FileReader, "read", None)
    after = [row.to_dict() for row in ask("answers.jsonl")]
    assert len(after) == 14 * 3
    assert sorted(map(str, after)) == sorted(map(str, before))
    # Other arguments may make other documents of the same bytes.
    with pytest.raises(TypeError):
        ask("answers.jsonl", text_column="body").finish()


def test_the_same_text_and_question_is_computed_once(ask, articles):
    shutil.copytree(articles, articles / "again")
    run = ask("answers.jsonl", questions=[*ask.questions, ask.questions[0]])
    rows = list(run)
    assert len(rows) == 24 * 4
    assert run.computed == 36
    assert len((articles.parent / "answers.jsonl").read_text().splitlines()) == 24 * 4


def test_a_question_that_was_computed_while_another_was_planned(ask, articles, monkeypatch):
    (articles / "a.txt").write_text("Tom sleeps.")
    (articles / "b.txt").write_text("Tom sleeps.")
    # The first is asked of b.txt only, and fills the group that has the second of a.txt.
    monkeypatch.setattr(planner, "GROUP_CHARACTERS", 100)
    questions = [{"question": "Who sleeps?", "file": "b.txt"}, "Who?"]
    job = ask("answers.jsonl", questions, ["articles/a.txt", "articles/b.txt"])
    assert [(row.file, row.question) for row in job] == [
        ("articles/a.txt", "Who?"),
        ("articles/b.txt", "Who sleeps?"),
        ("articles/b.txt", "Who?"),
    ]
    assert (job.computed, job.reused) == (2, 1)


def test_questions_of_one_file(ask, articles, read_rows, problems):
    (articles / "sub").mkdir()
    shutil.copy(articles / "00003.txt", articles / "sub" / "00003.txt")
    questions = [
        {"question": "Who reads?", "file": "00007.txt"},
        "Who sleeps?",
        {"question": "Who sings?", "file": "./articles/00003.txt"},
        {"question": "Who pays?", "file": "3.txt"},
        {"question": "Who reads?", "file": "sub/00003.txt"},
    ]
    run = ask("answers.jsonl", questions, on_problem=problems).finish()
    assert run.problems == 1
    assert problems == ["3.txt is not among the files, but questions name it; correct its path"]
    rows = read_rows(articles.parent / "answers.jsonl")
    assert len(rows) == 13 + 3
    assert [(row["question"], row["file"]) for row in (rows[0], *rows[14:])] == [
        ("Who reads?", "articles/00007.txt"),
        ("Who sings?", "articles/00003.txt"),
        ("Who reads?", "articles/sub/00003.txt"),
    ]
    # What nobody asks about is not read.
    (articles / "broken.pdf").write_bytes(b"%PDF")
    run = ask(None, [{"question": "Who?", "file": "00001.txt"}])
    assert [row.file for row in run] == ["articles/00001.txt"]
    assert (run.files, run.documents, run.problems) == (13, 1, 0) or run.files == 14


def test_without_an_output_nothing_is_kept(ask, articles):
    files = sorted(path.name for path in articles.parent.rglob("*"))
    first, second = ([row.to_dict() for row in ask()] for _ in range(2))
    assert first == second
    assert len(first) == 36
    assert sorted(path.name for path in articles.parent.rglob("*")) == files


def test_what_cannot_be_read_is_told_and_left_out(ask, articles, problems, read_rows):
    (articles / "00001.txt").write_bytes(b"")
    (articles / "table.jsonl").write_text('{"text": "Tom sings."}\n{"body": "Tom"}\n')
    run = ask("answers.csv", paths=["articles", "nowhere.txt"], on_problem=problems).finish()
    assert run.problems == 3
    assert problems == [
        "articles/00001.txt is empty",
        "articles/table.jsonl, row 2: it has no 'text'",
        "nowhere.txt does not exist; correct the path",
    ]
    assert len(read_rows(articles.parent / "answers.csv")) == 12 * 3
    errors = articles.parent / "answers.csv.errors"
    written = [json.loads(line) for line in errors.read_text().splitlines()]
    assert [one["reason"] for one in written] == problems
    assert written[0] == {
        "file": "articles/00001.txt",
        "question": None,
        "error": "DataFormatError",
        "reason": "articles/00001.txt is empty",
    }
    # The good rows are known, the bad file is looked at again.
    (articles / "00001.txt").write_text("Ann reads.")
    (articles / "table.jsonl").write_text('{"text": "Tom sings."}\n')
    run = ask("answers.csv", on_problem=problems).finish()
    assert (run.computed, run.problems) == (3, 0)
    assert not errors.exists()


def test_problems_are_logged_where_nobody_takes_them(ask, articles, caplog):
    (articles / "00001.txt").write_bytes(b"")
    ask().finish()
    assert caplog.messages == ["articles/00001.txt is empty"]
    assert caplog.records[0].name == "nlp_suite.batch"


def test_strict_stops_at_the_first_problem(ask, articles):
    (articles / "00005.txt").write_bytes(b"")
    run = ask("answers.jsonl", strict=True)
    with pytest.raises(DataFormatError, match=r"articles/00005\.txt is empty"):
        run.finish()
    assert not (articles.parent / "answers.jsonl").exists()
    # What was found before is kept.
    assert ask("answers.jsonl", on_problem=lambda _: None).finish().reused > 0


def test_a_question_that_is_too_long_keeps_no_other_back(ask, articles, problems, read_rows):
    long = "Who " * 40 + "?"
    questions = [ask.questions[0], {"question": long, "file": "00003.txt"}, ask.questions[1]]
    run = ask("answers.jsonl", questions, on_problem=problems).finish()
    (problem,) = problems
    assert problem.startswith("articles/00003.txt: question has 41 tokens, more than")
    assert len(read_rows(articles.parent / "answers.jsonl")) == 24
    error = json.loads((articles.parent / "answers.jsonl.errors").read_text())
    assert error["question"] == long
    assert run.computed == 25


def test_a_wrong_option_is_told_at_once(ask, articles):
    with pytest.raises(InvalidInputError, match="window must be at most 64"):
        ask("answers.jsonl", window=999).finish()
    with pytest.raises(InvalidInputError, match="scoring must be one of"):
        ask(scoring="both").finish()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"output": "answers.txt"}, "must end in .jsonl, .csv or .parquet, got 'answers.txt'"),
        ({"output": "articles.csv"}, "is a folder"),
        ({"best": True}, "best and html go with an output"),
        ({"questions": []}, "there is no question"),
        ({"questions": "q.txt"}, "there is no file 'q.txt'"),
        ({"questions": [1]}, "questions[0] must be a str or a dictionary, got int"),
        ({"questions": "q.csv", "output": "./q.csv"}, "must be different files"),
        ({"paths": []}, "paths must be a path or a list"),
        ({"paths": "empty"}, "there is no document among the files"),
        ({"workers": 0}, "workers must be a whole number from 1 up, got 0"),
        ({"top_k": 0}, "top_k must be a whole number from 1 up, got 0"),
        ({"engine": "cloud"}, "engine must be one of"),
    ],
)
def test_bad_arguments(ask, articles, arguments, message):
    (articles.parent / "articles.csv").mkdir()
    (articles.parent / "empty").mkdir()
    with pytest.raises(InvalidInputError) as error:
        ask(**arguments).finish()
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_second_job_on_one_output_stops_at_once(ask, articles, read_rows):
    run = ask("answers.jsonl")
    next(run)
    with pytest.raises(BatchError, match=r"^another job writes answers\.jsonl; wait"):
        next(ask("answers.jsonl"))
    next(ask("other.jsonl"))
    run.finish()
    assert len(read_rows(articles.parent / "answers.jsonl")) == 36
    assert ask("answers.jsonl").finish().reused == 36


def test_an_unfinished_job_may_be_closed_by_another_thread(ask, articles):
    # As happens if garbage is collected there.
    job = ask("answers.jsonl")
    next(job)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(job.close).result()
    assert ask("answers.jsonl").finish().reused > 0


def test_a_store_that_is_none(ask, articles):
    store = articles.parent / "answers.jsonl.job"
    store.write_text("Tom sleeps. " * 1000)
    with pytest.raises(DataFormatError, match=r"answers\.jsonl\.job is damaged .* delete it"):
        ask("answers.jsonl").finish()
    store.unlink()
    with sqlite3.connect(store) as connection:
        connection.execute("CREATE TABLE texts (id)")
    connection.close()
    with pytest.raises(DataFormatError, match="is a database of another program"):
        ask("answers.jsonl").finish()


def test_a_damaged_result_is_computed_again_and_that_is_said(ask, articles, read_rows, caplog):
    ask("answers.jsonl").finish()
    output = articles.parent / "answers.jsonl"
    before = output.read_bytes()
    with sqlite3.connect(articles.parent / "answers.jsonl.job") as connection:
        connection.execute("UPDATE results SET result = replace(result, '0', '1') WHERE id < 4")
    connection.close()
    run = ask("answers.jsonl").finish()
    assert (run.computed, run.reused, run.damaged) == (3, 33, 3)
    assert "3 of its entries were damaged; what they held is computed again" in caplog.text
    assert [row["answer"] for row in read_rows(output)] == [
        json.loads(line)["answer"] for line in before.splitlines()
    ]
    assert ask("answers.jsonl").finish().damaged == 0


@pytest.mark.parametrize("memory", [1, 1 << 20])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_file_that_changes_while_it_is_read_leaves_no_wrong_row(
    ask, articles, read_rows, problems, monkeypatch, memory, name
):
    monkeypatch.setattr(held_file, "_MEMORY_BYTES", memory)
    first, second = (json.dumps({"text": f"{one} sleeps."}) for one in ("Tom", "Eli"))
    file, copy = articles / name, articles / f"copy-{name}"
    file.write_text(first)
    copy.write_text(first)
    fingerprint, written = file_reader.FileReader.fingerprint, []

    def change(reader, held):
        value = fingerprint(reader, held)
        if held.given == f"articles/{name}" and not written:
            # As another process may at this moment.
            written.append(file.write_text(second))
        return value

    monkeypatch.setattr(file_reader.FileReader, "fingerprint", change)
    paths = [f"articles/{name}", f"articles/copy-{name}"]
    run = ask("answers.jsonl", ["Who sleeps?"], paths, on_problem=problems).finish()
    assert run.problems == (memory == 1)
    if problems:
        assert problems == [
            f"articles/{name} was changed while it was read; run the same again when it is written"
        ]
    rows = read_rows(articles.parent / "answers.jsonl")
    assert ["copy" in row["file"] for row in rows] == ([True] if problems else [False, True])
    assert all("Eli" not in row["sentence"] for row in rows)
    assert run.documents == len(rows)
    for text in (first, second):
        file.write_text(text)
        ask("answers.jsonl", ["Who sleeps?"], paths).finish()
        rows = read_rows(articles.parent / "answers.jsonl")
        assert [("Eli" in row["sentence"]) for row in rows] == [text == second, False]


def test_odd_values_of_questions_and_rows(ask, articles, read_rows, problems):
    (articles / "rows.jsonl").write_text(
        '{"text": "Ann paid.", "by": "\\udc00", "at": 1.5}\n{"text": "Tom paid.", "by": 7}\n'
    )
    questions = articles.parent / "questions.jsonl"
    questions.write_text(
        '{"question": "Who paid?", "by": "\\ud800", "no": 1e999}\n'
        '{"question": "Who?", "file": "\\ud800.txt"}\n'
    )
    paths = ["articles/rows.jsonl"]
    run = ask("answers.jsonl", questions, paths, keep_columns=["by", "at"], on_problem=problems)
    streamed = [row.to_dict() for row in run]
    rows = read_rows(articles.parent / "answers.jsonl")
    assert rows == streamed
    assert [problem.split(":")[0] for problem in problems[:-1]] == ["articles/rows.jsonl, row 1"]
    assert problems[-1].endswith(
        ".txt is not among the files, but questions name it; correct its path"
    )
    (row,) = rows
    assert (row["question_by"], row["question_no"], row["document_by"]) == ("?", "inf", 7)
    with pytest.raises(InvalidInputError, match=r"questions\[0\]: its 'by' can't be kept: "):
        ask("answers.jsonl", [{"question": "Who?", "by": 1 << 100_000}]).finish()


def test_a_bad_line_of_the_questions_is_one_problem(ask, articles, read_rows, problems):
    folder = articles.parent
    (folder / "q.jsonl").write_text(
        '{"question": "Who sleeps?"}\n{"question"\n{"question": "Who?"}'
    )
    run = ask("answers.jsonl", "q.jsonl", "articles/00001.txt", on_problem=problems).finish()
    rows = read_rows(folder / "answers.jsonl")
    assert [row["question"] for row in rows] == ["Who sleeps?", "Who?"]
    assert run.problems == 1
    assert problems[0].startswith("q.jsonl, line 2 is no JSON")
    (error,) = map(json.loads, (folder / "answers.jsonl.errors").read_text().splitlines())
    assert (error["file"], error["error"]) == ("q.jsonl", "DataFormatError")
    with pytest.raises(DataFormatError, match=r"q\.jsonl, line 2 is no JSON"):
        ask("answers.jsonl", "q.jsonl", "articles/00001.txt", strict=True).finish()
    # It does not hide that there is nothing else.
    (folder / "empty").mkdir()
    with pytest.raises(InvalidInputError, match="there is no document among the files"):
        ask("answers.jsonl", "q.jsonl", "empty", on_problem=problems).finish()
    (folder / "q.jsonl").write_text("[]\n{}\n")
    with pytest.raises(InvalidInputError, match="there is no question; give one at least"):
        ask("answers.jsonl", "q.jsonl", "articles/00001.txt", on_problem=problems).finish()
    assert len(problems) == 4


def test_the_same_text_in_two_files_with_questions_of_their_own(ask, articles, read_rows):
    for name in "ab":
        (articles / f"{name}.txt").write_text("Tom sleeps. Ann paid 3 euros. " * 30)
    questions = [
        {"question": "Who paid?", "file": "a.txt"},
        {"question": "Who sleeps?", "file": "b.txt"},
        {"question": "Who paid?", "file": "b.txt"},
    ]
    assert ask("answers.jsonl", questions).finish().computed == 2
    assert len(read_rows(articles.parent / "answers.jsonl")) == 3


def test_the_output_and_the_store_are_no_articles(ask, articles):
    ask("articles/answers.jsonl").finish()
    run = ask("articles/answers.jsonl").finish()
    assert (run.files, run.problems) == (12, 0)


def test_the_best_file_of_each_question(ask, articles, read_rows):
    every, best = articles.parent / "every.jsonl", articles.parent / "best.jsonl"
    ask(every).finish()
    ask(best, best=True, top_k=2).finish()
    rows = read_rows(best)
    assert [(row["question"], row["rank"]) for row in rows] == [
        (question, rank) for question in ask.questions for rank in (1, 2)
    ]
    for row in rows[::2]:
        scores = {
            one["file"]: one["score"]
            for one in read_rows(every)
            if one["question"] == row["question"]
        }
        assert row["file"] == max(scores, key=scores.get)


def test_an_empty_answer_is_worse_than_any_other(ask, articles, read_rows):
    best = articles.parent / "best.jsonl"
    ask(best, best=True, no_answer_threshold=0.0).finish()
    every = articles.parent / "every.jsonl"
    ask(every, no_answer_threshold=0.0).finish()
    for row in read_rows(best):
        assert row["answer"] == ""
        scores = [r["score"] for r in read_rows(every) if r["question"] == row["question"]]
        assert row["score"] == min(scores)


def test_why_there_is_no_answer(ask, articles, read_rows):
    rows = ask(articles.parent / "none.jsonl", no_answer_threshold=0.0)
    assert {row.reason for row in rows} == {"unanswerable"}
    always = articles.parent / "always.jsonl"
    ask(always, no_answer_threshold=0.0, always=True, group=True).finish()
    assert all(row["answer"] and row["reason"] == "" for row in read_rows(always))


def test_summaries(articles, read_rows):
    run = nlp_suite.summarize_files("articles", "summaries.jsonl", sentences=1)
    assert run.finish().computed == 12
    rows = read_rows(articles.parent / "summaries.jsonl")
    for row in rows:
        text = (articles.parent / row["file"]).read_text()
        summary = nlp_suite.summarize(text, sentences=1)
        assert row["summary"] == summary.text
        (sentence,) = row["sentences"]
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
        assert (row["method"], row["model"]) == (summary.method, summary.model)
    run = nlp_suite.summarize_files("articles", "summaries.csv", sentences=1).finish()
    flat = read_rows(articles.parent / "summaries.csv")
    assert [json.loads(row["sentences"]) for row in flat] == [row["sentences"] for row in rows]


def test_translations(articles, read_rows, toy_translator):
    (articles / "00000.txt").write_text("I see a cat.\n\nWe like the dog.\n")
    paths = ["articles/00000.txt"]
    run = nlp_suite.translate_files(paths, "translations.jsonl", model=toy_translator)
    (row,) = run
    expected = nlp_suite.translate((articles / "00000.txt").read_text(), model=toy_translator)
    assert (row.translation, str(row)) == (expected.text, expected.text)
    assert row.score == pytest.approx(expected.score, rel=1e-4)
    assert read_rows(articles.parent / "translations.jsonl") == [row.to_dict()]


def test_the_bar_says_how_far_it_is(ask, articles, capsys):
    ask("answers.jsonl", progress=True, paths=["articles", "articles/00003.txt"]).finish()
    error = capsys.readouterr().err
    assert "12/12" in error
    assert "questions/s" in error
    ask("answers.jsonl").finish()
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_the_pretrained_engine(ask, articles, checkpoints, read_rows):
    folder = checkpoints / "distilbert-squad"
    options = {"engine": "pretrained", "model": folder}
    paths = ["articles/00001.txt", "articles/00002.txt"]
    run = nlp_suite.answer_files(["Who sleeps?"], paths, "answers.jsonl", **options).finish()
    assert (run.computed, run.problems) == (2, 0)
    rows = read_rows(articles.parent / "answers.jsonl")
    texts = [(articles.parent / path).read_text() for path in paths]
    # Not the engine's own scores, which compare with nothing.
    expected = nlp_suite.answer("Who sleeps?", texts, scoring="joint", **options)
    assert [row["answer"] for row in rows] == [one.text for one in expected]
    assert [row["score"] for row in rows] == pytest.approx([one.score for one in expected])
    assert {(row["engine"], row["model"]) for row in rows} == {("pretrained", "distilbert-squad")}
