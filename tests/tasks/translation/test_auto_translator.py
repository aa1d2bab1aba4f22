import inspect

import pytest

from nlp_suite import InvalidInputError
from nlp_suite.models.directions import Direction
from nlp_suite.tasks.translation.auto_translator import AutoTranslator
from nlp_suite.tasks.translation.translator import Translator

EN_DE, DE_EN, FR_DE = Direction("en", "de"), Direction("de", "en"), Direction("fr", "de")


class Detected:
    def __init__(self, language):
        self.language = language


def detect(text, languages):
    """Detects a language by the code that a text begins with, as in "fr: Bonjour."."""
    code, colon, _ = text.partition(": ")
    if colon:
        return Detected(code)
    # That one is clear among a few only.
    return Detected("de") if text == "Hallo" and "de" in (languages or ()) else None


@pytest.fixture
def make(make_shouter):
    """Makes a translator between some directions, and lists what it has loaded."""

    def make(*directions, fallback=EN_DE):
        loaded = []

        def load(direction):
            engine = make_shouter()
            engine.source_language, engine.target_language = direction
            engine.model = "-".join(direction)
            loaded.append(direction)
            return Translator(engine)

        known = {direction.source: direction for direction in directions}
        return AutoTranslator(load, known, fallback, engine="test", detect=detect), loaded

    return make


def test_each_text_goes_in_its_direction(make):
    translator, loaded = make(EN_DE, DE_EN)
    texts = ["de: Eins.", "en: Two.", "Drei", "de: Vier.", "", "en: Six."]
    translations = translator(texts)
    assert [one.source for one in translations] == texts
    assert [one.text for one in translations] == [text.upper() for text in texts]
    chosen = [(one.source_language, one.target_language) for one in translations]
    assert chosen == [DE_EN, EN_DE, EN_DE, DE_EN, EN_DE, EN_DE]
    assert [one.model for one in translations] == ["-".join(direction) for direction in chosen]
    # Each once, when the first text needs it.
    assert loaded == [DE_EN, EN_DE]
    assert translator("en: Seven.").source_language == "en"
    assert len(loaded) == 2
    assert translator([]) == []


def test_what_is_clear_among_the_languages_that_have_a_model(make):
    assert make(EN_DE, DE_EN)[0]("Hallo").source_language == "de"
    assert make(EN_DE, fallback=EN_DE)[0]("Hallo").text == "Hallo"


def test_nothing_is_loaded_that_no_text_needs(make):
    translator, loaded = make(EN_DE, DE_EN)
    assert translator(("de: Eins.",))[0].text == "DE: EINS."
    assert loaded == [DE_EN]


def test_a_text_in_the_target_language_comes_back(make):
    translator, loaded = make(DE_EN, fallback=DE_EN)
    text = "en: As it is.\n"
    translation = translator(text)
    assert (translation.text, translation.source, str(translation)) == (text, text, text)
    assert (translation.source_language, translation.target_language) == ("en", "en")
    assert (translation.engine, translation.model, translation.sentences) == ("test", "", ())
    assert translation.n_best[0].text == translation.to_dict()["text"] == text
    assert loaded == []


def test_a_language_without_a_model(make):
    translator, loaded = make(EN_DE, DE_EN)
    message = r"the text 'fr: Bonjour.' seems to be French, .*; it knows en to de, de to en: pass"
    with pytest.raises(InvalidInputError, match=message):
        translator(["en: One.", "fr: Bonjour."])
    assert loaded == []
    assert make(EN_DE, DE_EN, FR_DE)[0]("fr: Bonjour.").target_language == "de"


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (3, {}, "text must be a str, a Path, or a list or another iterable of these, got int"),
        (["en: One.", None], {}, r"text\[1\] must be a str, got NoneType"),
        ("en: One.", {"beam_size": 0}, "beam_size must be a whole number from 1 up, got 0"),
        ([], {"n_best": 0}, "n_best must be"),
    ],
)
def test_bad_input(make, text, options, message):
    translator, loaded = make(EN_DE)
    with pytest.raises(InvalidInputError, match=message):
        translator(text, **options)
    assert loaded == []


def test_options_reach_the_translators(make):
    translation = make(EN_DE)[0]("en: One two.", n_best=3, attention=True)
    assert len(translation.n_best) == 3
    assert translation.attention.shape == (3, 3)


def test_it_is_called_as_a_translator_is():
    own, other = (inspect.signature(kind.__call__) for kind in (AutoTranslator, Translator))
    assert own == other


def test_whatever_has_texts_in_an_order(make, tmp_path):
    (tmp_path / "a.txt").write_text("de: Eins.")
    translator, _ = make(EN_DE, DE_EN)
    assert translator(tmp_path / "a.txt").source_language == "de"
    found = translator(text for text in (tmp_path / "a.txt", "en: Two."))
    assert [one.source_language for one in found] == ["de", "en"]


def test_its_representation(make):
    translator, _ = make(EN_DE, DE_EN)
    start = "AutoTranslator(engine='test', directions='en to de, de to en', loaded=["
    assert repr(translator) == f"{start}])"
    translator("de: Eins.")
    assert repr(translator).startswith(f"{start}Translator(model='de-en', engine='test', ")
