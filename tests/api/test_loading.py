import os

import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelNotAvailableError
from nlp_suite.api.loading import load_cached
from nlp_suite.load_options import LoadOptions
from nlp_suite.tasks.summarization.summarizer import Summarizer
from nlp_suite.tasks.translation.translator import Translator


def test_each_task_has_its_class(toy_translator):
    assert isinstance(nlp_suite.load("summarize"), Summarizer)
    assert isinstance(nlp_suite.load("translate", model=toy_translator), Translator)


@pytest.mark.parametrize(
    ("task", "engine", "message"),
    [
        (
            "sing",
            "custom",
            r"task must be one of \['answer', 'summarize', 'translate'\], got 'sing'",
        ),
        (
            "translate",
            "cloud",
            r"engine must be one of \['custom', 'pretrained'\], got 'cloud'",
        ),
    ],
)
def test_unknown_task_or_engine(task, engine, message):
    with pytest.raises(InvalidInputError, match=message):
        nlp_suite.load(task, engine=engine)


def test_a_model_of_another_task(toy_translator):
    with pytest.raises(InvalidInputError, match="made for 'translate', it cannot summarize"):
        nlp_suite.load("summarize", model=toy_translator)
    with pytest.raises(InvalidInputError, match="made for 'summarize', it cannot translate"):
        nlp_suite.load("translate", model="all-MiniLM-L6-v2")


def test_a_task_is_loaded_once_until_its_folder_changes(toy_translator, tmp_path):
    import shutil

    folder = tmp_path / "model"
    shutil.copytree(toy_translator, folder)
    first = load_cached("translate", LoadOptions(model=folder))
    assert load_cached("translate", LoadOptions(model=folder)) is first
    assert load_cached("translate", LoadOptions(model=str(folder))) is not first
    os.utime(folder / "config.json", ns=(1, 1))
    assert load_cached("translate", LoadOptions(model=folder)) is not first


def test_an_option_that_is_no_str():
    with pytest.raises(InvalidInputError, match="device must be a str, got int"):
        nlp_suite.translate("I see a cat.", device=3)


def test_no_such_model():
    with pytest.raises(ModelNotAvailableError, match="no model 'nope'"):
        nlp_suite.load("translate", model="nope")


@pytest.mark.parametrize(
    ("task", "model"),
    [("summarize", "all-MiniLM-L6-v2"), ("answer", "english-reader")],
)
def test_a_task_says_what_computes_it(task, model):
    loaded = nlp_suite.load(task, model=model, compute_type="float32")
    name = type(loaded).__name__
    assert repr(loaded) == (
        f"{name}(model={model!r}, engine='custom', runtime='ctranslate2', device='cpu', "
        "compute_type='float32')"
    )


@pytest.mark.parametrize(
    ("runtime", "compute_type"), [("ctranslate2", "int8"), ("keras", "float32")]
)
def test_a_translator_says_what_computes_it(tiny_translator, runtime, compute_type):
    translator = nlp_suite.load("translate", model=tiny_translator.path, runtime=runtime)
    assert repr(translator) == (
        f"Translator(model={tiny_translator.path.name!r}, engine='custom', source='en', "
        f"target='de', runtime={runtime!r}, device='cpu', compute_type={compute_type!r})"
    )


def test_an_automatic_translator_says_what_it_has_loaded():
    translator = nlp_suite.load("translate", source="auto")
    start = "AutoTranslator(engine='custom', directions='en to de, de to en', loaded=["
    assert repr(translator) == f"{start}])"
    translator("Das ist ein Haus, in dem wir wohnen.")
    assert repr(translator).startswith(f"{start}Translator(model='german-english', ")
