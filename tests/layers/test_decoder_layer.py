import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.layers import DecoderLayer, DecoderStack

to_numpy = keras.ops.convert_to_numpy


def reference(layer, x, memory, mask, memory_mask):
    """The paper's decoder layer in NumPy, with the layer's weights."""
    w = {v.path.split("/", 1)[1]: to_numpy(v) for v in layer.weights}

    def dense(y, name):
        return y @ w[f"{name}/kernel"] + w[f"{name}/bias"]

    def norm(y, name):
        y = y - y.mean(-1, keepdims=True)
        y = y / np.sqrt((y**2).mean(-1, keepdims=True) + layer.layer_norm_epsilon)
        return y * w[f"{name}/gamma"] + w[f"{name}/beta"]

    def attend(name, query, key, visible):
        heads = []
        for h in range(layer.num_heads):
            width = layer.self_attention.key_dim
            at = slice(h * width, (h + 1) * width)
            q, k, v = (
                dense(y, f"{name}/{part}")[..., at]
                for y, part in ((query, "query"), (key, "key"), (key, "value"))
            )
            scores = np.where(visible, q @ k.swapaxes(-1, -2) / np.sqrt(width), -np.inf)
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            heads.append(scores / scores.sum(-1, keepdims=True) @ v)
        return dense(np.concatenate(heads, -1), f"{name}/output")

    causal = np.tril(np.ones((x.shape[1],) * 2, bool)) & mask[:, None, :]
    sub_layers = [
        ("self_attention", lambda y: attend("self_attention", y, y, causal)),
        (
            "cross_attention",
            lambda y: attend("cross_attention", y, memory, memory_mask[:, None, :]),
        ),
        (
            "feed_forward",
            lambda y: dense(np.maximum(dense(y, "feed_forward/hidden"), 0), "feed_forward/output"),
        ),
    ]
    for name, sub_layer in sub_layers:
        if name == "cross_attention" and layer.shared_attention_norm:
            name = "self_attention"
        if layer.pre_norm:
            x = x + sub_layer(norm(x, f"{name}_norm"))
        else:
            x = norm(x + sub_layer(x), f"{name}_norm")
    return x


def randomized(layer, rng, dim=8, memory_dim=8):
    """Fresh layers have biases of zero and norms of one: nothing to confuse."""
    layer.build((None, None, dim), (None, None, memory_dim))
    layer.set_weights([w + rng.normal(0, 0.1, w.shape) for w in layer.get_weights()])
    return layer


def arrays(rng, *shapes):
    return tuple(rng.normal(size=shape).astype("float32") for shape in shapes)


@pytest.mark.parametrize("options", [{}, {"pre_norm": True, "shared_attention_norm": True}])
def test_layer(layer_test, options, rng):
    layer_test(
        DecoderLayer,
        {
            "num_heads": 2,
            "feed_forward_dim": 16,
            "key_dim": 3,
            "activation": "gelu",
            "dropout": 0.0,
            "attention_dropout": 0.0,
            "pre_norm": False,
            "shared_attention_norm": False,
            "layer_norm_epsilon": 1e-5,
        }
        | options,
        arrays(rng, (2, 5, 8), (2, 7, 6)),
        (2, 5, 8),
        call_arguments={
            "padding_mask": np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool),
            "encoder_padding_mask": np.arange(7) < np.array([[4], [7]]),
        },
    )


@pytest.mark.parametrize("pre_norm", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_is_the_paper_s(pre_norm, shared, rng):
    x, memory = arrays(rng, (2, 5, 8), (2, 7, 6))
    mask = np.arange(5) < np.array([[5], [3]])
    memory_mask = np.arange(7) < np.array([[4], [7]])
    layer = DecoderLayer(2, 16, key_dim=3, pre_norm=pre_norm, shared_attention_norm=shared)
    layer = randomized(layer, rng, memory_dim=6)
    output = to_numpy(layer(x, memory, mask, memory_mask))
    expected = reference(layer, x, memory, mask, memory_mask)
    np.testing.assert_allclose(output, expected, atol=1e-5)


@pytest.mark.parametrize("pre_norm", [False, True])
def test_a_later_position_never_reaches_an_earlier_one(pre_norm, rng):
    x, memory = arrays(rng, (2, 6, 8), (2, 4, 8))
    layer = DecoderLayer(num_heads=2, feed_forward_dim=16, pre_norm=pre_norm)
    before = to_numpy(layer(x, memory))
    for position in range(1, 6):
        changed = x.copy()
        changed[:, position:] = rng.normal(size=changed[:, position:].shape) * 100
        after = to_numpy(layer(changed, memory))
        np.testing.assert_array_equal(after[:, :position], before[:, :position])
        assert np.abs(after[:, position] - before[:, position]).max() > 1e-3


@given(
    st.integers(0, 2**31),
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 5)), min_size=2, max_size=2),
)
def test_padding_never_reaches_a_real_position(shared_layer, seed, lengths):
    rng = np.random.default_rng(seed)
    x, memory = arrays(rng, (len(lengths), 6, 8), (len(lengths), 5, 8))
    mask = np.arange(6) < np.array(lengths)[:, :1]
    memory_mask = np.arange(5) < np.array(lengths)[:, 1:]
    before = to_numpy(shared_layer(x, memory, mask, memory_mask))
    x[~mask] = rng.normal(size=x[~mask].shape) * 100
    memory[~memory_mask] = rng.normal(size=memory[~memory_mask].shape) * 100
    after = to_numpy(shared_layer(x, memory, mask, memory_mask))
    np.testing.assert_array_equal(after[mask], before[mask])


