"""Every option reaches what it is for, on every way to it; none is forgotten where one is added."""

import dataclasses
import inspect
import json

import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelNotAvailableError, System, registry
from nlp_suite.api import loading
from nlp_suite.batch import FilesOptions
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.options import FilesKeywords
from nlp_suite.comparison.resources import ModelSize
from nlp_suite.comparison.subprocess_run import decode_message, encode_message
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.load_options import (
    DIRECTION_OPTIONS,
    ENGINES,
    TASKS,
    DirectionKeywords,
    LoadKeywords,
    LoadOptions,
    SharedKeywords,
)
from nlp_suite.models.directions import with_direction
from nlp_suite.models.find import DEFAULT_MODELS, FoundModel
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.question_answering.reader import Reader
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.tasks.summarization.summarizer import Summarizer
from nlp_suite.tasks.translation.options import TranslationOptions
from nlp_suite.tasks.translation.translator import Translator

# One that is not the default, for each option of loading.
VALUES = {
    "engine": "pretrained",
    "model": "toy",
    "revision": "c0ffee",
    "source": "fr",
    "target": "it",
    "runtime": "keras",
    "device": "auto",
    "compute_type": "float16",
    "threads": 3,
    "batch_tokens": 77,
}
TEXTS = {
    "answer": {"question": "Who sleeps?", "text": "Tom sleeps."},
    "summarize": {"text": "Tom sleeps."},
    "translate": {"text": "Tom sleeps."},
}
CALLS = {"answer": Reader, "summarize": Summarizer, "translate": Translator}
OPTIONS = {
    "answer": [ReadingOptions],
    "summarize": [SummarizationOptions],
    "translate": [TranslationOptions, DecodingOptions],
}
# Source and target are of translators alone.
OF_TASK = {
    task: [name for name in VALUES if task == "translate" or name not in DIRECTION_OPTIONS]
    for task in TASKS
}
# What a row of a file, or a comparison, has no place for.
LEFT_OUT = {"translate_files": {"n_best", "attention"}, "compare": {"attention"}}


class AskedError(ModelNotAvailableError):
    """Raised in place of loading."""


@pytest.fixture
def loaded(monkeypatch, tmp_path):
    """Records with which options a task is loaded, and ends the call there."""
    seen = []
    # Another test may have loaded a task with the same options.
    loading._cache.clear()

    def load(options):
        seen.append(LoadOptions.of(options))
        raise AskedError

    for task in TASKS:
        for engine in ENGINES:
            monkeypatch.setitem(registry._LOADERS, (task, engine), load)
    found = FoundModel(tmp_path, "toy")
    for module in ("batch.job_settings", "comparison.run"):
        monkeypatch.setattr(f"nlp_suite.{module}.find_model", lambda *_: found)
    monkeypatch.setattr("nlp_suite.comparison.run.measure_size", lambda _: ModelSize(1, 1))
    return seen


def load(task, folder, **options):
    nlp_suite.load(task, **options)


def call(task, folder, **options):
    getattr(nlp_suite, task)(**TEXTS[task], **options)


def files(task, folder, **options):
    text = folder / "text.txt"
    text.write_text("Tom sleeps.")
    arguments = [["Who sleeps?"], text] if task == "answer" else [text]
    list(getattr(nlp_suite, f"{task}_files")(*arguments, **options))


def compare(task, folder, **options):
    questions = "Who sleeps?" if task == "answer" else None
    options = {"systems": ["custom"]} | options
    nlp_suite.compare(task, "Tom sleeps.", questions=questions, isolated=False, **options)


def compare_systems(task, folder, **options):
    compare(task, folder, systems=[System(**options)])


def test_there_is_a_value_of_every_option_of_loading():
    defaults = dataclasses.asdict(LoadOptions())
    assert VALUES.keys() == defaults.keys()
    assert all(defaults[name] != value for name, value in VALUES.items())
    assert {task for task, _ in DEFAULT_MODELS} == set(TASKS)


@pytest.mark.parametrize(
    ("task", "name"), [(task, name) for task in TASKS for name in OF_TASK[task]]
)
@pytest.mark.parametrize("face", [load, call, files, compare_systems])
def test_options_of_loading_reach_the_engine(face, task, name, loaded, tmp_path):
    with pytest.raises(AskedError):
        face(task, tmp_path, **{name: VALUES[name]})
    (options,) = loaded
    # One that is cached is loaded with its direction, whoever says it.
    expected = with_direction(task, LoadOptions(**{name: VALUES[name]}))
    assert with_direction(task, options) == expected


OTHER = {"keras": "torch", "auto": "cpu", "fr": "en", "it": "de"}


