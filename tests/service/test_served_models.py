"""The models of a service, and which one a request means."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.service.served_models import ServedModels


@pytest.fixture(scope="module")
def served():
    return ServedModels(["custom"])


def test_an_engine_is_all_of_its_defaults(served):
    assert [(one.task, one.name) for one in served.models] == [
        ("answer", "english-reader"),
        ("summarize", "all-MiniLM-L6-v2"),
        ("translate", "english-german"),
        ("translate", "german-english"),
    ]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({}, "english-german"),
        ({"source": "de"}, "german-english"),
        ({"source": "de-AT"}, "german-english"),
        ({"target": "en"}, "german-english"),
        ({"target": "de"}, "english-german"),
        ({"model": "german-english"}, "german-english"),
        ({"model": "german-english", "source": "de"}, "german-english"),
        ({"engine": "custom"}, "english-german"),
    ],
)
def test_the_translator_is_chosen_as_by_the_call(served, options, name):
    assert served.find(served.choose("translate", **options))("1 dog").model == name


def test_auto_shares_the_loaded_translators(served):
    auto = served.find(served.choose("translate", source="auto"))
    german = served.find(served.choose("translate", source="de"))
    assert auto("Der Hund schläft im Garten.").model == "german-english"
    assert auto._engine.loaded.popitem()[1] is german


@pytest.mark.parametrize(
    "options",
    [
        {"source": "fr"},
        {"target": "fr"},
        {"source": "auto", "target": "fr"},
        {"model": "german-english", "source": "en"},
        {"model": "/etc"},
        {"model": "nlp_suite/assets/models/english-german"},
        {"engine": "pretrained"},
        {"model": "english-german", "source": "auto"},
    ],
)
def test_what_is_not_served_is_refused(served, options):
    with pytest.raises(InvalidInputError, match=r"served|auto"):
        served.choose("translate", **options)


def test_threads_that_need_a_model_at_once_load_one(served):
    models = ServedModels(["english-reader"])
    key = models.choose("answer")
    with ThreadPoolExecutor(4) as pool:
        found = set(map(id, pool.map(lambda _: models.find(key), range(8))))
    assert len(found) == 1
    assert models.all_loaded
    with pytest.raises(InvalidInputError, match="there are none"):
        models.choose("translate")


def test_a_folder_is_served_by_its_name(tiny_reader, tiny_translator):
    models = ServedModels(["custom", str(tiny_reader)])
    assert models.choose("answer") == "answer custom english-reader"
    key = models.choose("answer", model=tiny_reader.name)
    assert models.find(key)("Who fell?", "Jack fell down.").model == tiny_reader.name


def test_checkpoints_are_served_on_the_pretrained_engine(reference_checkpoints):
    folder = next(iter(reference_checkpoints.values()))
    models = ServedModels(["custom", str(folder)])
    assert models.models[-1].engine == "pretrained"
    key = models.choose(models.models[-1].task, engine="pretrained")
    assert key == models.models[-1].key


def test_wrong_systems_are_refused(tiny_reader):
    with pytest.raises(ModelNotAvailableError):
        ServedModels(["no-such-model"])
    with pytest.raises(InvalidInputError, match="two"):
        ServedModels(["custom", "english-reader"])
