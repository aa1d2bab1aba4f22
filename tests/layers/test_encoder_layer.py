import keras
import numpy as np
import pytest

from nlp_suite.layers import EncoderLayer

to_numpy = keras.ops.convert_to_numpy


def norm(x, layer):
    gamma, beta = (to_numpy(w) for w in layer.weights)
    x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + layer.epsilon) * gamma + beta


@pytest.mark.parametrize("pre_norm", [False, True])
def test_layer(layer_test, pre_norm, rng):
    layer_test(
        EncoderLayer,
        {
            "num_heads": 2,
            "feed_forward_dim": 16,
            "key_dim": 3,
            "activation": "gelu",
            "dropout": 0.0,
            "attention_dropout": 0.0,
            "pre_norm": pre_norm,
            "layer_norm_epsilon": 1e-5,
        },
        rng.normal(size=(2, 5, 8)).astype("float32"),
        (2, 5, 8),
        call_arguments={"padding_mask": np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)},
    )


@pytest.mark.parametrize("pre_norm", [False, True])
def test_is_the_paper_s(pre_norm, rng):
    x = rng.normal(size=(2, 5, 8)).astype("float32")
    layer = EncoderLayer(num_heads=2, feed_forward_dim=16, pre_norm=pre_norm)
    output = to_numpy(layer(x))

    def attend(y):
        return to_numpy(layer.attention(y.astype("float32")))

    def transform(y):
        return to_numpy(layer.feed_forward(y.astype("float32")))

    if pre_norm:
        y = x + attend(norm(x, layer.attention_norm))
        expected = y + transform(norm(y, layer.feed_forward_norm))
    else:
        y = norm(x + attend(x), layer.attention_norm)
        expected = norm(y + transform(y), layer.feed_forward_norm)
    np.testing.assert_allclose(output, expected, atol=1e-5)


def test_padding_never_reaches_a_real_position(rng):
    x = rng.normal(size=(2, 6, 8)).astype("float32")
    mask = np.array([[1, 1, 1, 1, 0, 0], [1, 0, 0, 0, 0, 0]], dtype=bool)
    layer = EncoderLayer(num_heads=2, feed_forward_dim=16)
    before = to_numpy(layer(x, padding_mask=mask))
    x[~mask] = rng.normal(size=x[~mask].shape) * 100
    after = to_numpy(layer(x, padding_mask=mask))
    np.testing.assert_array_equal(after[mask], before[mask])


def test_a_mask_of_ones_is_no_mask(rng):
    x = rng.normal(size=(2, 5, 8)).astype("float32")
    layer = EncoderLayer(num_heads=2, feed_forward_dim=16)
    np.testing.assert_allclose(
        to_numpy(layer(x, padding_mask=np.ones((2, 5), bool))), to_numpy(layer(x)), atol=1e-6
    )


def test_parameter_count_of_the_narrow_projections():
    layer = EncoderLayer(num_heads=8, feed_forward_dim=2048, key_dim=8)
    layer.build((None, None, 512))
    assert layer.count_params() == 2_233_536


def test_attention_weights_on_request(rng):
    x = rng.normal(size=(2, 5, 8)).astype("float32")
    layer = EncoderLayer(num_heads=2, feed_forward_dim=16)
    output, weights = layer(x, return_attention_weights=True)
    assert weights.shape == (2, 2, 5, 5)
    np.testing.assert_allclose(to_numpy(output), to_numpy(layer(x)), atol=1e-6)