@pytest.fixture(scope="module")
def shared_layer():
    return DecoderLayer(num_heads=2, feed_forward_dim=16)


def test_padding_in_front_is_hidden_too(rng):
    """Causality alone hides padding at the end from what stands before it."""
    x, memory = arrays(rng, (1, 5, 8), (1, 4, 8))
    mask = np.array([[False, False, True, True, True]])
    layer = DecoderLayer(num_heads=2, feed_forward_dim=16)
    before = to_numpy(layer(x, memory, padding_mask=mask))
    x[:, :2] += 1
    after = to_numpy(layer(x, memory, padding_mask=mask))
    np.testing.assert_array_equal(after[:, 2:], before[:, 2:])


@pytest.mark.parametrize("start", [0, 1, 4])
@pytest.mark.parametrize("pre_norm", [False, True])
def test_a_step_with_a_cache_equals_the_full_pass(start, pre_norm, rng):
    """A prefix of any length at once, then position by position."""
    x, memory = arrays(rng, (2, 6, 8), (2, 7, 6))
    memory_mask = np.arange(7) < np.array([[4], [7]])
    layer = DecoderLayer(num_heads=2, feed_forward_dim=16, key_dim=3, pre_norm=pre_norm)
    layer = randomized(layer, rng, memory_dim=6)
    full = to_numpy(layer(x, memory, encoder_padding_mask=memory_mask))
    # More room than needed: what is not yet written is not seen.
    cache = layer.make_cache(memory, length=9)
    spans = [(0, start)] * (start > 0) + [(i, i + 1) for i in range(start, 6)]
    for begin, end in spans:
        step, cache = layer(
            x[:, begin:end], encoder_padding_mask=memory_mask, cache=cache, start=begin
        )
        np.testing.assert_allclose(to_numpy(step), full[:, begin:end], atol=1e-5)


def test_a_cache_hides_the_padding_that_its_mask_names(rng):
    x, memory = arrays(rng, (1, 5, 8), (1, 4, 8))
    mask = np.array([[False, True, True, True, True]])
    layer = randomized(DecoderLayer(num_heads=2, feed_forward_dim=16), rng)
    full = to_numpy(layer(x, memory, padding_mask=mask))
    cache = layer.make_cache(memory, length=5)
    _, cache = layer(x[:, :3], padding_mask=mask, cache=cache)
    step, _ = layer(x[:, 3:], padding_mask=mask, cache=cache, start=3)
    np.testing.assert_allclose(to_numpy(step), full[:, 3:], atol=1e-5)


def test_a_cache_without_room(rng):
    x, memory = arrays(rng, (1, 5, 8), (1, 4, 8))
    layer = randomized(DecoderLayer(num_heads=2, feed_forward_dim=16), rng)
    cache = layer.make_cache(memory, length=4)
    with pytest.raises(InvalidInputError, match="room for 4 positions, got 2 from position 3"):
        layer(x[:, :2], cache=cache, start=3)


def test_neither_an_encoder_nor_a_cache(rng):
    (x,) = arrays(rng, (1, 5, 8))
    with pytest.raises(InvalidInputError, match="needs encoder_output or a cache"):
        DecoderLayer(num_heads=2, feed_forward_dim=16)(x)


def test_attention_weights_on_request(rng):
    x, memory = arrays(rng, (2, 5, 8), (2, 7, 8))
    layer = DecoderLayer(num_heads=2, feed_forward_dim=16)
    output, own, cross = layer(x, memory, return_attention_weights=True)
    assert (tuple(own.shape), tuple(cross.shape)) == ((2, 2, 5, 5), (2, 2, 5, 7))
    assert (np.triu(to_numpy(own), k=1) == 0).all()
    np.testing.assert_allclose(to_numpy(cross).sum(-1), 1.0, atol=1e-6)
    np.testing.assert_array_equal(to_numpy(output), to_numpy(layer(x, memory)))


@pytest.mark.parametrize(("shared", "count"), [(True, 2_365_312), (False, 2_366_336)])
def test_parameter_count_of_the_narrow_projections(shared, count):
    layer = DecoderLayer(8, feed_forward_dim=2048, key_dim=8, shared_attention_norm=shared)
    layer.build((None, None, 512), (None, None, 512))
    assert layer.count_params() == count


def test_stack(layer_test, rng):
    layer_test(
        DecoderStack,
        {"num_layers": 2, "num_heads": 2, "feed_forward_dim": 16, "pre_norm": True}
        | {"dropout": 0.0},
        arrays(rng, (2, 5, 8), (2, 7, 6)),
        (2, 5, 8),
        call_arguments={"encoder_padding_mask": np.arange(7) < np.array([[4], [7]])},
    )
