import dataclasses
import inspect
import json

import keras
import pytest

import nlp_suite.models
from nlp_suite.models.architectures import ARCHITECTURES, architecture_name

pytestmark = pytest.mark.one_backend

ENCODER = {
    "vocabulary_size": 50,
    "num_layers": 1,
    "model_dim": 8,
    "num_heads": 2,
    "feed_forward_dim": 16,
    "max_length": 12,
}
# The fields without a default, and a width that is soon built.
FIELDS = {
    "Encoder": ENCODER,
    "RecurrentForecaster": {"units": 2},
    "Seq2Seq": {"source_vocabulary_size": 50, "target_vocabulary_size": 60, "decoder_units": 8},
    "SpanExtractor": ENCODER,
    "Transformer": {"source_vocabulary_size": 50, "target_vocabulary_size": 60, "model_dim": 8},
    "VisionTransformer": {
        "image_size": (8, 8),
        "patch_size": 4,
        "num_channels": 1,
        "num_classes": 3,
        "num_layers": 1,
        "model_dim": 8,
        "num_heads": 2,
        "feed_forward_dim": 16,
    },
}


def test_every_exported_model_and_configuration_is_registered():
    exported = {name: getattr(nlp_suite.models, name) for name in nlp_suite.models.__all__}
    models = {
        name: value
        for name, value in exported.items()
        if isinstance(value, type) and issubclass(value, keras.Model)
    }
    configs = {value for name, value in exported.items() if name.endswith("Config")}
    assert models == {name: entry.load_class() for name, entry in ARCHITECTURES.items()}
    assert configs == {entry.config for entry in ARCHITECTURES.values()}


@pytest.mark.parametrize("name", ARCHITECTURES)
class TestArchitecture:
    def test_the_configuration_round_trips(self, name):
        kind = ARCHITECTURES[name].config
        config = kind.from_dict(FIELDS[name])
        assert kind.from_dict(json.loads(json.dumps(config.to_dict()))) == config
        assert architecture_name(kind) == name

    def test_the_model_has_the_configuration_and_its_parameters(self, name):
        from nlp_suite.models.parameters import named_parameters

        config = ARCHITECTURES[name].config.from_dict(FIELDS[name])
        model = ARCHITECTURES[name].load_class()(**config.to_dict())
        assert model.config == config
        shapes = {key: tuple(value.shape) for key, value in named_parameters(model).items()}
        assert shapes == config.parameter_shapes()

    def test_the_signature_shows_the_fields_of_the_configuration(self, name):
        model_class = ARCHITECTURES[name].load_class()
        parameters = inspect.signature(model_class).parameters
        fields = dataclasses.fields(ARCHITECTURES[name].config)
        own = ["seed"] if name == "SpanExtractor" else []
        assert list(parameters) == [*(field.name for field in fields), "name", "dtype", *own]
        for field in fields:
            parameter = parameters[field.name]
            assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
            assert parameter.annotation == field.type
            if field.default is dataclasses.MISSING:
                assert parameter.default is inspect.Parameter.empty
            else:
                assert parameter.default == field.default

    def test_the_docstring_describes_every_parameter(self, name):
        model_class = ARCHITECTURES[name].load_class()
        described = inspect.getdoc(model_class).split("Args:\n")[1].split("\n\n")[0]
        names = [line.split(":")[0].strip() for line in described.splitlines() if line[4] != " "]
        assert sorted(names) == sorted(inspect.signature(model_class).parameters)

    def test_the_signature_of_a_model_is_that_of_a_call(self, name):
        model = ARCHITECTURES[name].load_class()(**FIELDS[name])
        assert "model_dim" not in inspect.signature(model).parameters
        assert not hasattr(model, "__signature__")


def test_a_subclass_keeps_the_signature_unless_it_has_its_own():
    from nlp_suite.models import Encoder
    from nlp_suite.models.configured_model import ConfiguredModel

    class Deeper(Encoder):
        """An encoder of another name."""

    class Fixed(Encoder):
        def __init__(self, num_layers: int) -> None:
            super().__init__(**ENCODER | {"num_layers": num_layers})

    assert inspect.signature(Deeper) == inspect.signature(Encoder)
    assert list(inspect.signature(Fixed).parameters) == ["num_layers"]
    assert list(inspect.signature(ConfiguredModel).parameters) == ["config", "name", "dtype"]
