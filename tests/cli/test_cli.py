"""The command line as a shell sees it, in a process of its own where that matters."""

import io
import json
import os
import subprocess
import sys

import pytest

import nlp_suite
from nlp_suite.assets import TEXTS_FOLDER
from nlp_suite.cli import main

ARTICLE = str(TEXTS_FOLDER / "bicycle.txt")


def run(*arguments, stdin=b"", **keywords):
    return subprocess.run(
        [sys.executable, "-m", "nlp_suite", *arguments],
        input=stdin,
        capture_output=True,
        **keywords,
    )


def test_the_length_and_the_cohesion_of_a_summary(capsys, article):
    length = ["--max-words", "60", "--min-words", "20", "--min-length", "40", "--no-cohesive"]
    assert main(["summarize", ARTICLE, *length]) == 0
    lines = capsys.readouterr().out.splitlines()
    own = nlp_suite.summarize(article, max_words=60, min_words=20, min_length=40, cohesive=False)
    assert lines == [s.text for s in own.sentences]
    assert 20 <= len(" ".join(lines).split()) <= 60


def test_the_title_and_the_key_phrases_of_a_summary(capsys, article):
    assert main(["summarize", ARTICLE, "-n", "1", "--title", "--keywords", "4"]) == 0
    title, _, _, _, phrases = capsys.readouterr().out.splitlines()
    own = nlp_suite.summarize(article, sentences=1, title=True, keywords=4)
    assert title == own.title
    assert phrases == "Key phrases: " + ", ".join(keyword.text for keyword in own.keywords)


def test_summarize_a_file(capsys, article):
    assert main(["summarize", ARTICLE, "--sentences", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [s.text for s in nlp_suite.summarize(article, sentences=2).sentences]


@pytest.mark.filterwarnings("default::nlp_suite.IrrelevantQueryWarning")
def test_a_summary_about_a_query(capsys):
    assert main(["summarize", ARTICLE, "-n", "1", "--query", "Who invented the tyre?"]) == 0
    shown = capsys.readouterr()
    assert "tyre" in shown.out
    assert shown.err == ""
    assert main(["summarize", ARTICLE, "-n", "1", "--query", "photosynthesis"]) == 0
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 1
    assert shown.err == (
        "nlp-suite: nothing in the text seems to be about 'photosynthesis'; its summary is the one "
        "without a query\n"
    )


def test_a_summary_of_several_files(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("The old bridge was closed on Monday. Rain fell in the hills.")
    (tmp_path / "b.txt").write_text("On Monday the old bridge was closed. Shops fear for trade.")
    files = ["a.txt", "b.txt"]
    assert main(["summarize", "--together", *files, "-n", "9"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a.txt: The old bridge was closed on Monday.",
        "a.txt: Rain fell in the hills.",
        "b.txt: Shops fear for trade.",
    ]
    assert main(["summarize", "--together", *files, "-n", "1", "--query", "shops", "--json"]) == 0
    (sentence,) = json.loads(capsys.readouterr().out)["sentences"]
    assert sentence["document"] == "b.txt"
    assert main(["summarize", *files]) == 2
    assert "got 2 files; pass --together for one summary" in capsys.readouterr().err
    assert main(["summarize", "--together", "a.txt", "a.txt"]) == 2
    assert "the same file was given more than once" in capsys.readouterr().err


def test_json_has_offsets_into_the_file(capsys, article):
    assert main(["summarize", ARTICLE, "--ratio", "0.1", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert len(summary["sentences"]) == round(summary["total_sentences"] * 0.1)
    for sentence in summary["sentences"]:
        assert article[sentence["start"] : sentence["end"]] == sentence["text"]


def test_standard_input(monkeypatch, capsys):
    text = "Wrapped lines\nbecome one line. Größe! 🦊 runs."
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["summarize", "-", "-n", "9"]) == 0
    assert "Größe!" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["summarize"], "Missing argument"),
        (["summarize", "nowhere.txt"], "nowhere.txt does not exist"),
        (["summarize", str(TEXTS_FOLDER)], "is a folder"),
        (["summarize", ""], "the file must be a path, without NUL and not empty"),
        (["answer", "Who?", ""], "the file must be a path, without NUL and not empty"),
        (["summarize", ARTICLE, "--sentences", "0"], "got 0"),
        (["summarize", ARTICLE, "--sentences", "two"], "--sentences"),
        (["summarize", ARTICLE, "-n", "2", "--ratio", "0.5"], "not both"),
        (["summarize", ARTICLE, "--ratio", "2"], "got 2.0"),
        (["summarize", ARTICLE, "--max-words", "0"], "--max-words must be"),
        (["summarize", ARTICLE, "--max-words", "3", "--min-words", "4"], "at most --max-words"),
        (["summarize", ARTICLE, "--engine", "cloud"], "got 'cloud'"),
        (["summarize", ARTICLE, "--model", "nope"], "no model 'nope'"),
        (["summarize", ARTICLE, "--method", "magic"], "got 'magic'"),
        (["summarize", ARTICLE, "--colour"], "--colour"),
        (["summarise", ARTICLE], "summarise"),
        (["evaluate", "summarize"], "--data"),
        (["evaluate", "summarize", "--data", "nowhere.jsonl"], "nowhere.jsonl"),
        (["evaluate", "summarize", "--data", "x", "-n", "some"], "--sentences"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, message, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("nlp-suite: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"", "nothing to summarize"),
        (b" \n\t ", "nothing to summarize"),
        (b"\x00\x01\x02", "binary file"),
    ],
)
def test_bad_standard_input(stdin, message):
    result = run("summarize", "-", stdin=stdin)
    assert result.returncode == 2
    assert result.stdout == b""
    assert result.stderr.count(b"\n") == 1
    assert message in result.stderr.decode()


def test_a_reader_that_stops_early():
    command = f"{sys.executable} -m nlp_suite summarize {ARTICLE} -n 30 | head -n 1"
    result = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True)
    assert result.returncode == 0
    assert result.stderr == b""
    assert result.stdout.count(b"\n") == 1


def test_an_output_that_is_no_unicode():
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    result = run("summarize", "-", stdin="Größe. Ω!".encode(), env=environment)
    assert result.returncode == 0
    assert b"Traceback" not in result.stderr


def test_interrupted(monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("nlp_suite.summarize", interrupt, raising=False)
    assert main(["summarize", ARTICLE]) == 130


def test_version_and_help(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"nlp-suite {nlp_suite.__version__}\n"
    assert main([]) == 0
    assert "summarize" in capsys.readouterr().out
    for command in (
        *(["summarize"], ["answer"], ["demo"], ["evaluate"]),
        *(["evaluate", "summarize"], ["evaluate", "translate"]),
    ):
        assert main([*command, "--help"]) == 0
        assert "Usage" in capsys.readouterr().out


def test_demo(capsys):
    assert main(["demo"]) == 0
    output = capsys.readouterr().out
    assert "3 sentences, translated by english-german" in output
    assert "3 of 41 sentences" in output
    assert "3 questions, answered by english-reader" in output
    assert "When did the Rover come out?\n  1885  (" in output


def test_evaluate(tmp_path, capsys):
    data = tmp_path / "articles.jsonl"
    records = [{"article": "One is here. Two is there. Three.", "summary": "Two is there."}] * 3
    data.write_text("\n".join(json.dumps(record) for record in records))
    assert main(["evaluate", "summarize", "--data", str(data), "--method", "lead"]) == 0
    output = capsys.readouterr().out
    assert "ROUGE-L" in output
    assert "3 articles" in output
    assert main(["evaluate", "summarize", "--data", str(data), "-n", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == 3
