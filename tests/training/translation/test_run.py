import dataclasses

import pytest

import nlp_suite
from nlp_suite import InvalidInputError
from nlp_suite.models import ModelFolder, Seq2SeqConfig
from nlp_suite.training import TranslationConfig, train

RECURRENT = {
    "architecture": "seq2seq",
    "embedding_dim": 8,
    "encoder_units": 8,
    "decoder_units": 16,
    "max_length": 128,
}


@pytest.mark.one_backend
def test_trains_a_recurrent_translator(toy_config):
    config = toy_config(validation={"sentences": 2, "runtime": "keras"})
    config["model"] = RECURRENT
    result = train(config, progress=False)
    assert result.history[1]["loss"] < result.history[0]["loss"]
    assert {"validation_bleu", "validation_chrf"} <= set(result.metrics)
    assert isinstance(ModelFolder.open(result.model).config, Seq2SeqConfig)
    translator = nlp_suite.load("translate", model=result.model)
    assert isinstance(str(translator("I see a cat.", max_length=5)), str)
    assert train(config, progress=False).history == result.history


@pytest.mark.one_backend
def test_another_run_starts_from_a_recurrent_translator(toy_config):
    config = toy_config(validation={"runtime": "keras"}, optimization={"epochs": 1})
    first = train({**config, "model": RECURRENT}, progress=False).model
    config |= {"folder": f"{config['folder']}-2", "start_from": str(first), "model": {}}
    del config["tokenizer"]
    further = TranslationConfig.from_dict({**config, "model": {"dropout": 0.3}})
    before = ModelFolder.open(first).config
    assert further.model_config(9, 9) == dataclasses.replace(before, dropout=0.3)
    assert ModelFolder.open(train(config, progress=False).model).config == before
    config["validation"] = {"runtime": "ctranslate2", "sentences": 2}
    with pytest.raises(InvalidInputError, match=r"validation.runtime must be 'keras'"):
        TranslationConfig.from_dict(config).model_config(9, 9)
