import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.layers import AttentionPooling
from nlp_suite.numerics import softmax

to_numpy = keras.ops.convert_to_numpy


@pytest.mark.parametrize("bias", ["shared", "positions"])
def test_layer(layer_test, bias, rng):
    x = rng.normal(size=(2, 5, 4)).astype("float32")
    layer_test(AttentionPooling, {"bias": bias}, x, (2, 4))


@pytest.mark.parametrize("bias", ["shared", "positions"])
def test_is_the_formula(bias, rng):
    x = rng.normal(size=(2, 5, 4)).astype("float32")
    layer = AttentionPooling(bias)
    layer.build(x.shape)
    layer.offset.assign(rng.normal(size=layer.offset.shape))
    pooled, weights = layer(x, return_attention_weights=True)
    kernel, offset = to_numpy(layer.kernel), to_numpy(layer.offset)
    expected = softmax(np.tanh(x @ kernel + offset)[..., 0])
    np.testing.assert_allclose(to_numpy(weights), expected, atol=1e-6)
    np.testing.assert_allclose(to_numpy(pooled), np.einsum("bt,btf->bf", expected, x), atol=1e-6)


def test_parameters_of_the_published_forecaster():
    """Between two recurrent units over 20 steps and the output it has 22 weights: 33 in all."""
    model = keras.Sequential(
        [
            keras.Input((20, 1)),
            keras.layers.SimpleRNN(2, return_sequences=True),
            AttentionPooling("positions"),
            keras.layers.Dense(1),
        ]
    )
    assert model.count_params() == 33


@settings(max_examples=20)
@given(st.lists(st.booleans(), min_size=6, max_size=6))
def test_hidden_steps_never_reach_the_sum(visible):
    x = np.random.default_rng(0).normal(size=(1, 6, 4)).astype("float32")
    layer = AttentionPooling()
    mask = np.array([visible])
    before = to_numpy(layer(x, mask=mask))
    x[:, ~mask[0]] = 1e4
    np.testing.assert_array_equal(to_numpy(layer(x, mask=mask)), before)
    if not mask.any():
        assert (before == 0).all()


def test_the_mask_of_an_embedding_is_used():
    ids = np.array([[3, 1, 0, 0]])
    embed, pool = keras.layers.Embedding(5, 4, mask_zero=True), AttentionPooling()
    short = to_numpy(pool(embed(ids[:, :2])))
    np.testing.assert_allclose(to_numpy(pool(embed(ids))), short, atol=1e-6)


def test_any_length(rng):
    layer = AttentionPooling()
    model = keras.Sequential([keras.Input((None, 4)), layer])
    for length in (1, 3, 9):
        x = rng.normal(size=(2, length, 4)).astype("float32")
        assert to_numpy(model(x)).shape == (2, 4)


def test_bad_arguments():
    with pytest.raises(InvalidInputError, match=r"bias must be one of .*, got 'none'"):
        AttentionPooling("none")
    with pytest.raises(InvalidInputError, match="needs a known length, got None"):
        AttentionPooling("positions").build((None, None, 4))
