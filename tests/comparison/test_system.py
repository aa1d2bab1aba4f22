import pytest

import nlp_suite
from nlp_suite import Contender, InvalidInputError, ModelNotAvailableError
from nlp_suite.comparison.system import Entrant, distinct_names, line_up


def only(task, entry):
    (entrant,) = line_up(task, [entry], device=None)
    return entrant.contender


def test_engines_and_models(toy_translator, tmp_path):
    assert only("translate", "custom") == Contender("custom")
    assert only("translate", "pretrained") == Contender("pretrained")
    assert only("translate", "english-german") == Contender("custom", "english-german")
    assert only("translate", toy_translator) == Contender("custom", toy_translator)
    assert only("translate", str(toy_translator)) == Contender("custom", str(toy_translator))
    assert only("translate", ("pretrained", "a/b")) == Contender("pretrained", "a/b")
    own = Contender("custom", toy_translator, runtime="keras", name="mine")
    assert only("translate", own) == own


def test_a_folder_that_is_no_model_folder_is_a_checkpoint(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "marian"}')
    assert only("translate", tmp_path) == Contender("pretrained", tmp_path)


def test_models_of_the_hub():
    assert only("answer", "a/b@c0ffee") == Contender("pretrained", "a/b", revision="c0ffee")
    name = "distilbert-base-uncased"
    assert only("summarize", name) == Contender("pretrained", name)


def test_the_device_of_those_that_do_not_say():
    engines = ["custom", Contender(device="cpu")]
    entrants = line_up("summarize", engines, device="auto")
    assert [entrant.contender.device for entrant in entrants] == ["auto", "cpu"]


def test_loaded_tasks(readers):
    summarizer = nlp_suite.load("summarize")
    assert line_up("summarize", [summarizer], None) == [Entrant(None, summarizer)]
    assert line_up("answer", tuple(readers), None)[1].loaded is readers[1]
    with pytest.raises(InvalidInputError, match="a Summarizer cannot translate"):
        line_up("translate", [summarizer], None)


@pytest.mark.parametrize(
    ("entry", "error", "message"),
    [
        ("nope", ModelNotAvailableError, r"engines\[0\] is 'nope', which is neither an engine"),
        ("a/b", ModelNotAvailableError, "as NAME@COMMIT"),
        (("custom",), InvalidInputError, "must be a pair of engine and model"),
        (3, InvalidInputError, "got int"),
        (Contender(model=3), InvalidInputError, "model must be a str or Path, got int"),
        (Contender(threads="2"), InvalidInputError, "threads must be a int, got str"),
        (Contender("cloud"), InvalidInputError, r"engine must be one of \['custom', 'pretrained'"),
    ],
)
def test_neither_engine_nor_model(entry, error, message):
    with pytest.raises(error, match=message):
        line_up("translate", [entry], None)


@pytest.mark.parametrize(
    ("contenders", "names"),
    [
        ([Contender(), Contender("pretrained")], ["custom", "pretrained"]),
        ([Contender(model="a/b"), Contender(model="runs/c")], ["b", "c"]),
        ([Contender(model="x/b"), Contender(model="y/b")], ["b (x/b)", "b (y/b)"]),
        ([Contender(model="runs/a/model"), Contender(model="model")], ["a", "model"]),
        ([Contender(name="a"), Contender(name="b")], ["a", "b"]),
        ([Contender(), Contender()], ["custom", "custom 2"]),
        (
            [Contender(threads=1), Contender(threads=2), Contender()],
            ["custom (1)", "custom (2)", "custom"],
        ),
        (
            [Contender(name="a"), Contender(name="a"), Contender(name="a 2")],
            ["a", "a 2", "a 2 2"],
        ),
    ],
)
def test_names(contenders, names):
    entrants = [Entrant(contender) for contender in contenders]
    assert distinct_names(entrants, [None] * len(names)) == names


def test_a_loaded_task_has_the_name_of_its_model():
    entrants = [Entrant(None, object()), Entrant(Contender()), Entrant(None, object())]
    assert distinct_names(entrants, ["toy", "toy", None]) == ["toy", "custom", "loaded"]
    assert distinct_names(entrants, ["toy", None, "toy"]) == ["toy", "custom", "toy 2"]
