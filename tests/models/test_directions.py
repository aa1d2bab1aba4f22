import re
from pathlib import Path

import pytest

from nlp_suite import InvalidInputError, ModelNotAvailableError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.load_options import LoadOptions
from nlp_suite.models import ModelFolder
from nlp_suite.models.directions import (
    SHIPPED_TRANSLATORS,
    Direction,
    agreed_language,
    automatic_directions,
    automatic_models,
    check_directions,
    choose_translator,
    complete_direction,
    language_of,
    with_direction,
)
from nlp_suite.models.folder.shipped import shipped_models
from nlp_suite.models.marian_pairs import MARIAN_CHECKPOINTS
from nlp_suite.text.languages import check_language


@pytest.mark.parametrize(
    ("source", "target", "direction"),
    [
        (None, None, ("en", "de")),
        ("en", None, ("en", "de")),
        (None, "de", ("en", "de")),
        ("de", None, ("de", "en")),
        (None, "en", ("de", "en")),
        ("fr", None, ("fr", "en")),
        (None, "fr", ("en", "fr")),
        ("fr", "es", ("fr", "es")),
        ("de-AT", "en-GB", ("de", "en")),
        (None, "en-US", ("de", "en")),
        ("deu", None, ("de", "en")),
    ],
)
def test_what_is_not_said_is_english_or_german(source, target, direction):
    assert complete_direction(source, target) == direction
    options = with_direction("translate", LoadOptions(source=source, target=target))
    assert (options.source, options.target) == direction


def test_a_script_of_the_target_stays_where_a_checkpoint_may_have_a_code_for_it():
    options = LoadOptions(engine="pretrained", target="zh-TW")
    assert (with_direction("translate", options).target, options.source) == ("zh-TW", None)
    assert find_choice(options) == "Helsinki-NLP/opus-mt-en-zh"
    options = LoadOptions(engine="pretrained", target="fr-CA")
    assert with_direction("translate", options).target == "fr"


def find_choice(options):
    return choose_translator("pretrained", complete_direction(options.source, options.target))


def test_a_model_s_own_codes_are_for_that_model_alone():
    options = {"engine": "pretrained", "source": "deu_Latn", "target": "zho_Hant"}
    check_directions("translate", LoadOptions(model="nllb", **options))
    with pytest.raises(InvalidInputError, match="such as 'deu-Latn', got 'deu_Latn'"):
        check_directions("translate", LoadOptions(**options))
    with pytest.raises(InvalidInputError, match=r"target must be the code .*got 'French'"):
        check_directions(
            "translate", LoadOptions(engine="pretrained", model="nllb", target="French")
        )


def test_a_direction_is_completed_only_where_it_chooses_the_model():
    for options in (LoadOptions(model="a", source="de"), LoadOptions(source="auto")):
        assert with_direction("translate", options) == options
    assert with_direction("answer", LoadOptions()) == LoadOptions()


@pytest.mark.parametrize(
    ("task", "options", "message"),
    [
        ("answer", {"target": "de"}, "target goes with translate, got target='de' for answer"),
        ("translate", {"source": "german"}, "source must be the code of .*'de', got 'german'"),
        ("translate", {"target": "xx"}, "target must be the code of a language .*got 'xx'"),
        ("translate", {"target": "auto"}, "target must be the code of a language"),
        ("translate", {"source": ""}, "source must be the code of a language"),
        (
            "translate",
            {"source": "en_GB"},
            "source must be the code .*such as 'en-GB', got 'en_GB'",
        ),
        (
            "translate",
            {"source": "auto", "model": "english-german"},
            "source='auto' chooses between models, got model=english-german as well",
        ),
        ("translate", {"source": "auto", "revision": "c0ffee"}, "got revision=c0ffee as well"),
    ],
)
def test_what_is_no_direction(task, options, message):
    with pytest.raises(InvalidInputError, match=message):
        check_directions(task, LoadOptions(**options))


def test_every_shipped_translator_translates_what_the_table_says():
    translators = {
        name
        for name in shipped_models()
        if ModelFolder.open(MODELS_FOLDER / name).task == "translate"
    }
    assert set(SHIPPED_TRANSLATORS.values()) == translators
    for direction, name in SHIPPED_TRANSLATORS.items():
        own = ModelFolder.open(MODELS_FOLDER / name).options
        assert direction == (own["source_language"], own["target_language"])
        assert choose_translator("custom", direction) == name


