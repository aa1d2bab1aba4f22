import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.layers import FeedForward
from nlp_suite.layers.feed_forward import ACTIVATIONS

to_numpy = keras.ops.convert_to_numpy


@pytest.mark.parametrize("activation", ["relu", "gelu", "gelu_tanh", "silu"])
def test_layer(layer_test, activation, rng):
    layer_test(
        FeedForward,
        {"hidden_dim": 16, "activation": activation},
        rng.normal(size=(2, 5, 8)).astype("float32"),
        (2, 5, 8),
    )


def test_is_the_paper_s(rng):
    x = rng.normal(size=(2, 3, 4)).astype("float32")
    layer = FeedForward(6)
    output = to_numpy(layer(x))
    w1, b1, w2, b2 = (to_numpy(w) for w in layer.weights)
    np.testing.assert_allclose(output, np.maximum(x @ w1 + b1, 0) @ w2 + b2, atol=1e-5)


@pytest.mark.parametrize("activation", ["gelu", "gelu_tanh", "silu"])
def test_a_half_precision_curve_is_rounded_once(activation, rng):
    x = rng.normal(scale=2, size=(1, 1000, 4)).astype("float32")
    half = keras.ops.cast(x, "bfloat16")
    layer = FeedForward(4, activation=activation, dtype="mixed_bfloat16")
    layer.build(half.shape)
    layer.set_weights([np.eye(4), np.zeros(4)] * 2)
    exact = ACTIVATIONS[activation](keras.ops.cast(half, "float32"))
    rounded = keras.ops.cast(keras.ops.cast(exact, "bfloat16"), "float32")
    np.testing.assert_array_equal(
        to_numpy(keras.ops.cast(layer(half), "float32")), to_numpy(rounded)
    )


def test_positions_do_not_mix(rng):
    x = rng.normal(size=(1, 4, 8)).astype("float32")
    layer = FeedForward(16)
    before = to_numpy(layer(x))
    x[0, 2] += 1
    after = to_numpy(layer(x))
    np.testing.assert_allclose(after[0, [0, 1, 3]], before[0, [0, 1, 3]], atol=1e-6)
    assert not np.allclose(after[0, 2], before[0, 2])


def test_parameter_count():
    layer = FeedForward(2048)
    layer.build((None, None, 512))
    assert layer.count_params() == 2_099_712


def test_unknown_activation():
    with pytest.raises(InvalidInputError, match=r"got 'tanh'"):
        FeedForward(8, activation="tanh")
