"""The settings of a translation's job heed the languages."""

import json
import shutil

import pytest

from nlp_suite import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.load_options import LoadOptions
from nlp_suite.models.folder import shipped


def make(**options):
    return JobSettings.make("translate", LoadOptions(**options))


def test_it_makes_no_difference_who_says_the_languages():
    said = make(source="en-GB", target="de")
    assert make().fingerprint == said.fingerprint == make(model="english-german").fingerprint
    assert (said.loading.source, said.loading.target) == ("en", "de")
    other = make(target="en")
    assert (other.model_name, other.loading.source) == ("german-english", "de")
    assert other.fingerprint != said.fingerprint
    for settings in (said, other):
        settings.check_model()
        assert JobSettings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


def test_languages_that_the_model_does_not_say_make_a_difference(checkpoints, tmp_path):
    folder = tmp_path / "opus-mt"
    shutil.copytree(checkpoints / "opus-mt", folder)
    (folder / "tokenizer_config.json").write_text("{}")
    options = {"engine": "pretrained", "model": folder}
    # Sentences are found by the rules of the source language.
    plain, french = make(**options), make(**options, source="fr")
    assert plain.loading.source is None
    assert french.loading.source == "fr"
    assert plain.fingerprint != french.fingerprint


def test_between_which_models_auto_chooses_makes_a_difference(monkeypatch, tmp_path):
    settings = make(source="auto")
    assert settings.model_name == "auto"
    assert len(settings.model_version) == 64
    settings.check_model()
    into_german = make(source="auto", target="de")
    assert len({make().fingerprint, settings.fingerprint, into_german.fingerprint}) == 3
    shutil.copytree(MODELS_FOLDER, tmp_path / "models")
    card = tmp_path / "models" / "german-english" / "config.json"
    card.write_text(card.read_text() + "\n")
    monkeypatch.setattr(shipped, "MODELS_FOLDER", tmp_path / "models")
    assert make(source="auto").fingerprint != settings.fingerprint
    assert make(source="auto", target="de").fingerprint == into_german.fingerprint
    with pytest.raises(ModelFormatError, match=r"the model of this version on .* is another one"):
        settings.check_model()


def test_auto_with_the_hub_goes_by_its_commits():
    """Nothing is downloaded for it."""
    into_german, into_english = (
        make(engine="pretrained", source="auto", target=target) for target in ("de", "en")
    )
    assert into_german.model_version != into_english.model_version
    into_german.check_model()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"source": "auto", "model": "english-german"}, InvalidInputError, "chooses between"),
        ({"source": "auto", "target": "ja"}, ModelNotAvailableError, "translates en to ja; there"),
        ({"model": "english-german", "source": "de"}, InvalidInputError, "translates from 'en'"),
        ({"source": "fr"}, ModelNotAvailableError, "translates fr to en; there are en-de, de-en"),
    ],
)
def test_languages_that_cannot_be(options, error, message):
    with pytest.raises(error, match=message):
        make(**options)
