"""`nlp-suite answer-files`, `summarize-files` and `translate-files`."""

import io
import json
from pathlib import Path

import pytest

import nlp_suite
from nlp_suite.cli import main
from nlp_suite.data.parallel import glossary

TEXTS = {
    "one.txt": "It is late. Pedals came in Paris in the 1860s. Go on.",
    "two.md": "Pedals came to London, and in the 1860s they were new.",
}


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "texts" / name).write_text(text)
    (tmp_path / "questions.txt").write_text("Where did pedals come?\nWho?\n")
    return tmp_path


@pytest.fixture
def run(files, capsys):
    def run(*arguments):
        status = main([*map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def answer(run, tiny_reader):
    command = ("answer-files", "--questions", "questions.txt", "--model", tiny_reader)
    return lambda *arguments: run(*command, *arguments)


def test_rows_on_standard_output(answer):
    status, output, error = answer("texts")
    assert (status, error) == (0, "")
    rows = [json.loads(line) for line in output.splitlines()]
    assert [(row["file"], row["question"]) for row in rows] == [
        (f"texts/{name}", question)
        for name in TEXTS
        for question in ("Where did pedals come?", "Who?")
    ]
    for row in rows:
        text = TEXTS[row["file"].removeprefix("texts/")]
        assert text[row["start"] : row["end"]] == row["answer"]


def test_an_output(answer, files):
    assert answer("texts", "--output", "a.csv", "--best", "--html", "a.html") == (0, "", "")
    lines = (files / "a.csv").read_text().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("question,file,row,document_id,rank,answer,reason,score,")
    assert (files / "a.html").read_text().count("<mark>") == 2


def test_the_options_reach_the_task(answer, tiny_reader):
    options = {"top_k": 3, "window": 30, "stride": 4, "max_windows": 1, "max_answer_tokens": 2}
    options |= {"scoring": "independent", "bm25_weight": 0.5}
    arguments = [part for name, value in options.items() for part in (option(name), value)]
    rows = [json.loads(line) for line in answer("texts/one.txt", *arguments)[1].splitlines()]
    expected = nlp_suite.answer(
        "Where did pedals come?", TEXTS["one.txt"], model=tiny_reader, **options
    )
    assert [row["answer"] for row in rows[:3]] == [one.text for one in expected]
    assert [row["score"] for row in rows[:3]] == pytest.approx([one.score for one in expected])


def option(name):
    return f"--{name.replace('_', '-')}"


def test_tables_and_lists(answer, files, monkeypatch):
    (files / "rows.csv").write_text("name,body,year\na,Tom came to Rome.,7\n")
    paths = io.TextIOWrapper(io.BytesIO(b"rows.csv\0"))
    monkeypatch.setattr("sys.stdin", paths)
    options = ("--text-column", "body", "--id-column", "name", "--keep-column", "year")
    status, output, _ = answer("-", "--null", *options)
    row = json.loads(output.splitlines()[0])
    assert status == 0
    assert (row["document_id"], row["row"], row["document_year"]) == ("a", 2, "7")


def test_what_cannot_be_read_makes_the_status_1(answer, files):
    (files / "texts" / "empty.txt").touch()
    status, output, error = answer("texts", "nowhere")
    assert status == 1
    assert len(output.splitlines()) == 4
    assert error == (
        "nlp-suite: texts/empty.txt is empty\n"
        "nlp-suite: nowhere does not exist; correct the path\n"
        "nlp-suite: problems: 2\n"
    )
    status, _, error = answer("texts", "--strict")
    assert (status, error) == (2, "nlp-suite: texts/empty.txt is empty\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["texts", "--output", "a.txt"], "must end in .jsonl, .csv or .parquet, got 'a.txt'"),
        (["texts", "--best"], "best and html go with an output"),
        (["texts", "--questions", "no.txt"], "there is no file 'no.txt'"),
        (["texts", "--top-k", "0"], "--top-k must be a whole number from 1 up, got 0"),
        (["texts", "--window", "9999"], "window must be at most 64"),
        (
            ["texts", "--batch-tokens", "0"],
            "--batch-tokens must be a whole number from 1 up, got 0",
        ),
        (["texts", "--workers", "0"], "workers must be a whole number from 1 up, got 0"),
        (["texts", "--engine", "cloud"], "got 'cloud'"),
        ([], "Missing argument"),
    ],
)
def test_bad_input_is_one_line_and_status_2(answer, arguments, message):
    status, output, error = answer(*arguments)
    assert (status, output) == (2, "")
    assert error.startswith("nlp-suite: ")
    assert error.count("\n") == 1
    assert message in error


def test_summaries(run, files):
    status, output, _ = run("summarize-files", "texts", "-n", 1, "--method", "lead")
    rows = [json.loads(line) for line in output.splitlines()]
    assert status == 0
    assert [row["summary"] for row in rows] == ["It is late.", TEXTS["two.md"]]
    assert run("summarize-files", "texts", "-n", 0)[0] == 2
    status, output, _ = run("summarize-files", "texts", "-n", 1, "--query", "pedals")
    assert status == 0
    assert json.loads(output.splitlines()[0])["summary"] == "Pedals came in Paris in the 1860s."


def test_translations_in_the_direction_of_each_file(run, files):
    (files / "texts" / "one.txt").write_text("Guten Morgen.")
    (files / "texts" / "two.md").write_text("Good morning.")
    (files / "three.txt").write_text("Où est la gare, s'il vous plaît ?")
    status, output, error = run(
        "translate-files", "texts", "three.txt", "--from", "auto", "--to", "en"
    )
    assert status == 1
    assert "three.txt" in error
    assert "seems to be French" in error
    rows = [json.loads(line) for line in output.splitlines()]
    assert [(row["translation"], row["source_language"], row["model"]) for row in rows] == [
        ("Good morning.", "de", "german-english"),
        ("Good morning.", "en", ""),
    ]
    assert run("translate-files", "texts/one.txt", "--from", "fr")[0] == 2


def test_what_translations_keep(run, files):
    (files / "texts" / "one.txt").write_text("Do you have the invoice 7-XA of Kim Apple?")
    (files / "terms.csv").write_text("source,target\ninvoice,Beleg\n")
    arguments = ("translate-files", "texts/one.txt", "--keep", "Kim Apple", "-o", "a.jsonl")
    assert run(*arguments, "--keep-pattern", r"\d-X\w", "--glossary", "terms.csv") == (0, "", "")
    first = json.loads((files / "a.jsonl").read_text())
    assert all(kept in first["translation"] for kept in ("Kim Apple", "7-XA", "Beleg"))
    assert "quality" in first
    # Other options are another job.
    assert run(*arguments, "--formality", "informal") == (0, "", "")
    second = json.loads((files / "a.jsonl").read_text())
    assert "Beleg" not in second["translation"]
    assert "du " in second["translation"]


def test_translations_of_low_quality(run, files, make_translator, toy_translator):
    languages = {"source_language": "en", "target_language": "de", "max_source_tokens": 20}
    # It is as good as certain that nothing is good.
    confidence = {"bias": -20.0, "score": 0.0, "source_length": 0.0, "length_ratio": 0.0}
    folder = make_translator(options={**languages, "confidence": confidence}).path
    (files / "texts" / "one.txt").write_text("Go on (now).\n\nTom has a cat!")
    command = ("translate-files", "texts/one.txt", "--model", folder)
    plain, marked = (json.loads(run(*command, *more)[1]) for more in ((), ("--mark-below", "0.5")))
    assert plain["quality"] == marked["quality"] < 0.01
    assert marked["translation"].count("[?] ") == 2
    assert marked["translation"].replace("[?] ", "") == plain["translation"]
    status, output, error = run(
        "translate-files", "texts/one.txt", "--model", toy_translator, "--mark-below", "0.5"
    )
    assert (status, output) == (2, "")
    assert "toy-translator has no calibrated confidence" in error


def test_translations(run, files, toy_translator):
    (files / "texts" / "one.txt").write_text("I see a cat.\n")
    arguments = ("--model", toy_translator, "--beam-size", 2)
    status, output, _ = run("translate-files", "texts/one.txt", *arguments)
    expected = nlp_suite.translate("I see a cat.\n", model=toy_translator, beam_size=2)
    assert status == 0
    row = json.loads(output)
    assert row["translation"] == expected.text
    assert (row["source_language"], row["target_language"]) == ("en", "de")


def test_a_glossary_that_changes_while_a_job_runs(run, toy_translator, monkeypatch):
    """Rows, and what a job takes for known, are of the terms that were read, and of no others."""
    file = Path("terms.tsv")
    command = ["translate-files", "texts/one.txt", "--model", toy_translator]
    command += ["--glossary", file, "--output", "rows.jsonl"]
    terms = ["cat\tMieze\n", "cat\tKater\n"]
    file.write_text(terms[0])
    Path("texts/one.txt").write_text("I see a cat.")
    read = glossary.read_glossary

    def read_and_change(path):
        found = read(path)
        file.write_text(terms[1])
        return found

    monkeypatch.setattr(glossary, "read_glossary", read_and_change)
    translations = []
    for _ in terms:
        assert run(*command)[0] == 0
        translations.append(json.loads(Path("rows.jsonl").read_text())["translation"])
    assert "Mieze" in translations[0]
    assert "Kater" in translations[1]


def test_questions_on_standard_input(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text("Anna lives in Oslo. She is 30 years old.")
    command = ["answer-files", "--questions", "-", str(tmp_path / "a.txt")]
    asked = "Where does Anna live?\n\nHow old is Anna?\n"
    objects = "".join(
        json.dumps({"question": one, "file": "a.txt"}) + "\n" for one in asked.split("\n\n")
    )
    for stdin in (asked, objects):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        assert main(command) == 0
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [row["answer"] for row in rows] == ["Oslo", "30"]
    assert main(["answer-files", "--questions", "-", "-"]) == 2
    assert "can be read once, got - for the questions and the paths" in capsys.readouterr().err