def test_a_pair_without_a_model_gets_a_list_of_those_that_have_one():
    with pytest.raises(ModelNotAvailableError) as caught:
        choose_translator("custom", Direction("fr", "ja"))
    assert "translates fr to ja; there are en-de, de-en; pass model=" in str(caught.value)
    assert f"engine='pretrained', which knows {len(MARIAN_CHECKPOINTS)} pairs" in str(caught.value)
    with pytest.raises(ModelNotAvailableError) as caught:
        choose_translator("pretrained", Direction("de", "de"))
    assert "model= and revision=" in str(caught.value)
    for source, target in MARIAN_CHECKPOINTS:
        assert f" {source}-{target}" in str(caught.value)


def test_the_marian_checkpoints():
    pinned = {pair: one.commit for pair, one in MARIAN_CHECKPOINTS.items() if one.commit}
    assert len(pinned) >= 30
    # Nobody copied the line above.
    assert len(set(pinned.values())) == len(pinned)
    for commit in pinned.values():
        assert re.fullmatch("[0-9a-f]{7}|[0-9a-f]{40}", commit)
    for (source, target), one in MARIAN_CHECKPOINTS.items():
        check_language("source", source)
        check_language("target", target)
        assert one.hub_id == f"Helsinki-NLP/opus-mt-{source}-{target}"
        assert choose_translator("pretrained", Direction(source, target)) == one.hub_id


def test_the_page_has_the_marian_checkpoints():
    page = (Path(__file__).parents[2] / "docs" / "pretrained.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z]+) \| ([a-z]+) \| `([0-9a-f]+)` \|$", page, re.MULTILINE)
    pinned = {pair: one.commit for pair, one in MARIAN_CHECKPOINTS.items() if one.commit}
    assert {(source, target): commit for source, target, commit in rows} == pinned
    others = re.findall(r"\b([a-z]{2})-([a-z]{2})[,.]", page.partition("need\n`revision=`")[2])
    assert set(others) == MARIAN_CHECKPOINTS.keys() - pinned.keys()


def test_automatic_directions_have_models_that_are_shipped_or_pinned():
    assert automatic_directions("custom", None) == {"en": ("en", "de"), "de": ("de", "en")}
    assert automatic_directions("custom", "de-CH") == {"en": ("en", "de")}
    assert automatic_models("custom", None) == [
        ("english-german", None),
        ("german-english", None),
    ]
    into_english = automatic_directions("pretrained", "en")
    assert {"de", "fr", "zh"} <= into_english.keys()
    assert all(MARIAN_CHECKPOINTS[direction].commit for direction in into_english.values())
    mixed = automatic_directions("pretrained", None)
    assert mixed["de"] == ("de", "en")
    assert mixed["es"] == ("es", "de")
    # It has a checkpoint into German, but no commit.
    assert MARIAN_CHECKPOINTS["fr", "de"].commit is None
    assert "fr" not in mixed
    assert dict(automatic_models("pretrained", None))["Helsinki-NLP/opus-mt-en-de"] == "73d41ab"
    with pytest.raises(ModelNotAvailableError, match="translates en to fr; there are"):
        automatic_directions("custom", "fr")


@pytest.mark.parametrize(
    ("own", "given", "language"),
    [
        ("en", None, "en"),
        ("en", "en-GB", "en"),
        ("eng", "en", "en"),
        ("eng", None, "en"),
        ("pt-BR", "pt", "pt-BR"),
        (None, "fr-CA", "fr"),
        # A group of languages, as some checkpoints have it.
        ("ROMANCE", "fr", "fr"),
        ("ROMANCE", None, None),
        (None, None, None),
        # The tokenizers of checkpoints for groups of languages name these.
        ("mul", "fr", "fr"),
        ("roa", None, None),
        ("ROMANCE", "it", "it"),
        ("heb", "he", "he"),
        ("heb", "heb", "he"),
        ("nor", "nb", "no"),
        ("tgl", "fil", "tl"),
        ("cmn", "zh-TW", "zh"),
        ("jap", "ja", "ja"),
        ("eng", "eng_Latn", "en"),
    ],
)
def test_the_language_of_a_model(own, given, language):
    assert agreed_language("source", own, given, "a") == language


def test_a_caller_that_contradicts_the_model():
    with pytest.raises(InvalidInputError, match="model a translates from 'en', got source='fr'; "):
        agreed_language("source", "en", "fr", "a")
    with pytest.raises(InvalidInputError, match="model a translates into 'deu', got target='en'"):
        agreed_language("target", "deu", "en", "a")


def test_codes_of_three_letters():
    assert [language_of(code) for code in ("zho", "nld-BE", "nds", "de")] == [
        "zh",
        "nl",
        "nds",
        "de",
    ]
