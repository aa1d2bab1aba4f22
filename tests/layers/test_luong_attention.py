import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.layers import LuongAttention
from nlp_suite.layers.luong_attention import ALIGNMENTS, SCORES
from nlp_suite.numerics import softmax

to_numpy = keras.ops.convert_to_numpy


@pytest.fixture
def targets(rng):
    return rng.normal(size=(2, 5, 6)).astype("float32")


@pytest.fixture
def sources(rng):
    return rng.normal(size=(2, 7, 6)).astype("float32")


@pytest.mark.parametrize(
    ("score", "alignment"),
    [("general", "global"), ("concat", "global"), *((score, "local-p") for score in SCORES)],
)
def test_layer(layer_test, score, alignment, targets, sources):
    arguments = {"score": score, "alignment": alignment, "radius": 3, "units": 4}
    layer_test(LuongAttention, arguments, (targets, sources), (2, 5, 6))


@pytest.mark.parametrize("score", SCORES)
def test_is_the_paper_s(score, targets, sources):
    layer = LuongAttention(score, units=4)
    context, weights = layer(targets, sources, return_attention_weights=True)
    arrays = [to_numpy(w) for w in layer.weights]

    def match(s, h):
        if score == "dot":
            return s @ h
        if score == "general":
            return s @ arrays[0] @ h
        return arrays[1] @ np.tanh(np.concatenate([s, h]) @ arrays[0])

    for b in range(2):
        for t in range(5):
            expected = softmax([match(targets[b, t], h) for h in sources[b]])
            np.testing.assert_allclose(to_numpy(weights)[b, t], expected, atol=1e-5)
            np.testing.assert_allclose(to_numpy(context)[b, t], expected @ sources[b], atol=1e-5)


def test_local_m_looks_around_the_same_place(targets, sources):
    layer = LuongAttention(alignment="local-m", radius=1)
    _, weights = layer(targets, sources, return_attention_weights=True)
    weights = to_numpy(weights)
    distance = np.abs(np.arange(7) - np.arange(5)[:, None])
    assert ((weights > 0) == (distance <= 1)).all()
    np.testing.assert_allclose(weights.sum(-1), 1.0, atol=1e-6)
    for t in range(5):
        _, step = layer(targets[:, t : t + 1], sources, start=t, return_attention_weights=True)
        np.testing.assert_allclose(to_numpy(step)[:, 0], weights[:, t], atol=1e-6)


def test_local_p_predicts_its_place(targets, sources):
    layer = LuongAttention(alignment="local-p", radius=2, units=4)
    mask = np.arange(7) < np.array([[7], [4]])
    _, weights = layer(targets, sources, values_mask=mask, return_attention_weights=True)
    w_p, v_p = (to_numpy(w) for w in (layer.position_kernel, layer.position_score))
    for b, length in enumerate((7, 4)):
        for t in range(5):
            center = length / (1 + np.exp(-(v_p @ np.tanh(targets[b, t] @ w_p))))
            distance = np.arange(7) - center
            scores = np.where(
                (np.abs(distance) <= 2) & mask[b], sources[b] @ targets[b, t], -np.inf
            )
            # A deviation of half the radius: 1.
            expected = softmax(scores) * np.exp(-(distance**2) / 2)
            np.testing.assert_allclose(to_numpy(weights)[b, t], expected, atol=1e-5)


@settings(max_examples=20)
@given(
    st.sampled_from(SCORES),
    st.sampled_from(ALIGNMENTS),
    st.lists(st.booleans(), min_size=7, max_size=7),
)
def test_hidden_sources_never_reach_the_context(score, alignment, visible):
    rng = np.random.default_rng(0)
    targets, sources = (rng.normal(size=(1, n, 6)).astype("float32") for n in (5, 7))
    layer = LuongAttention(score, alignment=alignment, radius=2)
    mask = np.array([visible])
    before = to_numpy(layer(targets, sources, values_mask=mask))
    sources[:, ~mask[0]] = 1e4
    np.testing.assert_array_equal(to_numpy(layer(targets, sources, values_mask=mask)), before)
    if not mask.any():
        assert (before == 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"score": "product"}, "score must be one of .*, got 'product'"),
        ({"alignment": "local"}, "alignment must be one of .*, got 'local'"),
        ({"radius": 0}, "radius must be at least 1, got 0"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        LuongAttention(**arguments)


def test_dot_needs_one_width(targets):
    with pytest.raises(InvalidInputError, match="states of one width, got 6 and 4; use 'general'"):
        LuongAttention()(targets, targets[..., :4])
