import math

import pytest

from nlp_suite import InvalidInputError
from nlp_suite.models import TransformerConfig

SIZES = {"source_vocabulary_size": 8000, "target_vocabulary_size": 8000}


def count(config, prefix=""):
    shapes = config.parameter_shapes()
    return sum(math.prod(shape) for name, shape in shapes.items() if name.startswith(prefix))


def test_the_defaults_are_the_paper_s_base_model():
    config = TransformerConfig(**SIZES)
    assert config == TransformerConfig.preset("base", **SIZES)
    assert (config.num_heads, config.model_dim, config.feed_forward_dim) == (8, 512, 2048)
    assert (config.num_encoder_layers, config.num_decoder_layers) == (6, 6)
    assert (config.head_dim, config.dropout) == (64, 0.1)


def test_the_narrow_projections_of_the_listing():
    config = TransformerConfig.preset("listing", **SIZES)
    assert count(config, "encoder.layers.0.attention.") == 131_776
    assert count(config, "encoder.layers.0.feed_forward.") == 2_099_712
    assert count(config, "encoder.layers.5.") == 2_233_536
    assert count(config, "decoder.layers.5.") == 2_365_312
    own = TransformerConfig.preset("listing", **SIZES, shared_attention_norm=False)
    assert count(own, "decoder.layers.5.") == 2_366_336


@pytest.mark.parametrize(
    ("preset", "parameters"),
    [("base", 56_434_496), ("small", 13_524_800), ("tiny", 818_752), ("listing", 39_889_088)],
)
def test_parameters_of_the_presets(preset, parameters):
    """The figures of docs/transformer.md."""
    assert count(TransformerConfig.preset(preset, **SIZES)) == parameters


def test_a_preset_can_be_changed():
    config = TransformerConfig.preset("small", **SIZES, dropout=0.3, num_decoder_layers=2)
    assert (config.dropout, config.num_decoder_layers, config.num_encoder_layers) == (0.3, 2, 4)


def test_dictionary_round_trip():
    config = TransformerConfig.preset("listing", **SIZES)
    assert TransformerConfig.from_dict(config.to_dict()) == config


def test_an_unknown_preset():
    with pytest.raises(InvalidInputError, match=r"preset must be one of .*'base'.*, got 'huge'"):
        TransformerConfig.preset("huge", **SIZES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"num_layers": 3}, "unknown key 'num_layers'"),
        ({"num_encoder_layer": 3}, "did you mean 'num_encoder_layers'"),
        ({"num_encoder_layers": 0}, "num_encoder_layers must be at least 1"),
        ({"num_decoder_layers": "2"}, "num_decoder_layers must be of type int, got '2'"),
        ({"model_dim": 100}, r"model_dim must be a multiple of num_heads \(8\)"),
        ({"key_dim": 0}, "key_dim must be at least 1"),
        ({"key_dim": 2.5}, "key_dim must be of type int | None, got 2.5"),
        ({"key_dim": True}, "key_dim must be of type int | None, got True"),
        ({"positions": "rotary"}, "positions must be one of"),
        ({"activation": "tanh"}, "activation must be one of"),
        ({"dropout": 1.0}, r"dropout must be in \[0, 1\)"),
        ({"attention_dropout": -0.1}, r"attention_dropout must be in \[0, 1\)"),
        ({"pre_norm": 1}, "pre_norm must be of type bool"),
        ({"layer_norm_epsilon": math.inf}, "layer_norm_epsilon must be positive"),
        (
            {"shared_embedding": True, "target_vocabulary_size": 7},
            r"target_vocabulary_size must equal source_vocabulary_size \(8000\)",
        ),
    ],
)
def test_impossible_configurations(change, message):
    with pytest.raises(InvalidInputError, match=message):
        TransformerConfig.from_dict(SIZES | change)


def test_a_width_that_the_heads_do_not_divide_needs_a_key_dim():
    assert TransformerConfig(**SIZES, model_dim=100, key_dim=5).head_dim == 5


def test_a_missing_field_is_named():
    with pytest.raises(InvalidInputError, match="lacks the key 'target_vocabulary_size'"):
        TransformerConfig.from_dict({"source_vocabulary_size": 9})
