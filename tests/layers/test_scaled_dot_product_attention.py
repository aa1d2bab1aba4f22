import keras
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.layers import ScaledDotProductAttention, causal_mask

to_numpy = keras.ops.convert_to_numpy


def test_golden_numbers():
    """Four words, three dimensions: the published worked example of general attention."""
    words = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]])
    random = np.random.RandomState(42)
    w_q, w_k, w_v = (random.randint(3, size=(3, 3)) for _ in range(3))
    q, k, v = ((words @ w).astype("float32") for w in (w_q, w_k, w_v))
    expected = [
        [0.98522025, 1.74174051, 0.75652026],
        [0.90965265, 1.40965265, 0.5],
        [0.99851226, 1.75849334, 0.75998108],
        [0.99560386, 1.90407309, 0.90846923],
    ]
    np.testing.assert_allclose(to_numpy(ScaledDotProductAttention()(q, k, v)), expected, atol=1e-6)


def test_weights_are_a_distribution_over_the_visible(rng):
    x = rng.normal(size=(2, 5, 8)).astype("float32")
    output, weights = ScaledDotProductAttention()(
        x, x, x, attention_mask=causal_mask(5)[None], return_attention_weights=True
    )
    weights = to_numpy(weights)
    assert output.shape == (2, 5, 8)
    np.testing.assert_allclose(weights.sum(-1), 1.0, atol=1e-6)
    assert (np.triu(weights, k=1) == 0).all()


def test_a_query_that_sees_nothing_gets_zeros(rng):
    x = rng.normal(size=(1, 3, 4)).astype("float32")
    mask = np.ones((1, 3, 3))
    mask[0, 1] = 0
    output = to_numpy(ScaledDotProductAttention()(x, x, x, attention_mask=mask))
    assert (output[0, 1] == 0).all()
    assert (output[0, [0, 2]] != 0).all()


@given(st.lists(st.booleans(), min_size=6, max_size=6), st.integers(0, 2**31))
def test_hidden_values_never_reach_the_output(visible, seed):
    rng = np.random.default_rng(seed)
    q, k, v = (rng.normal(size=(1, 6, 4)).astype("float32") for _ in range(3))
    mask = np.array(visible)[None, None, :]
    attention = ScaledDotProductAttention()
    before = to_numpy(attention(q, k, v, attention_mask=mask))
    k[:, ~mask[0, 0]] = 1e4
    v[:, ~mask[0, 0]] = -1e4
    np.testing.assert_array_equal(to_numpy(attention(q, k, v, attention_mask=mask)), before)


def test_float16_scores_do_not_overflow():
    x = np.full((1, 4, 64), 30.0, dtype="float16")
    mask = np.array([[[True, True, False, False]]])
    output = to_numpy(ScaledDotProductAttention(dtype="float16")(x, x, x, attention_mask=mask))
    np.testing.assert_allclose(output, 30.0)


def test_dropout_only_in_training(rng):
    x = rng.normal(size=(1, 64, 8)).astype("float32")
    attention = ScaledDotProductAttention(dropout=0.5)
    np.testing.assert_array_equal(
        to_numpy(attention(x, x, x)), to_numpy(ScaledDotProductAttention()(x, x, x))
    )
    assert not np.allclose(
        to_numpy(attention(x, x, x, training=True)), to_numpy(attention(x, x, x))
    )


def test_config_round_trip():
    layer = ScaledDotProductAttention(dropout=0.25)
    assert ScaledDotProductAttention.from_config(layer.get_config()).dropout == 0.25
