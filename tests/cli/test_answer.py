"""`nlp-suite answer`; the tests of other commands show what holds for all of them."""

import contextlib
import io
import json
import os

import pytest

from nlp_suite.cli import answer as module
from nlp_suite.cli import main

QUESTION = "Where did pedals come in the 1860s?"
TEXTS = {
    "one.txt": "It is late.\r\nPedals came\tin Paris in the 1860s. Go on.",
    "two.txt": "Pedals came to London, and in the 1860s they were new.",
    "none.txt": "The sky is blue today.",
}


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in TEXTS.items():
        (tmp_path / name).write_bytes(text.encode())
    return list(TEXTS)


@pytest.fixture
def answer(lexical_reader, files, capsys):
    def run(*arguments):
        status = main(["answer", QUESTION, *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_a_file(answer, lexical_reader):
    found = lexical_reader(QUESTION, TEXTS["one.txt"])
    status, output, error = answer("one.txt")
    assert (status, error) == (0, "")
    assert output == f"Paris  ({found.score:.2f})\n  Pedals came in Paris in the 1860s.\n"


def test_several_answers_of_a_file(answer, lexical_reader):
    found = lexical_reader(QUESTION, TEXTS["one.txt"], top_k=5)
    lines = answer("one.txt", "--top-k", 5)[1].splitlines()
    assert len(lines) == 10
    assert lines[::2] == [f"{' '.join(a.text.split())}  ({a.score:.2f})" for a in found]
    assert answer("one.txt", "-k", 500)[1].count("\n") < 1000


def test_the_best_of_several_files_comes_first(answer, lexical_reader, files):
    scores = {name: lexical_reader(QUESTION, TEXTS[name]).score for name in files}
    best = sorted(files, key=lambda name: -scores[name])
    assert best[-1] == "none.txt"
    for order in (files, files[::-1]):
        lines = answer(*order)[1].splitlines()
        assert [line.split(":")[0] for line in lines[::2]] == best
    assert lines[1].startswith("  ")
    lines = answer(*files, "-k", 2)[1].splitlines()[::2]
    assert len(lines) == 6
    scores = [float(line[:-1].rsplit("(", 1)[1]) for line in lines]
    assert scores == sorted(scores, reverse=True)


def test_files_without_an_answer_come_last(answer, files):
    status, output, _ = answer("none.txt", "one.txt", "--no-answer-threshold", 0.5)
    lines = output.splitlines()
    assert status == 0
    assert lines[0].startswith("one.txt: Paris  (0.")
    assert len(lines) == 3
    assert lines[2].startswith("none.txt: (no answer)  (0.9")
    # One file: as the task gives them.
    lines = answer("none.txt", "--no-answer-threshold", 0.5, "-k", 2)[1].splitlines()
    assert lines[0].startswith("(no answer)  (0.9")
    assert lines[2] == "  The sky is blue today."


def test_why_there_is_no_answer(lexical_reader, files, capsys):
    def run(question, *arguments):
        assert (
            main(["answer", question, "one.txt", "--no-answer-threshold", "0.5", *arguments]) == 0
        )
        return capsys.readouterr().out

    assert run("Did pedals come in the 1860s?") == (
        "(no answer: yes or no cannot be found in a text, this sentence may decide)  (1.00)\n"
        "  Pedals came in Paris in the 1860s.\n"
    )
    assert run("Did pedals come in the 1860s?", "--always").startswith("Paris  (")
    assert run("Who sleeps?").startswith("(no answer)  (")
    (row,) = json.loads(run("Did pedals come in the 1860s?", "--json"))
    assert (row["text"], row["reason"]) == ("", "yes_no")
    (row,) = json.loads(run(QUESTION, "--json", "--group"))
    assert [place["text"] for place in row["places"]] == ["Paris"]


def test_json(answer, lexical_reader, files):
    status, output, _ = answer("two.txt", "one.txt", "-k", 2, "--json")
    assert status == 0
    found = json.loads(output)
    expected = [
        {"file": name, **one.to_dict()}
        for name in ("two.txt", "one.txt")
        for one in lexical_reader(QUESTION, TEXTS[name], top_k=2)
    ]
    assert found == sorted(expected, key=lambda one: -one["score"])
    for one in found:
        assert TEXTS[one["file"]][one["start"] : one["end"]] == one["text"]
    assert json.loads(answer("one.txt", "--json")[1])[0]["sentence"].count("\t") == 1


def test_standard_input(answer, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXTS["one.txt"].encode())))
    status, output, _ = answer("-", "two.txt")
    assert status == 0
    assert "-: Paris  (0." in output


