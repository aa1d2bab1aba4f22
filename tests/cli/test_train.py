"""`nlp-suite train translate` and `nlp-suite train answer`."""

import pytest

from nlp_suite.cli import main


@pytest.fixture
def toml(toy_config, write_toml):
    def write(**sections):
        return str(write_toml(toy_config(**sections)))

    return write


def test_a_run_and_the_same_again(toml, tmp_path, capsys):
    command = ["train", "translate", "--config", toml()]
    assert main(command) == 0
    first = capsys.readouterr()
    kept, *metrics, model = first.out.splitlines()
    assert kept in ("kept epoch 1", "kept epoch 2", "kept the average of the last epochs")
    assert model == str(tmp_path / "run" / "model")
    assert {line.split()[0] for line in metrics} == {"validation_loss", "validation_accuracy"}
    assert all(float(line.split()[1]) > 0 for line in metrics)
    # No terminal: a line an epoch.
    assert [line.split()[:2] for line in first.err.splitlines() if "validation" in line] == [
        ["epoch", "1"],
        ["epoch", "2"],
    ]
    assert main([*command, "--no-progress"]) == 0
    assert capsys.readouterr() == (first.out, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config", "none.toml"], "none.toml cannot be read: No such file or directory"),
        ([], "Missing option '--config'"),
        (["--config", "a.toml", "--colour"], "--colour"),
    ],
)
def test_bad_arguments(arguments, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["train", "translate", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("nlp-suite: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err


def test_a_mistake_in_the_file_is_one_line(toml, capsys, tmp_path):
    file = toml(optimization={"epochs": 2.5})
    assert main(["train", "translate", "--config", file]) == 2
    message = f"nlp-suite: {file}: optimization: epochs must be of type int, got 2.5\n"
    assert capsys.readouterr().err == message
    assert not (tmp_path / "run").exists()


def test_help(capsys):
    assert main(["train", "--help"]) == 0
    output = capsys.readouterr().out
    assert "translate" in output
    assert "answer" in output


def test_a_configuration_of_another_task(toml, capsys, tmp_path):
    file = toml()
    assert main(["train", "answer", "--config", file]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"nlp-suite: {file}: ")
    assert "QuestionAnsweringConfig" in error
    assert not (tmp_path / "run").exists()
