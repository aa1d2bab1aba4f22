"""Which model is found for a pair of languages."""

import json
import shutil

import pytest

from nlp_suite import InvalidInputError, ModelNotAvailableError
from nlp_suite.load_options import LoadOptions
from nlp_suite.models import find
from nlp_suite.models.find import find_model, find_model_folder


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({}, "english-german"),
        ({"source": "en"}, "english-german"),
        ({"target": "de-AT"}, "english-german"),
        ({"source": "de"}, "german-english"),
        ({"target": "en"}, "german-english"),
        ({"source": "de-CH", "target": "en-GB"}, "german-english"),
        ({"model": "english-german", "source": "en-US", "target": "de"}, "english-german"),
    ],
)
def test_languages_choose_a_shipped_translator(options, name):
    found = find_model("translate", LoadOptions(**options))
    assert found.name == found.path.name == name
    languages = ("en", "de") if name == "english-german" else ("de", "en")
    assert (found.source_language, found.target_language) == languages


@pytest.mark.parametrize("side", [{"source": "de"}, {"target": "fr"}])
def test_a_model_that_is_named_has_its_own_languages(side, make_translator, checkpoints):
    ((name, code),) = side.items()
    message = f"got {name}='{code}'; leave {name} out"
    folder = make_translator().path
    with pytest.raises(InvalidInputError, match=message):
        find_model("translate", LoadOptions(model=folder, **side))
    with pytest.raises(InvalidInputError, match=message):
        find_model_folder("translate", folder, **side)
    options = LoadOptions(engine="pretrained", model=checkpoints / "opus-mt", **side)
    with pytest.raises(InvalidInputError, match=f"model opus-mt translates .*{message}"):
        find_model("translate", options)


def test_a_checkpoint_with_other_codes_or_none(checkpoints, tmp_path):
    folder = tmp_path / "opus-mt"
    shutil.copytree(checkpoints / "opus-mt", folder)
    file = folder / "tokenizer_config.json"
    config = json.loads(file.read_text())
    for own, given, expected in (
        ({"source_lang": "spa", "target_lang": "eng"}, {}, ("es", "en")),
        ({"source_lang": "spa", "target_lang": "eng"}, {"source": "es-MX"}, ("es", "en")),
        ({}, {"source": "fr", "target": "nl"}, ("fr", "nl")),
        # Nothing is added to what is said of a model that says nothing.
        ({}, {"target": "nl"}, (None, "nl")),
        ({"source_lang": 3, "target_lang": None}, {}, (None, None)),
    ):
        kept = {key: value for key, value in config.items() if not key.endswith("_lang")}
        file.write_text(json.dumps(kept | own))
        found = find_model("translate", LoadOptions(engine="pretrained", model=folder, **given))
        assert (found.source_language, found.target_language) == expected
    for text in ("[]", "{", ""):
        file.write_text(text)
        found = find_model("translate", LoadOptions(engine="pretrained", model=folder))
        assert found.source_language is None


def test_languages_choose_a_pinned_checkpoint(monkeypatch, checkpoints):
    asked = []

    def download(hub_id, revision):
        asked.append((hub_id, revision))
        return checkpoints / "opus-mt"

    monkeypatch.setattr(find, "_download", download)
    # The toy is not of these languages.
    with pytest.raises(InvalidInputError, match="opus-mt-de-fr translates from 'en'"):
        find_model("translate", LoadOptions(engine="pretrained", source="de", target="fr"))
    find_model("translate", LoadOptions(engine="pretrained", target="de", revision="main"))
    assert asked == [
        ("Helsinki-NLP/opus-mt-de-fr", "eda518f822014bd94224effd96d308a2634b24e1"),
        ("Helsinki-NLP/opus-mt-en-de", "main"),
    ]


@pytest.mark.parametrize(
    "options", [{"source": "fr", "target": "de"}, {"model": "Helsinki-NLP/opus-mt-fr-de"}]
)
def test_a_checkpoint_without_a_commit_needs_a_revision(options, monkeypatch):
    with pytest.raises(InvalidInputError) as caught:
        find_model("translate", LoadOptions(engine="pretrained", **options))
    assert "no commit of Helsinki-NLP/opus-mt-fr-de is pinned" in str(caught.value)
    assert "https://huggingface.co/Helsinki-NLP/opus-mt-fr-de/commits/main" in str(caught.value)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotAvailableError, match="--revision refs/pr/1 "):
        find_model("translate", LoadOptions(engine="pretrained", revision="refs/pr/1", **options))
