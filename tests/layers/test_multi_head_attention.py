import keras
import numpy as np
import pytest

from nlp_suite.layers import MultiHeadAttention, causal_mask

to_numpy = keras.ops.convert_to_numpy


def reference(layer, query, key, value, mask=None):
    """The paper's formula, head by head, in NumPy."""
    w = {v.path.split("/", 1)[1]: to_numpy(v) for v in layer.weights}

    def project(x, name):
        return x @ w[f"{name}/kernel"] + w[f"{name}/bias"]

    q, k, v = project(query, "query"), project(key, "key"), project(value, "value")
    heads = []
    for h in range(layer.num_heads):
        at = slice(h * layer.key_dim, (h + 1) * layer.key_dim)
        scores = q[..., at] @ k[..., at].swapaxes(-1, -2) / np.sqrt(layer.key_dim)
        if mask is not None:
            scores = np.where(mask, scores, -np.inf)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        heads.append(
            scores
            / scores.sum(-1, keepdims=True)
            @ v[..., h * layer.value_dim : (h + 1) * layer.value_dim]
        )
    return project(np.concatenate(heads, -1), "output")


def test_layer(layer_test, rng):
    layer_test(
        MultiHeadAttention,
        {"num_heads": 2, "key_dim": 4, "value_dim": 3, "output_dim": 8, "dropout": 0.0},
        rng.normal(size=(2, 5, 8)).astype("float32"),
        (2, 5, 8),
    )


@pytest.mark.parametrize("masked", [False, True])
def test_self_attention_is_the_paper_s(masked, rng):
    x = rng.normal(size=(2, 5, 12)).astype("float32")
    layer = MultiHeadAttention(num_heads=3, key_dim=4)
    mask = to_numpy(causal_mask(5))[None] if masked else None
    output = to_numpy(layer(x, attention_mask=mask))
    np.testing.assert_allclose(output, reference(layer, x, x, x, mask), atol=1e-5)


def test_cross_attention_is_the_paper_s(rng):
    query = rng.normal(size=(2, 3, 8)).astype("float32")
    memory = rng.normal(size=(2, 7, 10)).astype("float32")
    layer = MultiHeadAttention(num_heads=2, key_dim=4, value_dim=6)
    mask = rng.random((2, 1, 7)) > 0.3
    mask[..., 0] = True
    output, weights = layer(query, memory, attention_mask=mask, return_attention_weights=True)
    np.testing.assert_allclose(
        to_numpy(output), reference(layer, query, memory, memory, mask), atol=1e-5
    )
    assert weights.shape == (2, 2, 3, 7)


def test_equals_keras_own_layer(rng):
    x = rng.normal(size=(2, 6, 16)).astype("float32")
    ours = MultiHeadAttention(num_heads=4, key_dim=4)
    theirs = keras.layers.MultiHeadAttention(num_heads=4, key_dim=4)
    expected = theirs(x, x, attention_mask=causal_mask(6)[None])
    ours.build(x.shape)
    for name in ("query", "key", "value"):
        kernel, bias = getattr(theirs, f"_{name}_dense").get_weights()
        getattr(ours, name).set_weights([kernel.reshape(16, 16), bias.reshape(16)])
    kernel, bias = theirs._output_dense.get_weights()
    ours.output_projection.set_weights([kernel.reshape(16, 16), bias])
    output = ours(x, attention_mask=causal_mask(6)[None])
    np.testing.assert_allclose(to_numpy(output), to_numpy(expected), atol=1e-5)


def test_a_mask_for_each_head(rng):
    x = rng.normal(size=(1, 4, 8)).astype("float32")
    layer = MultiHeadAttention(num_heads=2, key_dim=4)
    mask = np.ones((1, 2, 4, 4), dtype=bool)
    mask[0, 1, :, 2:] = False
    _, weights = layer(x, attention_mask=mask, return_attention_weights=True)
    weights = to_numpy(weights)
    assert (weights[0, 0] > 0).all()
    assert (weights[0, 1, :, 2:] == 0).all()


def test_parameter_count_of_the_narrow_projections():
    """64 as the total width of the projections: 8 heads of 8."""
    layer = MultiHeadAttention(num_heads=8, key_dim=8)
    layer.build((None, None, 512))
    assert layer.count_params() == 131_776


def test_keys_and_values_projected_beforehand(rng):
    query, memory, other = (
        rng.normal(size=s).astype("float32") for s in ((2, 3, 8), (2, 7, 10), (2, 7, 6))
    )
    layer = MultiHeadAttention(num_heads=2, key_dim=4, value_dim=5)
    expected, weights = layer(query, memory, other, return_attention_weights=True)
    key_value = layer.project_key_value(memory, other)
    assert [tuple(t.shape) for t in key_value] == [(2, 2, 7, 4), (2, 2, 7, 5)]
    output, same = layer(query, key_value=key_value, return_attention_weights=True)
    np.testing.assert_array_equal(to_numpy(output), to_numpy(expected))
    np.testing.assert_array_equal(to_numpy(same), to_numpy(weights))
