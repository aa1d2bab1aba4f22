"""The masks themselves, and what every layer that takes one makes of it."""

import keras
import numpy as np
import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.layers import (
    AdditiveAttention,
    AttentionPooling,
    DecoderLayer,
    DecoderStack,
    EncoderLayer,
    EncoderStack,
    LearnedPositionalEmbedding,
    LuongAttention,
    MultiHeadAttention,
    RecurrentDecoder,
    RecurrentEncoder,
    ScaledDotProductAttention,
    SinusoidalPositionalEmbedding,
    causal_mask,
    padding_mask,
)
from nlp_suite.layers.masks import check_unseen, read_attention_mask, read_mask, read_padding_mask

to_numpy = keras.ops.convert_to_numpy


def test_padding_mask_marks_the_three_zeros():
    mask = to_numpy(padding_mask([1, 2, 3, 4, 0, 0, 0]))
    assert mask.tolist() == [True] * 4 + [False] * 3


def test_padding_mask_of_another_id():
    mask = to_numpy(padding_mask([[5, 1], [1, 0]], pad_id=1))
    assert mask.tolist() == [[True, False], [False, True]]


def test_causal_mask_hides_every_later_position():
    mask = to_numpy(causal_mask(5))
    np.testing.assert_array_equal(mask, np.tril(np.ones((5, 5), dtype=bool)))


def test_causal_mask_of_a_part_is_the_part_of_the_whole():
    whole = to_numpy(causal_mask(7))
    part = to_numpy(causal_mask(3, key_length=7, start=2))
    np.testing.assert_array_equal(part, whole[2:5])


VISIBLE = np.array([[True, True, True, False], [False, True, False, False]])
TYPES = ["bool", "int8", "uint8", "int32", "int64", "float16", "float32", "bfloat16"]


@pytest.mark.parametrize("dtype", TYPES)
def test_zero_and_one_of_any_type(dtype):
    array = VISIBLE.astype(int if dtype == "bfloat16" else dtype)
    tensor = keras.ops.convert_to_tensor(array)
    tensor = keras.ops.cast(tensor, dtype) if dtype == "bfloat16" else tensor
    for mask in (tensor, array, array.tolist()):
        read = read_mask(mask)
        assert keras.backend.standardize_dtype(read.dtype) == "bool"
        np.testing.assert_array_equal(to_numpy(read), VISIBLE)


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        ([[0.0, -1e9]], r"got -1000000000\.0; of an additive mask give mask == 0"),
        ([[0.0, -np.inf]], "values 0 .hidden. and 1 .visible., got -inf"),
        ([[1.0, np.nan]], "got nan"),
        ([[5, 8, 0]], "got 5"),
        ([[0.5]], r"got 0\.5"),
        ([["a"]], "got the type str"),
        ([[1, 0], [1]], "must be an array"),
    ],
)
def test_what_is_no_mask(mask, message):
    with pytest.raises(InvalidInputError, match=message):
        read_mask(mask)


def test_a_padding_mask_has_two_axes():
    assert read_padding_mask(None, (2, 4)) is None
    np.testing.assert_array_equal(
        to_numpy(read_padding_mask(VISIBLE[:1], (3, 4))), VISIBLE[[0] * 3]
    )
    for shape in [(4,), (2, 3), (3, 4), (2, 1, 4), (2, 1)]:
        with pytest.raises(InvalidInputError, match=r"the shape \(B, T\) = \(2, 4\), got \("):
            read_padding_mask(np.ones(shape), (2, 4))


@pytest.mark.parametrize("scores", [(2, 4, 4), (2, 3, 4, 4)])
def test_an_attention_mask_of_two_axes_is_a_padding_mask(scores):
    """Also where a sequence is as long as the batch is large."""
    expected = VISIBLE.reshape(2, *(1,) * (len(scores) - 2), 4)
    np.testing.assert_array_equal(to_numpy(read_attention_mask(VISIBLE, scores)), expected)
    square = np.array([[True, True], [True, False]])
    read = to_numpy(read_attention_mask(square, (2, *scores[1:-2], 2, 2)))
    np.testing.assert_array_equal(read, square.reshape(2, *(1,) * (len(scores) - 2), 2))


