import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelNotAvailableError, System
from nlp_suite.comparison.system import ResolvedSystem, distinct_names, resolve_systems


def only(task, entry):
    (resolved_system,) = resolve_systems(task, [entry])
    return resolved_system.system


def test_engines_and_models(toy_translator, tmp_path):
    assert only("translate", "custom") == System()
    assert only("translate", "pretrained") == System(engine="pretrained")
    assert only("translate", "english-german") == System(model="english-german")
    assert only("translate", toy_translator) == System(model=toy_translator)
    assert only("translate", str(toy_translator)) == System(model=str(toy_translator))
    assert only("translate", ("pretrained", "a/b")) == System(engine="pretrained", model="a/b")
    own = System(model=toy_translator, runtime="keras", name="mine")
    assert only("translate", own) == own


def test_a_folder_that_is_no_model_folder_is_a_checkpoint(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "marian"}')
    assert only("translate", tmp_path) == System(engine="pretrained", model=tmp_path)


def test_models_of_the_hub():
    assert only("answer", "a/b@c0ffee") == System(
        engine="pretrained", model="a/b", revision="c0ffee"
    )
    name = "distilbert-base-uncased"
    assert only("summarize", name) == System(engine="pretrained", model=name)


def test_the_options_of_those_that_do_not_say():
    systems = ["custom", System(device="cpu", threads=2)]
    resolved = resolve_systems("summarize", systems, {"device": "auto", "batch_tokens": 64})
    assert [resolved_system.system.device for resolved_system in resolved] == ["auto", "cpu"]
    assert [resolved_system.system.threads for resolved_system in resolved] == [None, 2]
    assert [resolved_system.system.batch_tokens for resolved_system in resolved] == [64, 64]


def test_the_languages_of_those_that_do_not_say():
    resolved = resolve_systems("translate", ["custom", System(source="de")], {"target": "de"})
    languages = [(one.system.source, one.system.target) for one in resolved]
    assert languages == [(None, "de"), ("de", None)]
    with pytest.raises(InvalidInputError, match="target goes with translate, got target='de'"):
        resolve_systems("summarize", ["custom"], {"target": "de"})
    with pytest.raises(InvalidInputError, match="source must be the code of a language"):
        resolve_systems("translate", ["custom"], {"source": "German"})


def test_loaded_tasks(readers):
    summarizer = nlp_suite.load("summarize")
    assert resolve_systems("summarize", [summarizer]) == [ResolvedSystem(None, summarizer)]
    assert resolve_systems("answer", tuple(readers))[1].loaded is readers[1]
    with pytest.raises(InvalidInputError, match="a Summarizer cannot translate"):
        resolve_systems("translate", [summarizer])
    automatic = nlp_suite.load("translate", source="auto")
    assert resolve_systems("translate", [automatic]) == [ResolvedSystem(None, automatic)]
    with pytest.raises(InvalidInputError, match="an AutoTranslator cannot summarize"):
        resolve_systems("summarize", [automatic])


@pytest.mark.parametrize(
    ("entry", "error", "message"),
    [
        ("nope", ModelNotAvailableError, r"systems\[0\] is 'nope', which is neither an engine"),
        ("a/b", ModelNotAvailableError, "as NAME@COMMIT"),
        (("custom",), InvalidInputError, "must be a pair of engine and model"),
        (3, InvalidInputError, "got int"),
        (
            ("cloud", "a/b"),
            InvalidInputError,
            r"systems\[0\]: engine must be one of \['custom', 'pretrained'\], got 'cloud'",
        ),
    ],
)
def test_neither_engine_nor_model(entry, error, message):
    with pytest.raises(error, match=message):
        resolve_systems("translate", [entry])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": 3}, "model must be a name, a folder or a hub id, got int"),
        ({"threads": "2"}, "threads must be a whole number from 1 up, got '2'"),
        ({"engine": "cloud"}, r"engine must be one of \['custom', 'pretrained'\], got 'cloud'"),
        ({"name": 3}, "name must be a str, got int"),
    ],
)
def test_a_system_checks_itself(options, message):
    with pytest.raises(InvalidInputError, match=message):
        System(**options)


@pytest.mark.parametrize(
    ("systems", "names"),
    [
        ([System(), System(engine="pretrained")], ["custom", "pretrained"]),
        ([System(model="a/b"), System(model="runs/c")], ["b", "c"]),
        ([System(model="x/b"), System(model="y/b")], ["b (x/b)", "b (y/b)"]),
        ([System(model="runs/a/model"), System(model="model")], ["a", "model"]),
        ([System(name="a"), System(name="b")], ["a", "b"]),
        ([System(source="de"), System(source="en")], ["custom (de)", "custom (en)"]),
        ([System(), System()], ["custom", "custom 2"]),
        (
            [System(threads=1), System(threads=2), System()],
            ["custom (1)", "custom (2)", "custom"],
        ),
        (
            [System(name="a"), System(name="a"), System(name="a 2")],
            ["a", "a 2", "a 2 2"],
        ),
    ],
)
def test_names(systems, names):
    resolved = [ResolvedSystem(system) for system in systems]
    assert distinct_names(resolved, [None] * len(names)) == names


def test_a_loaded_task_has_the_name_of_its_model():
    resolved = [
        ResolvedSystem(None, object()),
        ResolvedSystem(System()),
        ResolvedSystem(None, object()),
    ]
    assert distinct_names(resolved, ["toy", "toy", None]) == ["toy", "custom", "loaded"]
    assert distinct_names(resolved, ["toy", None, "toy"]) == ["toy", "custom", "toy 2"]