def test_the_options_reach_the_task(answer, lexical_reader):
    options = {
        "window": 40,
        "stride": 3,
        "max_windows": 2,
        "bm25_weight": 0.5,
        "max_question_tokens": 11,
        "max_answer_tokens": 1,
    }
    found = lexical_reader(QUESTION, TEXTS["two.txt"], top_k=4, **options)
    arguments = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    arguments = [part.replace("_", "-") for part in arguments]
    objects = json.loads(answer("two.txt", "-k", 4, "--json", *arguments)[1])
    assert [one["score"] for one in objects] == [one.score for one in found]
    assert found != lexical_reader(QUESTION, TEXTS["two.txt"], top_k=4)


def test_files_are_read_in_groups(answer, files, lexical_reader, monkeypatch):
    expected = answer(*files)
    calls = []
    plain = type(lexical_reader).__call__

    def record(self, question, texts, **options):
        calls.append(len(texts))
        return plain(self, question, texts, **options)

    monkeypatch.setattr(type(lexical_reader), "__call__", record)
    monkeypatch.setattr(module, "_GROUP_CHARACTERS", 60)
    assert answer(*files) == expected
    assert calls == [2, 1]


def test_a_terminal_shows_the_answer_in_its_sentence(lexical_reader, files, monkeypatch):
    import pty

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        assert main(["answer", QUESTION, "one.txt", "two.txt"]) == 0
    seen = b""
    # Linux tells the end of a terminal by an error.
    with contextlib.suppress(OSError):
        while data := os.read(ours, 1 << 16):
            seen += data
    os.close(ours)
    text = seen.decode()
    assert "one.txt: Paris  (0." in text
    assert "Pedals came in \x1b[1;32mParis\x1b[0m in the 1860s." in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give files to answer from, or --index"),
        (["nowhere.txt"], "nowhere.txt does not exist"),
        (["one.txt", "nowhere.txt"], "nowhere.txt does not exist"),
        (["."], "is a folder"),
        (["empty.txt"], "empty.txt is empty"),
        (["one.txt", "blank.txt"], "blank.txt has no text"),
        (["binary.txt"], "binary file"),
        (["one.txt", "--top-k", "0"], "--top-k must be a whole number from 1 up, got 0"),
        (["one.txt", "--top-k", "two"], "--top-k"),
        (["one.txt", "--window", "9999"], "window must be at most 512"),
        (["one.txt", "--stride", "-1"], "stride must be a whole number from 0 up, got -1"),
        (["one.txt", "--max-question-tokens", "2"], "question has 9 tokens, more than"),
        (["one.txt", "--max-answer-tokens", "0"], "got 0"),
        (["one.txt", "--no-answer-threshold", "2"], "got 2.0"),
        (["one.txt", "--scoring", "both"], "scoring must be one of"),
        (["one.txt", "--engine", "cloud"], "got 'cloud'"),
        (["one.txt", "--colour"], "--colour"),
    ],
)
def test_bad_input_is_one_line_and_status_2(answer, arguments, message, tmp_path):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "blank.txt").write_text(" \n ")
    (tmp_path / "binary.txt").write_bytes(b"\0\1")
    status, output, error = answer(*arguments)
    assert (status, output) == (2, "")
    assert error.startswith("nlp-suite: ")
    assert error.count("\n") == 1
    assert message in error


def test_bad_questions(lexical_reader, files, capsys):
    for question, message in (
        (" ", "question must have a visible character"),
        ("caf\udce9", r"the question is not valid UTF-8: 'caf\udce9'"),
    ):
        assert main(["answer", question, "one.txt"]) == 2
        assert message in capsys.readouterr().err