def test_what_could_be_a_causal_mask_is_no_padding_mask():
    with pytest.raises(InvalidInputError, match=r"could be a padding mask .* or a causal one"):
        read_attention_mask(causal_mask(3), (3, 2, 3, 3))
    read_attention_mask(causal_mask(3)[None], (3, 2, 3, 3))
    read_attention_mask(causal_mask(3)[:, None], (3, 2, 3, 3))
    # One sequence of one token: all the same.
    read_attention_mask(causal_mask(1), (1, 2, 1, 1))


def test_attention_masks_of_more_axes():
    """A mask without heads is for all of them, and never taken for one of each head."""
    mask = np.random.default_rng(0).random((2, 3, 4)) < 0.5
    np.testing.assert_array_equal(to_numpy(read_attention_mask(mask, (2, 2, 3, 4))), mask[:, None])
    np.testing.assert_array_equal(to_numpy(read_attention_mask(mask, (2, 3, 4))), mask)
    assert read_attention_mask(mask[:1], (2, 2, 3, 4)).shape == (1, 1, 3, 4)
    assert read_attention_mask(mask[:, None, :1], (2, 2, 3, 4)).shape == (2, 1, 1, 4)
    assert read_attention_mask(np.ones((3, 4)), (3, 4)).shape == (3, 4)


@pytest.mark.parametrize(
    ("shape", "scores"),
    [
        ((4,), (2, 3, 3, 4)),
        ((3, 4), (2, 3, 3, 4)),
        ((2, 4, 3), (2, 3, 3, 4)),
        ((2, 3, 1), (2, 3, 4)),
        ((2, 2, 3, 4), (2, 3, 3, 4)),
        ((2, 4), (3, 4)),
        ((2, 3, 3, 4), (2, 3, 4)),
    ],
)
def test_attention_masks_of_another_shape(shape, scores):
    with pytest.raises(InvalidInputError, match=r"is given as mask\[None\]"):
        read_attention_mask(np.ones(shape), scores)


def test_values_that_cannot_be_seen_make_nan(rng):
    """What can be seen is an error already, and booleans need no look."""
    x = rng.normal(size=(2, 3)).astype("float32")
    assert check_unseen(x, None, VISIBLE, keras.ops.convert_to_tensor(VISIBLE)) is x
    assert check_unseen(x, keras.ops.convert_to_tensor(VISIBLE.astype("float32"))) is x


X = np.random.default_rng(1).normal(size=(2, 4, 8)).astype("float32")
QUERY = np.random.default_rng(2).normal(size=(2, 3, 8)).astype("float32")


def make_layers():
    """Every way to give a layer a mask of a sequence, and whether outputs stand at its positions.

    A position that is hidden from all others still has an output of its own.
    """
    dot, heads = ScaledDotProductAttention(), MultiHeadAttention(2, 4)
    additive, luong, pooling = AdditiveAttention(8), LuongAttention("general"), AttentionPooling()
    local = LuongAttention("general", "local-p", radius=1)
    encoder = EncoderLayer(num_heads=2, feed_forward_dim=16)
    encoders = EncoderStack(2, num_heads=2, feed_forward_dim=16, pre_norm=True)
    decoder = DecoderLayer(num_heads=2, feed_forward_dim=16)
    decoders = DecoderStack(2, num_heads=2, feed_forward_dim=16, pre_norm=True)
    recurrent = RecurrentEncoder("gru", 4)
    steps = {
        name: RecurrentDecoder("gru", 8, attention=name, input_feeding=name == "dot")
        for name in ("additive", "dot")
    }
    for step in steps.values():
        step.build(X.shape, X.shape)

    def decode(name, x, values, **masks):
        layer = steps[name]
        state = keras.ops.zeros_like(x[:, 0])
        states = (state,) * layer.num_states
        return layer(x, states, values, layer.project(values), **masks)[0]

    return {
        "dot": (lambda x, m: dot(QUERY, x, x, attention_mask=m), False),
        "heads": (lambda x, m: heads(QUERY, x, attention_mask=m), False),
        "self": (lambda x, m: heads(x, attention_mask=m), True),
        "additive": (lambda x, m: additive(QUERY, x, values_mask=m), False),
        "luong": (lambda x, m: luong(QUERY, x, values_mask=m), False),
        "local": (lambda x, m: local(QUERY, x, values_mask=m), False),
        "pooling": (lambda x, m: pooling(x, mask=m), False),
        "encoder": (lambda x, m: encoder(x, padding_mask=m), True),
        "encoders": (lambda x, m: encoders(x, padding_mask=m), True),
        "decoder": (lambda x, m: decoder(x, QUERY, padding_mask=m), True),
        "cross": (lambda x, m: decoder(QUERY, x, encoder_padding_mask=m), False),
        "decoders": (lambda x, m: decoders(x, QUERY, padding_mask=m), True),
        "crosses": (lambda x, m: decoders(QUERY, x, encoder_padding_mask=m), False),
        "recurrent": (lambda x, m: recurrent(x, padding_mask=m)[1], False),
        "steps": (lambda x, m: decode("dot", x, QUERY, padding_mask=m), True),
        "attended": (lambda x, m: decode("dot", QUERY, x, values_mask=m), False),
        "asked": (lambda x, m: decode("additive", QUERY, x, values_mask=m), False),
    }


