import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.layers import AdditiveAttention
from nlp_suite.numerics import softmax

to_numpy = keras.ops.convert_to_numpy


@pytest.fixture
def states(rng):
    return rng.normal(size=(2, 3, 4)).astype("float32")


@pytest.fixture
def annotations(rng):
    return rng.normal(size=(2, 5, 6)).astype("float32")


@pytest.mark.parametrize("form", ["sum", "concat"])
def test_layer(layer_test, form, states, annotations):
    layer_test(AdditiveAttention, {"units": 8, "form": form}, (states, annotations), (2, 3, 6))


def test_is_the_paper_s(states, annotations):
    layer = AdditiveAttention(8)
    context, weights = layer(states, annotations, return_attention_weights=True)
    w1, w2, v = (to_numpy(w) for w in (layer.value_kernel, layer.query_kernel, layer.score_kernel))
    for b in range(2):
        for t in range(3):
            scores = [v @ np.tanh(h @ w1 + states[b, t] @ w2) for h in annotations[b]]
            expected = softmax(scores)
            np.testing.assert_allclose(to_numpy(weights)[b, t], expected, atol=1e-6)
            np.testing.assert_allclose(
                to_numpy(context)[b, t], expected @ annotations[b], atol=1e-5
            )


def test_both_forms_are_the_same_function(states, annotations):
    layer, other = AdditiveAttention(8), AdditiveAttention(8, form="concat")
    expected = to_numpy(layer(states, annotations))
    other.build(states.shape, annotations.shape)
    parts = [to_numpy(layer.value_kernel), to_numpy(layer.query_kernel)]
    other.set_weights([np.concatenate(parts), to_numpy(layer.score_kernel)])
    np.testing.assert_allclose(to_numpy(other(states, annotations)), expected, atol=1e-6)


@pytest.mark.parametrize("form", ["sum", "concat"])
def test_step_by_step_as_all_at_once(form, states, annotations):
    layer = AdditiveAttention(8, form=form)
    expected = to_numpy(layer(states, annotations))
    projected = layer.project(annotations)
    for t in range(3):
        step = to_numpy(layer(states[:, t : t + 1], annotations, projected=projected))
        np.testing.assert_allclose(step[:, 0], expected[:, t], atol=1e-6)


@settings(max_examples=20)
@given(st.lists(st.booleans(), min_size=5, max_size=5))
def test_hidden_annotations_never_reach_the_context(visible):
    rng = np.random.default_rng(0)
    states = rng.normal(size=(1, 3, 4)).astype("float32")
    annotations = rng.normal(size=(1, 5, 6)).astype("float32")
    layer = AdditiveAttention(8)
    mask = np.array([visible])
    before = to_numpy(layer(states, annotations, values_mask=mask))
    annotations[:, ~mask[0]] = 1e4
    context, weights = layer(states, annotations, values_mask=mask, return_attention_weights=True)
    np.testing.assert_array_equal(to_numpy(context), before)
    assert (to_numpy(weights)[..., ~mask[0]] == 0).all()
    if not mask.any():
        assert (before == 0).all()


def test_a_mask_for_each_query(states, annotations):
    layer = AdditiveAttention(8)
    mask = np.ones((2, 3, 5), dtype=bool)
    mask[:, 1, 2:] = False
    _, weights = layer(states, annotations, values_mask=mask, return_attention_weights=True)
    weights = to_numpy(weights)
    assert (weights[:, 1, 2:] == 0).all()
    assert (weights[:, [0, 2]] > 0).all()


def test_the_mask_of_an_embedding_is_used(states):
    ids = np.array([[3, 1, 0, 0], [2, 4, 1, 0]])
    embed, attend = keras.layers.Embedding(5, 6, mask_zero=True), AdditiveAttention(8)
    _, weights = attend(states, embed(ids), return_attention_weights=True)
    assert ((to_numpy(weights) > 0) == (ids > 0)[:, None]).all()


def test_an_unknown_form():
    with pytest.raises(InvalidInputError, match=r"form must be one of .*, got 'product'"):
        AdditiveAttention(8, form="product")
