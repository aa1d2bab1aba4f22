"""`nlp-suite models`: listing, fetching, finding, removing and publishing."""

import json
import re
import subprocess
import sys

import pytest

from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.cli import main

TOKEN = "a-token-of-the-stand-in"  # noqa: S105


@pytest.fixture
def run(capsys, hub):
    def run(*arguments):
        status = main(["models", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def commit(hub, tiny_reader):
    return hub.add("owner/reader", tiny_reader)


def test_the_list(run, commit):
    status, output, error = run()
    assert (status, error) == (0, "")
    lines = output.splitlines()
    assert lines[0] == "shipped with the package:"
    assert [one.split() for one in lines if "german-english" in one] == [
        ["german-english", "translate", "de", "en", "28", "MB", "apache-2.0"]
    ]
    assert "known, to be fetched; the size is that of the weights:" in lines
    assert any(one.split()[-1] == "--revision" for one in lines)
    assert "in the cache" not in output
    run("fetch", "owner/reader", "--revision", "main")
    status, output, _ = run("list", "--task", "answer", "--path")
    (row,) = (one.split() for one in output.splitlines() if "owner/reader" in one)
    assert row[:2] == ["owner/reader", "answer"]
    assert row[3:5] == ["MB", commit[:12]]
    assert str(MODELS_FOLDER / "english-reader") in output
    assert "german-english" not in output


def test_the_list_as_json(run):
    models = json.loads(run("--json", "--task", "summarize")[1])
    assert models[0] == {
        "name": "all-MiniLM-L6-v2",
        "place": "shipped",
        "tasks": ["summarize"],
        "languages": ["en"],
        "licence": "apache-2.0",
        "num_bytes": models[0]["num_bytes"],
        "revision": None,
        "path": str(MODELS_FOLDER / "all-MiniLM-L6-v2"),
    }
    assert models == json.loads(run("list", "--json", "--task", "summarize")[1])
    assert run("--task", "paint")[::2] == (
        2,
        "nlp-suite: --task must be one of ['answer', 'summarize', 'translate'], got 'paint'\n",
    )


def test_the_list_needs_neither_framework_nor_network():
    code = (
        "import sys, nlp_suite.cli; nlp_suite.cli.main(['models']); "
        "print({'torch', 'tensorflow', 'transformers', 'keras', 'ctranslate2'} & {*sys.modules})"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.splitlines()[-1] == "set()", result.stderr


def test_fetching_finding_and_removing(run, commit, tmp_path, monkeypatch):
    status, output, error = run("fetch", "owner/reader", "--revision", "main")
    assert (status, error) == (0, "")
    first, second, path = output.splitlines()
    assert first == f"owner/reader at {commit}: answer"
    assert re.fullmatch(r"3 files, \d MB, checked", second)
    assert path == str(tmp_path / "hub" / "models--owner--reader" / "snapshots" / commit)
    assert run("path", "owner/reader")[1] == f"{path}\n"
    assert run("path", "owner/reader", "--revision", commit)[1] == f"{path}\n"
    assert run("path", "english-german")[1] == f"{MODELS_FOLDER / 'english-german'}\n"
    assert run("path")[1] == f"{tmp_path / 'hub'}\n"
    status, output, error = run("remove", "owner/reader")
    assert (status, output) == (2, "")
    assert "pass --yes to remove the model" in error
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert run("remove", "owner/reader")[:2] == (0, "owner/reader is kept\n")
    monkeypatch.setattr("typer.confirm", lambda *_, **__: True)
    assert run("remove", "owner/reader")[1].startswith("removed owner/reader: ")
    status, _, error = run("remove", "owner/reader", "--yes")
    assert (status, "is not in the cache" in error) == (2, True)
    status, _, error = run("path", "owner/reader", "--revision", "main")
    assert (status, error.count("\n")) == (2, 1)
    assert "fetch it with: nlp-suite models fetch owner/reader --revision main" in error


def test_what_cannot_be_fetched(run, hub, commit):
    status, _, error = run("fetch", "owner/reader")
    assert (status, error) == (
        2,
        "nlp-suite: 'owner/reader' is no local folder; to download it from the Hugging Face Hub "
        "pass --revision with a commit, or --revision main for whatever is newest\n",
    )
    hub.repositories["owner/reader"].gated = True
    status, _, error = run("fetch", "owner/reader", "--revision", commit)
    assert (status, "is gated: ask for access at" in error) == (2, True)
    assert run("fetch", "owner/reader", "--revision", commit, "--token", TOKEN)[0] == 0


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
def test_publishing(run, hub, tiny_reader):
    status, output, error = run("push", tiny_reader, "me/reader", "--private", "--token", TOKEN)
    assert (status, error) == (0, "")
    url, _, loading = output.splitlines()
    commit = url.rsplit("/", 1)[1]
    assert url == f"{hub.url}/me/reader/commit/{commit}"
    assert loading == f"load it with: --model me/reader --revision {commit}"
    assert hub.repositories["me/reader"].private
    status, _, error = run("push", tiny_reader, "reader", "--token", TOKEN)
    assert (status, error.count("\n")) == (2, 1)
    assert run("push", tiny_reader, "me/other")[2].startswith(f"nlp-suite: {hub.url}/me/other may")


@pytest.mark.parametrize("command", [[], ["fetch"], ["path"], ["remove"], ["push"], ["list"]])
def test_help(command, run):
    status, output, error = run(*command, "--help")
    assert (status, error) == (0, "")
    assert "Usage" in output