@pytest.fixture(scope="module")
def layers():
    return make_layers()


NAMES = list(make_layers())


def real(output, has_positions):
    output = to_numpy(output)
    return output[VISIBLE] if has_positions else output


def with_other_padding(rng):
    other = X.copy()
    other[~VISIBLE] = rng.normal(size=other[~VISIBLE].shape) * 100
    return other


@pytest.mark.parametrize("name", NAMES)
def test_a_padded_position_never_changes_an_output(name, layers, rng):
    call, has_positions = layers[name]
    expected = real(call(X, VISIBLE), has_positions)
    assert not np.array_equal(real(call(X, None), has_positions), expected)
    other = with_other_padding(rng)
    for mask in (VISIBLE.astype(int), VISIBLE.astype("float32")):
        np.testing.assert_array_equal(real(call(other, mask), has_positions), expected)


@pytest.mark.parametrize("name", NAMES)
def test_the_mask_that_keras_attached_is_used(name, layers):
    """Alone, and beside another one: what either hides is hidden."""
    call, has_positions = layers[name]
    hidden = X * VISIBLE[..., None]
    attached = keras.layers.Masking()(hidden)
    expected = real(call(hidden, VISIBLE), has_positions)
    np.testing.assert_array_equal(real(call(attached, None), has_positions), expected)
    all_of_them = np.ones_like(VISIBLE)
    np.testing.assert_array_equal(real(call(attached, all_of_them), has_positions), expected)


@pytest.mark.parametrize("name", NAMES)
def test_what_no_layer_takes(name, layers):
    call, _ = layers[name]
    with pytest.raises(InvalidInputError, match="values 0"):
        call(X, np.where(VISIBLE, 0.0, -1e9).astype("float32"))
    with pytest.raises(InvalidInputError, match="mask must have the shape"):
        call(X, VISIBLE[:, :3])
    with pytest.raises(InvalidInputError, match="mask must have the shape"):
        call(X, VISIBLE[0])


class Every(keras.layers.Layer):
    """All layers at once, so that they are compiled together."""

    def __init__(self, layers):
        super().__init__()
        self.supports_masking = True
        self.all = layers

    def call(self, x, mask=None):
        return {name: call(x, mask) for name, (call, _) in self.all.items()}


def predict(model, inputs):
    # XLA takes seconds to compile; TensorFlow's graphs are as blind to values without it.
    model.compile(jit_compile=keras.backend.backend() == "jax")
    return model.predict(inputs, batch_size=2, verbose=0)


