import inspect
import shutil

import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelNotAvailableError, Translation
from nlp_suite.api.loading import load_cached
from nlp_suite.load_options import LoadOptions
from nlp_suite.tasks.translation.auto_translator import AutoTranslator
from nlp_suite.tasks.translation.translator import Translator


def test_one_text_and_several(toy_translator):
    translation = nlp_suite.translate("I see a cat.\n", model=toy_translator)
    assert isinstance(translation, Translation)
    assert str(translation) == "Ich sehe eine Katze.\n"
    several = nlp_suite.translate(("We know the dog.", ""), model=str(toy_translator))
    assert [t.text for t in several] == ["Wir kennen den Hund.", ""]


def test_both_directions():
    german = nlp_suite.translate("I am thirsty.", source="en", target="de")
    assert (german.source_language, german.target_language) == ("en", "de")
    english = nlp_suite.translate("Ich habe Durst.", target="en-GB")
    assert (english.source_language, english.target_language) == ("de", "en")
    assert str(english) == "I'm thirsty."
    assert nlp_suite.load("translate", source="de")("Ich habe Durst.") == english
    # The same translator, whoever says its languages.
    default = load_cached("translate", LoadOptions())
    assert load_cached("translate", LoadOptions(source="en", target="de")) is default
    assert load_cached("translate", LoadOptions(target="en")) is not default


def test_the_direction_of_each_text():
    texts = ["Guten Morgen.", "Good morning.", "", "Wo ist der Bahnhof?"]
    translations = nlp_suite.translate(texts, source="auto")
    assert [one.source_language for one in translations] == ["de", "en", "en", "de"]
    models = [one.model for one in translations]
    assert models == ["german-english", "english-german", "english-german", "german-english"]
    assert translations[0] == nlp_suite.translate(texts[0], source="de")
    translator = nlp_suite.load("translate", source="auto", target="en")
    assert isinstance(translator, AutoTranslator)
    assert translator(texts[1]).text == texts[1]
    with pytest.raises(InvalidInputError, match="seems to be French"):
        translator("Où est la gare, s'il vous plaît ?")


def test_a_model_of_other_languages(make_translator):
    folder = make_translator().path
    assert (
        nlp_suite.translate("I", model=folder, source="en-US", target="de").target_language == "de"
    )
    with pytest.raises(InvalidInputError, match="translates from 'en', got source='de'"):
        nlp_suite.translate("I", model=folder, source="de")
    with pytest.raises(InvalidInputError, match="translates into 'de', got target='en'"):
        nlp_suite.load("translate", model=folder, target="en")
    with pytest.raises(ModelNotAvailableError, match="translates en to fr; there are en-de, de-en"):
        nlp_suite.translate("I", target="fr")
    with pytest.raises(InvalidInputError, match=r"source must be the code of a language .*'de'"):
        nlp_suite.translate("I", source="German")


def test_a_checkpoint_that_does_not_say_its_languages(checkpoints, tmp_path):
    folder = tmp_path / "opus-mt"
    shutil.copytree(checkpoints / "opus-mt", folder)
    (folder / "tokenizer_config.json").write_text("{}")
    options = {"engine": "pretrained", "model": folder, "source": "fr-CA"}
    translation = nlp_suite.translate("Go on.", **options, max_length=4)
    assert (translation.source_language, translation.target_language) == ("fr", None)


def test_every_option_of_the_task_is_one_of_the_call(toy_translator):
    call = inspect.signature(nlp_suite.translate).parameters
    for name, parameter in inspect.signature(Translator.__call__).parameters.items():
        assert name == "self" or call[name].default == parameter.default
    translation = nlp_suite.translate(
        "I see a cat. I know her.",
        beam_size=3,
        n_best=2,
        length_penalty=0.5,
        no_repeat_ngram_size=2,
        max_length=3,
        attention=True,
        model=toy_translator,
        device="cpu",
        progress=False,
    )
    assert len(translation.n_best) == 2
    # The end of a sentence is a token too.
    assert all(len(sentence.tokens) <= 3 for sentence in translation.sentences)
    assert translation.attention is not None


def test_the_runtimes_agree(toy_translator, toy_pairs):
    texts = [english for english, _ in toy_pairs[::7]]
    found = {
        runtime: nlp_suite.translate(texts, model=toy_translator, runtime=runtime)
        for runtime in ("ctranslate2", "keras")
    }
    for one, other in zip(*found.values(), strict=True):
        assert one.text == other.text
        # int8 is a little off.
        assert one.score == pytest.approx(other.score, abs=0.05)


def test_the_name_of_the_model(toy_translator):
    assert nlp_suite.translate("I", model=toy_translator).model == "toy-translator"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"text": 3}, "text must be a str"),
        ({"model": 3}, "model must be a name, a folder or a hub id, got int"),
        ({"engine": "cloud"}, "engine must be one of"),
        ({"runtime": "onnx"}, "runtime must be one of"),
        ({"device": "tpu"}, "device must be one of"),
        ({"beam_size": -1}, "beam_size must be"),
    ],
)
def test_bad_input(toy_translator, arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        nlp_suite.translate(**{"text": "I", "model": toy_translator} | arguments)


def test_a_folder_without_a_model(tmp_path):
    with pytest.raises(ModelNotAvailableError, match="there is no model"):
        nlp_suite.translate("I", model=tmp_path / "nowhere")
