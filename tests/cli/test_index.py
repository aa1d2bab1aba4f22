"""`nlp-suite index`, and `nlp-suite answer --index`."""

import json

import pytest

import nlp_suite
from nlp_suite.cli import main

QUESTION = "Where did pedals come in the 1860s?"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    for number in range(20):
        (tmp_path / "articles" / f"{number:02}.txt").write_text(f"Town {number} has a blue sky.")
    (tmp_path / "articles" / "paris.md").write_text("So.\n\nPedals came in Paris in the 1860s.")

    def run(*arguments):
        status = main([*map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_an_index_is_made_and_brought_up_to_date(run, tmp_path):
    assert run("index", "articles", "--output", "my.index") == (
        0,
        "my.index: 21 documents, 21 passages (21 added, 0 changed, 0 removed)\n",
        "",
    )
    (tmp_path / "articles" / "00.txt").unlink()
    (tmp_path / "articles" / "01.txt").write_text("Town 1 is far away.")
    assert run("index", "articles", "-o", "my.index")[1] == (
        "my.index: 20 documents, 20 passages (0 added, 1 changed, 1 removed)\n"
    )
    (tmp_path / "more.txt").write_text("More is said.")
    assert (
        "(1 added, 0 changed, 0 removed)" in run("index", "more.txt", "-o", "my.index", "--add")[1]
    )
    assert "my.index: 1 documents" in run("index", "more.txt", "-o", "my.index")[1]


def test_files_that_cannot_be_read_are_lines_on_standard_error(run, tmp_path):
    (tmp_path / "articles" / "bad.txt").write_text("")
    status, output, error = run("index", "articles", "none.txt", "-o", "my.index")
    assert (status, "21 documents" in output) == (1, True)
    assert error == (
        "nlp-suite: articles/bad.txt is empty\n"
        "nlp-suite: none.txt does not exist; correct the path\n"
        "nlp-suite: problems: 2\n"
    )
    status, output, error = run("index", "articles", "-o", "my.index", "--strict")
    assert (status, output, error) == (2, "", "nlp-suite: articles/bad.txt is empty\n")


def test_options_of_the_index_and_of_reading(run, tmp_path):
    (tmp_path / "rows.csv").write_text("body\nAnn reads a book. Ben sings a song. Eve runs.\n")
    options = ("--text-column", "body", "--passage-words", 5, "--overlap-words", 0)
    assert "1 documents, 3 passages" in run("index", "rows.csv", "-o", "a.index", *options)[1]
    status, _, error = run("index", "rows.csv", "-o", "a.index", "--language", "fr")
    assert (status, "was made with --language en, got 'fr'" in error) == (2, True)


def test_stopping_says_how_to_go_on(run, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(nlp_suite.PassageIndex, "add", interrupt)
    status, output, error = run("index", "articles", "-o", "my.index")
    assert (status, output) == (130, "")
    assert error == (
        "nlp-suite: stopped; what was indexed is kept in my.index: run the same command to go on\n"
    )


def test_an_answer_from_an_index(run, lexical_reader):
    run("index", "articles", "-o", "my.index")
    with nlp_suite.index(path="my.index") as index:
        found = lexical_reader(QUESTION, index)
    status, output, error = run("answer", QUESTION, "--index", "my.index")
    assert (status, error) == (0, "")
    assert output == (
        f"articles/paris.md: Paris  ({found.score:.2f})\n  Pedals came in Paris in the 1860s.\n"
    )
    assert len(run("answer", QUESTION, "--index", "my.index", "-k", 3)[1].splitlines()) == 6
    (one,) = json.loads(run("answer", QUESTION, "--index", "my.index", "--json")[1])
    assert one["file"] == one["document"] == "articles/paris.md"
    assert run("answer", "Zzzz?", "--index", "my.index")[1] == "my.index: (no answer)  (1.00)\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give files to answer from, or --index with an index of them"),
        (("articles/01.txt", "--index", "my.index"), "give files to answer from, or --index"),
        (("--index", "my.index"), "there is no index 'my.index'; make one with"),
        (("--index", "articles/01.txt"), "articles/01.txt is damaged, or no index"),
    ],
)
def test_what_cannot_be_answered_from(run, arguments, words):
    status, output, error = run("answer", QUESTION, *arguments)
    assert (status, output) == (2, "")
    assert error.startswith(f"nlp-suite: {words}")
    assert error.count("\n") == 1