def test_in_a_compiled_model(layers):
    names = ("heads", "additive", "local", "pooling", "encoder", "decoder", "cross")
    x, mask = keras.Input((4, 8), batch_size=2), keras.Input((4,), batch_size=2)
    every = Every({name: layers[name] for name in names})
    model = keras.Model([x, mask], every(x, mask=mask))
    found = predict(model, [X, VISIBLE.astype("float32")])
    for name in names:
        call, has_positions = layers[name]
        expected = real(call(X, VISIBLE), has_positions)
        got = real(found[name], has_positions)
        np.testing.assert_allclose(got, expected, atol=1e-5, err_msg=name)
    # Where values cannot be seen, an additive mask turns all into NaN; on torch they can be.
    additive = np.where(VISIBLE, 0, -1e9).astype("float32")
    if keras.backend.backend() == "torch":
        with pytest.raises(InvalidInputError, match="additive"):
            predict(model, [X, additive])
    else:
        for name, output in predict(model, [X, additive]).items():
            assert np.isnan(output).all(), name


def test_the_mask_of_an_embedding_in_a_functional_model():
    """Through each layer to the next, with symbolic tensors of any length."""
    embed = keras.layers.Embedding(9, 8, mask_zero=True)
    options = {"num_heads": 2, "feed_forward_dim": 16}
    # Converted to another type, a tensor keeps its mask.
    encoder, decoder = EncoderLayer(**options, dtype="mixed_bfloat16"), DecoderLayer(**options)
    pool = AttentionPooling()
    ids = keras.Input((None,), dtype="int32")
    x = encoder(embed(ids))
    model = keras.Model(ids, pool(decoder(x, x)))
    token_ids = np.array([[5, 8, 2, 0], [7, 0, 0, 0]])
    mask = token_ids != 0
    x = encoder(keras.ops.copy(embed(token_ids)), padding_mask=mask)
    y = decoder(x, x, padding_mask=mask, encoder_padding_mask=mask)
    expected = to_numpy(pool(y, mask=mask))
    np.testing.assert_allclose(to_numpy(model(token_ids)), expected, atol=1e-5)


@pytest.mark.parametrize("kind", [LearnedPositionalEmbedding, SinusoidalPositionalEmbedding])
def test_positions_have_no_mask(kind):
    """They are the same for all sequences; `keras.layers.Add` hands on the tokens' mask."""
    positions = kind(6) if kind is LearnedPositionalEmbedding else kind()
    tokens = keras.layers.Embedding(9, 8, mask_zero=True)(np.array([[5, 0], [3, 2]]))
    assert getattr(positions(tokens), "_keras_mask", None) is None


@pytest.mark.parametrize("stacked", [False, True])
def test_with_a_cache(stacked, rng):
    """Masks in integers, and the encoder's own mask, which the cache keeps."""
    options = {"num_heads": 2, "feed_forward_dim": 16}
    layer = DecoderStack(2, **options) if stacked else DecoderLayer(**options)
    memory_mask = np.array([[1, 1, 0, 0], [1, 1, 1, 0]])
    memory = keras.layers.Masking()(X * memory_mask[..., None])
    mask = np.array([[0, 1, 1], [1, 1, 1]])
    full = to_numpy(layer(QUERY, memory, padding_mask=mask))
    bare = X * memory_mask[..., None].astype("float32")
    given = layer(QUERY, bare, padding_mask=mask.astype(bool), encoder_padding_mask=memory_mask)
    np.testing.assert_allclose(to_numpy(given), full, atol=1e-6)
    for encoded, masks in ((memory, {}), (bare, {"encoder_padding_mask": memory_mask})):
        cache = keras.tree.map_structure(keras.ops.copy, layer.make_cache(encoded, length=3))
        for i in range(3):
            step, cache = layer(
                QUERY[:, i : i + 1], cache=cache, start=i, padding_mask=mask, **masks
            )
            np.testing.assert_allclose(to_numpy(step), full[:, i : i + 1], atol=1e-5)


def test_an_attached_mask_says_nothing_of_what_a_cache_has():
    layer = DecoderLayer(num_heads=2, feed_forward_dim=16)
    layer.build((2, 3, 8))
    cache = layer.make_cache(X, length=5)
    tokens = keras.layers.Embedding(9, 8, mask_zero=True)(np.array([[5], [0]]))
    with pytest.raises(InvalidInputError, match="give padding_mask with the 5 positions"):
        layer(tokens, cache=cache, start=1)
    layer(tokens, cache=cache, start=1, padding_mask=np.ones((2, 5)))
