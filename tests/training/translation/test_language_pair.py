"""A translator of another pair of languages than the shipped one, from its file to a page."""

import json

import pytest

import nlp_suite
from nlp_suite.cli import main
from nlp_suite.evaluation import evaluate_translations
from nlp_suite.models import ModelFolder
from nlp_suite.training import train

SUBJECTS = {"Je": "Io", "Tu": "Tu", "Marie": "Maria"}
VERBS = {
    "vois": ("vedo", "vedi", "vede"),
    "connais": ("conosco", "conosci", "conosce"),
}
OBJECTS = {
    "un chat": "un gatto",
    "le chien": "il cane",
    "une maison": "una casa",
    "la rue": "la strada",
    "M. Dupont": "il sig. Dupont",
}
PAIRS = [
    (f"{subject} {verb} {noun}.", f"{italian} {forms[person]} {OBJECTS[noun]}.")
    for person, (subject, italian) in enumerate(SUBJECTS.items())
    for verb, forms in VERBS.items()
    for noun in OBJECTS
]
SOURCES, TARGETS = (list(side) for side in zip(*PAIRS, strict=True))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pair")


@pytest.fixture(scope="module")
def table(folder):
    file = folder / "pairs.csv"
    rows = "".join(f"{italian};{french}\n" for french, italian in PAIRS)
    file.write_text(f"italiano;français\n{rows}", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def lines():
    return []


@pytest.fixture(scope="module")
def model(folder, table, lines):
    config = {
        "folder": str(folder / "run"),
        "data": {
            "train": str(table),
            "source_language": "fr",
            "target_language": "it",
            "source_column": "français",
            "target_column": "italiano",
            "splits": [0.9, 0.1, 0.0],
        },
        "tokenizer": {"vocabulary_size": 110},
        "model": {
            "preset": "tiny",
            "num_encoder_layers": 1,
            "num_decoder_layers": 1,
            "shared_embedding": True,
            "tied_projection": True,
            "dropout": 0.0,
        },
        "optimization": {
            "epochs": 24,
            "batch_size": 64,
            "schedule": "linear",
            "learning_rate": 1e-2,
            "warmup_steps": 4,
            "precision": "float32",
            "label_smoothing": 0.0,
        },
        "validation": {"sentences": 0},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "nlp_suite.training.training_progress.TrainingProgress.line",
            lambda _, text: lines.append(text),
        )
        return train(config, progress=False).model


pytestmark = pytest.mark.one_backend


def test_its_folder_says_what_it_translates(model, lines):
    options = ModelFolder.open(model).options
    assert (options["source_language"], options["target_language"]) == ("fr", "it")
    card = (model / "README.md").read_text(encoding="utf-8")
    assert card.startswith('---\nlanguage: ["fr", "it"]\n---\n')
    assert "# A translator from French to Italian" in card
    assert lines[0].startswith("A translator from French to Italian: ")
    for text in (card, *lines, (model / "config.json").read_text(encoding="utf-8")):
        assert not {"english", "german"} & set(text.casefold().split())


def test_it_translates(model):
    translator = nlp_suite.load("translate", model=model)
    translations = translator(SOURCES)
    right = sum(str(one) == target for one, target in zip(translations, TARGETS, strict=True))
    assert right >= 0.9 * len(PAIRS)
    whole = translator("Tu vois M. Dupont. Je connais la rue.")
    # The stop of "M." ends a sentence in the rules for other languages.
    assert len(whole.sentences) == 2
    assert (whole.source_language, whole.target_language) == ("fr", "it")
    assert whole.to_dict()["target_language"] == "it"


def test_it_is_evaluated(model, table, capsys):
    translator = nlp_suite.load("translate", model=model)
    columns = {"source_column": "français", "target_column": "italiano"}
    evaluation = evaluate_translations(table, translator, resamples=10, **columns)
    assert evaluation.pairs == len(PAIRS)
    assert evaluation.bleu.score > 90
    arguments = ["evaluate", "translate", "--data", str(table), "--model", str(model), "--json"]
    names = ["--source-column", "français", "--target-column", "italiano"]
    assert main([*arguments, *names]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["bleu"]["score"] == pytest.approx(evaluation.bleu.score)


def test_it_is_compared(model):
    comparison = nlp_suite.compare(
        "translate",
        SOURCES[:3],
        systems=[model, ("custom", model)],
        references=TARGETS[:3],
        repeats=1,
        isolated=False,
    )
    assert str(comparison).startswith("translate from French to Italian: 3 inputs")
    page = comparison.to_html()
    assert "translate from French to Italian: 3 inputs" in page
    assert f'<p class="source text" lang="fr">{SOURCES[0]}</p>' in page
    assert f'<dd class="text" lang="it">{TARGETS[0]}</dd>' in page
    assert '<span class="text" lang="it">' in page
    assert "German" not in page
    result = comparison.to_dict()["systems"][0]["results"][0]
    assert (result["source_language"], result["target_language"]) == ("fr", "it")
