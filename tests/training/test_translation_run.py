import nlp_suite
from nlp_suite.models import ModelFolder, Seq2SeqConfig
from nlp_suite.training import train

RECURRENT = {
    "architecture": "seq2seq",
    "embedding_dim": 8,
    "encoder_units": 8,
    "decoder_units": 16,
    "max_length": 128,
}


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
