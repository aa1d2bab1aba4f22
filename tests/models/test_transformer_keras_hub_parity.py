"""Our layers compute what KerasHub's do, given the same weights."""

import keras
import numpy as np
import pytest

from nlp_suite.layers import DecoderLayer, EncoderLayer

to_numpy = keras.ops.convert_to_numpy

DIM, HEADS, HIDDEN = 16, 4, 32


@pytest.fixture(scope="module")
def keras_hub():
    return pytest.importorskip("keras_hub")


def copy_attention(theirs, ours):
    for name in ("query", "key", "value"):
        kernel, bias = getattr(theirs, f"_{name}_dense").get_weights()
        getattr(ours, name).set_weights([kernel.reshape(DIM, DIM), bias.reshape(DIM)])
    kernel, bias = theirs._output_dense.get_weights()
    ours.output_projection.set_weights([kernel.reshape(DIM, DIM), bias])


def copy_feed_forward(theirs, ours):
    ours.feed_forward.hidden.set_weights(theirs._feedforward_intermediate_dense.get_weights())
    ours.feed_forward.output_projection.set_weights(theirs._feedforward_output_dense.get_weights())
    ours.feed_forward_norm.set_weights(theirs._feedforward_layer_norm.get_weights())


def randomize(layer, rng):
    layer.set_weights([w + rng.normal(0, 0.1, w.shape) for w in layer.get_weights()])


def arguments(pre_norm):
    ours = {"num_heads": HEADS, "feed_forward_dim": HIDDEN, "layer_norm_epsilon": 1e-5}
    theirs = {"num_heads": HEADS, "intermediate_dim": HIDDEN, "activation": "relu"}
    return ours | {"pre_norm": pre_norm}, theirs | {"normalize_first": pre_norm}


@pytest.mark.parametrize("pre_norm", [False, True])
def test_encoder_layer(keras_hub, pre_norm, rng):
    x = rng.normal(size=(3, 6, DIM)).astype("float32")
    mask = np.arange(6) < np.array([6, 3, 1])[:, None]
    our_arguments, their_arguments = arguments(pre_norm)
    theirs, ours = (
        keras_hub.layers.TransformerEncoder(**their_arguments),
        EncoderLayer(**our_arguments),
    )
    theirs.build(x.shape)
    ours.build(x.shape)
    randomize(theirs, rng)
    copy_attention(theirs._self_attention_layer, ours.attention)
    ours.attention_norm.set_weights(theirs._self_attention_layer_norm.get_weights())
    copy_feed_forward(theirs, ours)
    difference = to_numpy(ours(x, padding_mask=mask)) - to_numpy(theirs(x, padding_mask=mask))
    assert np.abs(difference)[mask].max() < 1e-5


@pytest.mark.parametrize("pre_norm", [False, True])
def test_decoder_layer(keras_hub, pre_norm, rng):
    x, memory = (rng.normal(size=(3, n, DIM)).astype("float32") for n in (6, 5))
    mask = np.arange(6) < np.array([6, 3, 1])[:, None]
    memory_mask = np.arange(5) < np.array([2, 5, 4])[:, None]
    our_arguments, their_arguments = arguments(pre_norm)
    theirs, ours = (
        keras_hub.layers.TransformerDecoder(**their_arguments),
        DecoderLayer(**our_arguments),
    )
    theirs.build(x.shape, memory.shape)
    ours.build(x.shape, memory.shape)
    randomize(theirs, rng)
    copy_attention(theirs._self_attention_layer, ours.self_attention)
    copy_attention(theirs._cross_attention_layer, ours.cross_attention)
    ours.self_attention_norm.set_weights(theirs._self_attention_layer_norm.get_weights())
    ours.cross_attention_norm.set_weights(theirs._cross_attention_layer_norm.get_weights())
    copy_feed_forward(theirs, ours)
    expected = theirs(x, memory, decoder_padding_mask=mask, encoder_padding_mask=memory_mask)
    difference = to_numpy(ours(x, memory, mask, memory_mask)) - to_numpy(expected)
    assert np.abs(difference)[mask].max() < 1e-5