@pytest.mark.parametrize(
    ("task", "name"),
    [
        (task, name)
        for task in TASKS
        for name in OF_TASK[task]
        if name in SharedKeywords.__annotations__
    ],
)
def test_options_of_a_comparison_reach_the_systems_that_do_not_say(task, name, loaded, tmp_path):
    value = VALUES[name]
    with pytest.raises(AskedError):
        compare(task, tmp_path, **{name: value})
    assert loaded == [LoadOptions(**{name: value})]
    other = 1 if isinstance(value, int) else OTHER.get(value, "int8")
    own = {name: VALUES[name] for name in OF_TASK[task]}
    with pytest.raises(AskedError):
        compare(task, tmp_path, systems=[System(**own)], **{name: other})
    assert loaded[-1] == LoadOptions(**own)
    with pytest.raises(InvalidInputError, match=f"{name} must be"):
        compare(task, tmp_path, systems=[System(**own)], **{name: "none"})


def test_a_system_that_says_one_language_does_not_get_the_other(loaded, tmp_path):
    with pytest.raises(AskedError):
        compare("translate", tmp_path, systems=[System(source="de")], source="en", target="de")
    assert loaded == [LoadOptions(source="de")]


@pytest.mark.parametrize("name", DIRECTION_OPTIONS)
@pytest.mark.parametrize("task", ["answer", "summarize"])
def test_other_tasks_have_no_direction(task, name, loaded, tmp_path):
    for face in (load, compare, compare_systems):
        with pytest.raises(
            InvalidInputError, match=rf"{name} goes with translate, got {name}='de'"
        ):
            face(task, tmp_path, **{name: "de"})
    for face in (call, files):
        with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
            face(task, tmp_path, **{name: "de"})
    with pytest.raises(InvalidInputError, match=f"for {task}"):
        JobSettings.make(task, LoadOptions(**{name: "de"}))
    assert loaded == []


def test_options_of_loading_survive_the_way_to_another_process(monkeypatch, tmp_path):
    found = FoundModel(tmp_path, "toy")
    monkeypatch.setattr("nlp_suite.batch.job_settings.find_model", lambda *_: found)
    settings = JobSettings.make("translate", LoadOptions(**VALUES), options={"beam_size": 2})
    assert JobSettings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings
    assert settings.loading == LoadOptions(**VALUES)
    system = System(**VALUES, name="mine")
    assert decode_message(encode_message(system)) == system


def test_a_worker_has_its_share_of_the_threads():
    assert FilesOptions(workers=2, threads=3).loading().threads == 3
    assert FilesOptions(workers=10_000).loading().threads == 1
    assert FilesOptions(ray="local", worker_cpus=2.5).loading().threads == 2
    assert FilesOptions().loading() == LoadOptions()


def test_keywords_are_the_options():
    for keywords, kind in ((LoadKeywords, LoadOptions), (FilesKeywords, FilesOptions)):
        fields = {field.name: field.type for field in dataclasses.fields(kind)}
        assert keywords.__annotations__ | DirectionKeywords.__annotations__ == fields


def faces(task):
    """The calls of a task, and the options that each must have: those of the task, and more."""
    own = {field.name for kind in OPTIONS[task] for field in dataclasses.fields(kind)}
    others = set() if task == "translate" else set(DIRECTION_OPTIONS)
    loading = {field.name for field in dataclasses.fields(LoadOptions)} - others
    of_files = {field.name for field in dataclasses.fields(FilesOptions)} - others
    yield CALLS[task].__call__, own
    yield getattr(nlp_suite, task), own | loading
    yield getattr(nlp_suite, f"{task}_files"), own | of_files
    yield nlp_suite.compare, own | set(SharedKeywords.__annotations__)


@pytest.mark.parametrize("task", TASKS)
def test_every_call_shows_and_describes_its_options(task):
    for function, options in faces(task):
        options = options - LEFT_OUT.get(function.__name__, set())
        parameters = inspect.signature(function).parameters
        assert options <= parameters.keys(), function
        described = inspect.getdoc(function)
        assert "**options" not in described
        for name in parameters.keys() - {"self"}:
            assert described.count(f"\n    {name}: ") == 1, (function, name)


def test_an_option_has_one_default():
    defaults = {}
    for task in TASKS:
        for function, _ in faces(task):
            if function is not nlp_suite.compare:  # None is the task's own there.
                for parameter in inspect.signature(function).parameters.values():
                    defaults.setdefault(parameter.name, set()).add(parameter.default)
    # The scores of one engine are compared with those of another between files.
    assert defaults.pop("scoring") == {None, "joint"}
    assert defaults.pop("top_k") == {None, 1}
    # A checkpoint that writes summaries has values of its own.
    assert defaults.pop("length_penalty") == {None, 1.0}
    assert defaults.pop("no_repeat_ngram_size") == {None, 0}
    assert {name: found for name, found in defaults.items() if len(found) > 1} == {}


@pytest.mark.parametrize("task", TASKS)
def test_what_is_no_option(task):
    with pytest.raises(TypeError, match=rf"{task}\(\) got an unexpected keyword argument 'beam'"):
        getattr(nlp_suite, task)(**TEXTS[task], beam=3)
