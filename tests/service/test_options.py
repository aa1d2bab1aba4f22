"""Options of the service, and the command that has them."""

import dataclasses

import pytest
import typer.main

from nlp_suite.cli.app import app
from nlp_suite.errors import InvalidInputError
from nlp_suite.service import ServiceOptions

# What only a program sets.
OF_PYTHON = {"max_body_seconds", "batch_milliseconds", "batch_characters", "calls_at_once"}


def test_options_survive_json():
    options = ServiceOptions(systems=["custom", "runs/x"], api_keys="keys", allowed_hosts=["a.b"])
    assert ServiceOptions.from_json(options.to_json()) == options


@pytest.mark.parametrize("text", ["", "[]", '{"port": 8000}', "[" * 100_000])
def test_other_json_is_refused(text):
    with pytest.raises(InvalidInputError, match="the options must be"):
        ServiceOptions.from_json(text)


@pytest.mark.parametrize(
    "options",
    [
        {"systems": ()},
        {"systems": "custom"},
        {"systems": [3]},
        {"threads": 0},
        {"max_characters": 0},
        {"max_characters": "9"},
        {"max_seconds": 0},
        {"max_seconds": float("nan")},
        {"batch_milliseconds": -1},
        {"calls_at_once": 1000},
        {"api_keys": ""},
        {"preload": 1},
        {"cors_origins": "https://example.org"},
    ],
)
def test_impossible_options_are_refused(options):
    with pytest.raises(InvalidInputError):
        ServiceOptions(**options)


def test_the_command_has_every_option_with_its_default():
    command = typer.main.get_command(app).commands["serve"]
    shown = {one.name: one.default for one in command.params}
    names = {"system": "systems", "allowed_host": "allowed_hosts", "cors_origin": "cors_origins"}
    shown = {names.get(name, name): default for name, default in shown.items()}
    for field in dataclasses.fields(ServiceOptions):
        if field.name not in OF_PYTHON:
            assert field.name in shown
            if field.name not in names.values():
                assert shown[field.name] == field.default, field.name
