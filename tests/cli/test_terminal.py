"""What reaches a terminal is text: nothing that is read can command it."""

import io
import json
import os
import subprocess
import sys

import pytest

from nlp_suite.cli import main
from nlp_suite.display import escape_controls, json_text

HOSTILE = "\x1b]0;OWNED\x07\x1b[2J\x9b31m\u202e\u2066\u2028\x7f"
SEEN = r"\x1b]0;OWNED\x07\x1b[2J\x9b31m\u202e\u2066\u2028\x7f"
COMMANDING = ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\u202e", "\u2066", "\u2028", "\x7f")


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Runs a command whose output is a terminal, and returns what that got."""

    def run(*arguments):
        out, err = Terminal(), Terminal()
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr("sys.stderr", err)
        status = main(arguments)
        assert sys.stdout is out
        seen = out.getvalue() + err.getvalue()
        assert not [one for one in COMMANDING if one in seen]
        return status, seen

    return run


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(f"Tom sleeps{HOSTILE} in Rome. Ann paid 3 euros.")
    rows = [{"question": "Who sleeps?", "file": f"{HOSTILE}z.txt"}]
    (tmp_path / "q.jsonl").write_text(json.dumps(rows[0]))
    (tmp_path / "pairs.tsv").write_text(f"Tom sleeps{HOSTILE}.\tTom schläft.\n")
    return tmp_path


def test_texts_questions_and_names(files, terminal):
    for command in (
        ["summarize", "a.txt"],
        ["answer", f"Who{HOSTILE} sleeps?", "a.txt"],
        ["translate", "a.txt"],
        ["translate", f"{HOSTILE}."],
        ["answer-files", "-q", "q.jsonl", "a.txt"],
        ["summarize-files", "a.txt", f"{HOSTILE}.txt"],
        ["evaluate", "translate", "--data", "pairs.tsv"],
        ["index", f"{HOSTILE}.txt", "-o", "a.index"],
        ["index", "a.txt", "-o", f"{HOSTILE}.index"],
        ["compare", "summarize", "a.txt", "-s", "custom", "--no-isolated", "--repeats", "1"],
        [f"{HOSTILE}"],
        ["summarize", f"--{HOSTILE}"],
        ["summarize", "a.txt", "--model", HOSTILE],
        ["summarize", "a.txt", "--query", f"xyz{HOSTILE}"],
    ):
        assert terminal(*command)[1]
    assert r"Tom sleeps\x1b]0;OWNED\x07" in terminal("summarize", "a.txt")[1]


def test_json_stays_json(files, terminal):
    shown = terminal("translate", f"Tom{HOSTILE}.", "--json")[1]
    assert json.loads(shown)["source"] == f"Tom{HOSTILE}."


def test_a_pipe_gets_the_text_unchanged(files, capsys):
    assert main(["summarize", "a.txt", "-n", "1"]) == 0
    assert capsys.readouterr().out.startswith("Tom sleeps\x1b]0;OWNED\x07")


def test_colours_and_help_reach_a_terminal(files):
    """A real one: the answer is marked in its sentence, and the help has its colours."""
    import pty

    for arguments in (["answer", "Who sleeps?", "a.txt"], ["answer", "--help"]):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "nlp_suite", *arguments]
        environment = os.environ | {"TERM": "xterm", "NO_COLOR": ""}
        with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment) as process:
            os.close(theirs)
            seen = b""
            try:
                while data := os.read(ours, 1 << 16):
                    seen += data
            except OSError:
                pass
        os.close(ours)
        assert process.returncode == 0
        assert b"\x1b[1" in seen
        assert b"OWNED\x07" not in seen
        assert rb"\x1b[1" not in seen


def test_what_is_escaped():
    assert escape_controls(HOSTILE) == SEEN
    assert escape_controls("a\tb\r\nc\n") == "a\tb\r\nc\n"
    assert escape_controls("over\rwritten") == r"over\rwritten"
    assert escape_controls("zero\u200bwidth\ufeff \udcff") == r"zero\u200bwidth\ufeff \udcff"
    # Persian, a family, the flag of England, Hebrew with a mark.
    for kept in (
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "👨\u200d👩\u200d👧",
        "🏴\U000e0067\U000e0062\U000e0065\U000e007f",
        "א\u200f!",
    ):
        assert escape_controls(kept) == kept
    assert escape_controls("tags \U000e0041") == r"tags \U000e0041"


def test_json_has_no_controls():
    value = {"text": f"Größe{HOSTILE}\udcff \U000e0041 🦊"}
    shown = json_text(value)
    assert json.loads(shown) == value
    assert "Größe" in shown
    assert "🦊" in shown
    assert escape_controls(shown) == shown
    shown.encode()
