import inspect

import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelNotAvailableError, Translation
from nlp_suite.tasks.translation.translator import Translator


def test_one_text_and_several(toy_translator):
    translation = nlp_suite.translate("I see a cat.\n", model=toy_translator)
    assert isinstance(translation, Translation)
    assert str(translation) == "Ich sehe eine Katze.\n"
    several = nlp_suite.translate(("We know the dog.", ""), model=str(toy_translator))
    assert [t.text for t in several] == ["Wir kennen den Hund.", ""]


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
