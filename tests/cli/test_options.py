"""Every command has the options that it should have, and an option is the same everywhere."""

import dataclasses
import inspect
from typing import get_args

import pytest
import typer.main

from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.batch.options import FilesOptions
from nlp_suite.cli import options
from nlp_suite.cli.app import app
from nlp_suite.decoding.options import DEFAULT_BEAM_SIZE, DecodingOptions, SearchKeywords
from nlp_suite.load_options import DIRECTION_OPTIONS, LoadOptions, RuntimeKeywords
from nlp_suite.models.find import DEFAULT_MODELS
from nlp_suite.models.folder.model_folder import ModelFolder
from nlp_suite.retrieval.options import IndexingOptions
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.summarization.options import Method, SummarizationOptions
from nlp_suite.tasks.translation.options import FORMALITIES, TranslationOptions

DIRECTION = set(DIRECTION_OPTIONS)
LOADING = {field.name for field in dataclasses.fields(LoadOptions)} - DIRECTION
RUNNING = set(RuntimeKeywords.__annotations__)
READING = {field.name for field in dataclasses.fields(ReadingOptions)}
DECODING = set(SearchKeywords.__annotations__)
CONTENT = {field.name for field in dataclasses.fields(TranslationOptions)}
SUMMARIZING = {field.name for field in dataclasses.fields(SummarizationOptions)}
# What a program alone can give.
OF_PYTHON = {"on_problem", "progress"}
FILES = {field.name for field in dataclasses.fields(FilesOptions)} - LOADING - DIRECTION - OF_PYTHON

EXPECTED = {
    "translate": LOADING | DIRECTION | DECODING | CONTENT,
    "summarize": LOADING | SUMMARIZING,
    "answer": LOADING | READING,
    "translate-files": LOADING | DIRECTION | DECODING | CONTENT | FILES,
    "summarize-files": LOADING | SUMMARIZING | FILES,
    "answer-files": LOADING | READING | FILES,
    "evaluate translate": LOADING | DIRECTION | DECODING | CONTENT,
    "evaluate summarize": LOADING | SUMMARIZING,
    "evaluate answer": LOADING | READING,
    # The systems themselves say which engine, model and revision they are.
    "compare": RUNNING | DIRECTION | DECODING | CONTENT | SUMMARIZING | READING,
}
# They write a file each, but not the same kind; rows are grouped for one, answers for another; the
# language of a summary's text is found, that of a reader's is its model's; so are the settings of a
# search, of which a model that writes summaries has its own; and so are the systems of a command
# where none is named.
SEARCH = {"beam_size", "length_penalty", "no_repeat_ngram_size"}
OWN_HELP = {"group", "output", "language", "help", "system", *SEARCH}


def commands(command=None, name=""):
    command = command or typer.main.get_command(app)
    if hasattr(command, "commands"):
        for key, one in command.commands.items():
            yield from commands(one, f"{name} {key}".strip())
    else:
        yield name, command


COMMANDS = dict(commands())


def option_table(command):
    return {
        one.name: (
            tuple(one.opts),
            one.help,
            one.default,
            str(one.type_descriptor.annotation),
            one.metavar,
        )
        for one in command.params
        if one.param_type_name == "option"
    }


@pytest.mark.parametrize("name", EXPECTED)
def test_a_command_has_the_options_of_its_task_and_of_loading(name):
    assert set(option_table(COMMANDS[name])) >= EXPECTED[name]


def test_no_command_that_loads_a_model_is_forgotten():
    loading = {name for name, one in COMMANDS.items() if "device" in option_table(one)}
    assert loading == set(EXPECTED)
    models = {f"models {name}" for name in ("fetch", "list", "path", "push", "remove")}
    training = {"train answer", "train translate"}
    assert set(COMMANDS) - loading == {"demo", "export", "index", "serve", *models, *training}


def test_an_option_is_the_same_in_every_command():
    seen = {}
    for name, command in COMMANDS.items():
        for option, facts in option_table(command).items():
            if option not in OWN_HELP:
                seen.setdefault(option, {}).setdefault(facts, []).append(name)
    drift = {option: kinds for option, kinds in seen.items() if len(kinds) > 1}
    drift.pop("data", None)  # What each task is measured on.
    assert not drift


def test_every_file_that_a_command_writes_is_called_output():
    for name, command in COMMANDS.items():
        table = option_table(command)
        assert "out" not in table
        if "output" in table:
            assert set(table["output"][0]) == {"--output", "-o"}, name


def test_the_flags_are_the_names_of_the_python_options():
    short = {
        "keep_columns": "--keep-column",
        "null_separated": "--null",
        "source": "--from",
        "target": "--to",
    }
    for name, names in EXPECTED.items():
        table = option_table(COMMANDS[name])
        for option in names:
            flag = short.get(option, f"--{option.replace('_', '-')}")
            assert flag in table[option][0], name


def test_an_index_has_the_options_of_indexing():
    wanted = {field.name for field in dataclasses.fields(IndexingOptions)} - OF_PYTHON
    own = {"language", "passage_words", "overlap_words", "output", "add"}
    assert set(option_table(COMMANDS["index"])) == wanted | own


@pytest.mark.parametrize("name", EXPECTED)
def test_a_direction_is_of_what_translates(name):
    has_it = DIRECTION & set(option_table(COMMANDS[name]))
    assert has_it == (DIRECTION if "translate" in name or name == "compare" else set())


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        (options.translator_options, LoadOptions),
        (options.decoding_options, DecodingOptions),
        (options.translation_options, TranslationOptions),
        (options.summarization_options, SummarizationOptions),
        (options.files_options, FilesOptions),
        (options.document_options, IndexingOptions),
    ],
)
def test_the_defaults_are_those_of_the_python_options(group, kind):
    defaults = {field.name: field.default for field in dataclasses.fields(kind)}
    # A part of keep, which a command line cannot have in one option.
    defaults["keep_pattern"] = ()
    functions = group if isinstance(group, tuple) else (group,)
    for function in functions:
        for option in inspect.signature(function).parameters.values():
            # A list of nothing is None on the command line.
            assert (option.default or None) == (defaults[option.name] or None)


def test_the_help_of_a_reader_says_what_the_shipped_one_does():
    name = DEFAULT_MODELS["answer", "custom"]
    folder = ModelFolder.open(MODELS_FOLDER / name)
    own = ReadingOptions.of_model(folder.options, name)
    table = option_table(COMMANDS["answer"])
    of_model = ("window", "stride", "max_windows", "bm25_weight", "max_question_tokens")
    for option in of_model:
        assert f"{getattr(own, option)} for {name}." in table[option][1]
    assert table["max_answer_tokens"][2] == own.max_answer_tokens
    assert own.scoring in table["scoring"][1]


def test_the_help_of_a_translator_says_how_it_searches():
    assert (
        f"{DEFAULT_BEAM_SIZE} if not given" in option_table(COMMANDS["translate"])["beam_size"][1]
    )


def test_the_help_shows_the_formalities():
    assert FORMALITIES == options.FORMALITIES
    assert option_table(COMMANDS["translate"])["formality"][4] == f"[{'|'.join(FORMALITIES)}|any]"


def test_the_help_shows_the_methods():
    assert get_args(Method) == options.METHODS
    metavar = option_table(COMMANDS["summarize"])["method"][4]
    assert metavar == f"[{'|'.join(options.METHODS)}]"
