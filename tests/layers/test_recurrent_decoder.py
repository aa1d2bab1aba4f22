import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.layers import RecurrentDecoder
from nlp_suite.numerics import softmax

to_numpy = keras.ops.convert_to_numpy


@pytest.fixture
def values(rng):
    return rng.normal(size=(1, 4, 6)).astype("float32")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru(x, state, kernel, recurrent_kernel, bias):
    update, reset, new = np.split(x @ kernel + bias[0], 3)
    from_update, from_reset, from_new = np.split(state @ recurrent_kernel + bias[1], 3)
    keep = sigmoid(update + from_update)
    candidate = np.tanh(new + sigmoid(reset + from_reset) * from_new)
    return keep * state + (1 - keep) * candidate


def lstm(x, state, memory, kernel, recurrent_kernel, bias):
    add, forget, new, show = np.split(x @ kernel + state @ recurrent_kernel + bias, 4)
    memory = sigmoid(forget) * memory + sigmoid(add) * np.tanh(new)
    return sigmoid(show) * np.tanh(memory), memory


def one_step(decoder, values, rng):
    """Computes a step from random weights and states."""
    x = rng.normal(size=(1, 1, 3)).astype("float32")
    states = tuple(rng.normal(size=(1, 5)).astype("float32") for _ in range(decoder.num_states))
    decoder.build(x.shape, values.shape)
    for weight in decoder.weights:
        weight.assign(rng.normal(size=weight.shape))
    arrays = {w.path.split("/", 1)[1]: to_numpy(w) for w in decoder.weights}
    tensors = tuple(keras.ops.convert_to_tensor(s) for s in states)
    source = keras.ops.convert_to_tensor(values)
    found = decoder(keras.ops.convert_to_tensor(x), tensors, source, decoder.project(source))
    return x[0, 0], [s[0] for s in states], arrays, found


def test_bahdanau_asks_with_the_previous_state(values, rng):
    decoder = RecurrentDecoder("gru", 5, attention_units=7)
    x, (state,), w, (output, weights, (after,)) = one_step(decoder, values, rng)

    annotations = values[0]
    asked = annotations @ w["attention/value_kernel"] + state @ w["attention/query_kernel"]
    alpha = softmax(np.tanh(asked) @ w["attention/score_kernel"])
    context = alpha @ annotations
    expected = gru(
        np.concatenate([x, context]),
        state,
        *(w[f"cell_0/{name}"] for name in ("kernel", "recurrent_kernel", "bias")),
    )
    readout = np.tanh(np.concatenate([context, expected]) @ w["attentional_state/kernel"])
    np.testing.assert_allclose(to_numpy(weights)[0, 0], alpha, atol=1e-5)
    np.testing.assert_allclose(to_numpy(after)[0], expected, atol=1e-5)
    np.testing.assert_allclose(to_numpy(output)[0, 0], readout, atol=1e-5)


@pytest.mark.parametrize("input_feeding", [False, True])
def test_luong_asks_with_the_current_state(values, rng, input_feeding):
    decoder = RecurrentDecoder("lstm", 5, 2, "general", input_feeding=input_feeding)
    x, states, w, (output, weights, after) = one_step(decoder, values, rng)

    if input_feeding:
        x = np.concatenate([x, states[-1]])
    for i in range(2):
        of_cell = (w[f"cell_{i}/{name}"] for name in ("kernel", "recurrent_kernel", "bias"))
        x, memory = lstm(x, states[2 * i], states[2 * i + 1], *of_cell)
        np.testing.assert_allclose(to_numpy(after[2 * i])[0], x, atol=1e-5)
        np.testing.assert_allclose(to_numpy(after[2 * i + 1])[0], memory, atol=1e-5)
    alpha = softmax(values[0] @ (x @ w["attention/kernel"]))
    readout = np.concatenate([alpha @ values[0], x]) @ w["attentional_state/kernel"]
    np.testing.assert_allclose(to_numpy(weights)[0, 0], alpha, atol=1e-5)
    np.testing.assert_allclose(to_numpy(output)[0, 0], np.tanh(readout), atol=1e-5)
    if input_feeding:
        np.testing.assert_allclose(to_numpy(after[4])[0], np.tanh(readout), atol=1e-5)


def test_without_attention_the_state_is_the_output(values, rng):
    decoder = RecurrentDecoder("gru", 5, attention=None)
    x, (state,), w, (output, weights, (after,)) = one_step(decoder, values, rng)
    of_cell = (w[f"cell_0/{name}"] for name in ("kernel", "recurrent_kernel", "bias"))
    np.testing.assert_allclose(to_numpy(output)[0, 0], gru(x, state, *of_cell), atol=1e-5)
    np.testing.assert_array_equal(to_numpy(after)[0], to_numpy(output)[0, 0])
    assert weights is None


def test_configuration_round_trip():
    decoder = RecurrentDecoder("lstm", 5, 2, "concat", "local-p", 3, 7, input_feeding=True)
    config = decoder.get_config()
    assert RecurrentDecoder.from_config(config).get_config() == config


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"cell": "rnn"}, r"cell must be one of .*, got 'rnn'"),
        ({"attention": "cosine"}, r"attention must be one of .* or None, got 'cosine'"),
        ({"input_feeding": True}, "input_feeding needs an attention of .*, got 'additive'"),
        ({"alignment": "local-m"}, "alignment 'local-m' needs an attention of .*, got 'additive'"),
        ({"attention": "dot", "alignment": "near"}, "alignment must be one of"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        RecurrentDecoder(**{"cell": "gru", "units": 4} | arguments)
