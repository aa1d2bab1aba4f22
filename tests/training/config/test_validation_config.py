import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.training.config import TranslationValidationConfig


@pytest.mark.parametrize(("metric", "sentences"), [("loss", 0), ("bleu", 1), ("chrf", 1)])
def test_what_is_possible(metric, sentences):
    config = TranslationValidationConfig(
        metric=metric, sentences=sentences, beam_size=1, runtime="keras"
    )
    assert TranslationValidationConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"metric": "rouge"}, "metric must be one of ('bleu', 'chrf', 'loss'), got metric='rouge'"),
        ({"metric": "bleu", "sentences": 0}, "be 'loss' where no sentences are translated"),
        ({"sentences": -1}, "sentences must be 0 or more"),
        ({"beam_size": 0}, "beam_size must be at least 1"),
        ({"runtime": "onnx"}, "runtime must be one of ('ctranslate2', 'keras')"),
    ],
)
def test_what_is_not(values, message):
    with pytest.raises(InvalidInputError) as caught:
        TranslationValidationConfig(**values)
    assert message in str(caught.value)
