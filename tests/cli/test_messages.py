"""Messages of a command name its options, whatever arguments of Python are behind them."""

import ast
import re
from pathlib import Path

import pytest
import typer.main

import nlp_suite
from nlp_suite.cli.app import app
from nlp_suite.cli.messages import option_flags, with_flags

# What says "pass x=" to whoever writes a program, and nothing to a command: layers and models that
# a program makes, data that it prepares, files that are given as paths.
OF_PROGRAMS = {"bias", "attention", "stateful", "splits", "head", "together", "progress", "kind"}
ADVICE = re.compile(r"\b(?:pass|give|use|with|or|load it with|larger|smaller) ([a-z_]+)=")


def commands(command=None, name=""):
    command = command or typer.main.get_command(app)
    if hasattr(command, "commands"):
        for key, one in command.commands.items():
            yield from commands(one, f"{name} {key}".strip())
    else:
        yield name, command


FLAGS = {name: option_flags(command) for name, command in commands()}


def advised():
    """Every argument that a message of the package says to pass."""
    for path in Path(nlp_suite.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise | ast.Return | ast.Assign):
                for one in ast.walk(node):
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        for name in ADVICE.findall(one.value):
                            yield name, path.name, one.value


def test_every_argument_that_a_message_advises_is_an_option_of_a_command():
    seen = list(advised())
    assert len(seen) > 20
    for name, file, message in seen:
        having = [flags for flags in FLAGS.values() if name in flags]
        assert having or name in OF_PROGRAMS, (file, message)
        for flags in having:
            shown = with_flags(f"x; pass {name}=", flags)
            assert shown == f"x; pass {flags[name].on}"
            assert shown.count("--") == 1


@pytest.mark.parametrize(
    ("command", "message", "shown"),
    [
        ("summarize-files", "no column 'text'; pass text_column=", "; pass --text-column"),
        ("translate", "pass source='de' or keep", "pass --from de or keep"),
        ("translate", "beam_size must be a whole number, got 0", "--beam-size must be a"),
        ("translate", "n_best must be at most beam_size (4)", "at most --beam-size (4)"),
        ("translate", "threads must be a whole number", "--threads must be a whole number"),
        ("translate", "got source='auto'; leave model out", "got --from auto; leave --model out"),
        ("answer", "always=True gives a span", "--always gives a span"),
        ("summarize", "cohesive=False, or less", "--no-cohesive, or less"),
        ("translate", "formality=None leaves it", "--formality any leaves it"),
        ("evaluate answer", "correct it, or pass on_bad_rows='skip'", "pass --on-bad-rows skip"),
        ("summarize", "give sentences or ratio, not both", "give --sentences or --ratio, not"),
        ("summarize-files", "worker_cpus goes with ray; pass ray='local'", "; pass --ray local"),
        ("evaluate translate", "source_column= and target_column= as", "and --target-column as"),
        ("answer-files", "pass a larger max_bytes=", "pass a larger --max-bytes"),
    ],
)
def test_options_are_named_as_the_command_has_them(command, message, shown):
    assert shown in with_flags(message, FLAGS[command])


@pytest.mark.parametrize(
    "message",
    [
        "got 'text_column=x' in the model's text",
        "text_column.csv does not exist",
        "a/text_column has no text",
        "the model's source is not clear",
        "my_text_column= is no option",
    ],
)
def test_what_was_given_stays_as_it_is(message):
    assert with_flags(message, FLAGS["summarize-files"]) == message
