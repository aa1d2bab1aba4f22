import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.layers import RecurrentEncoder

to_numpy = keras.ops.convert_to_numpy


@pytest.mark.parametrize(
    ("cell", "bidirectional", "width", "final_width"),
    [("gru", True, 8, 8), ("lstm", True, 8, 16), ("lstm", False, 4, 8)],
)
def test_shapes(cell, bidirectional, width, final_width, rng):
    encoder = RecurrentEncoder(cell, 4, num_layers=2, bidirectional=bidirectional)
    outputs, final = encoder(rng.normal(size=(2, 5, 3)).astype("float32"))
    assert outputs.shape == (2, 5, width)
    assert final.shape == (2, final_width)
    assert encoder.compute_output_shape((2, 5, 3)) == ((2, 5, width), (2, final_width))


def test_both_directions_say_what_they_know_of_a_position(rng):
    """The first half has read what comes before, the second half what comes after."""
    encoder = RecurrentEncoder("gru", 4)
    x = rng.normal(size=(1, 5, 3)).astype("float32")
    changed = x.copy()
    changed[:, 2] += 1
    outputs, final = (to_numpy(part) for part in encoder(x))
    differs = np.abs(outputs - to_numpy(encoder(changed)[0]))[0] > 1e-7
    assert differs[:, :4].any(axis=-1).tolist() == [False, False, True, True, True]
    assert differs[:, 4:].any(axis=-1).tolist() == [True, True, True, False, False]
    np.testing.assert_allclose(final[0, :4], outputs[0, -1, :4], atol=1e-6)
    np.testing.assert_allclose(final[0, 4:], outputs[0, 0, 4:], atol=1e-6)


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_padding_is_stepped_over(cell, rng):
    encoder = RecurrentEncoder(cell, 4, num_layers=2)
    x = rng.normal(size=(1, 3, 3)).astype("float32")
    padded = rng.normal(size=(1, 6, 3)).astype("float32")
    padded[:, [1, 2, 4]] = x
    mask = np.array([[False, True, True, False, True, False]])
    outputs, final = (to_numpy(part) for part in encoder(x))
    of_padded, final_of_padded = encoder(padded, padding_mask=keras.ops.convert_to_tensor(mask))
    np.testing.assert_allclose(to_numpy(of_padded)[:, [1, 2, 4]], outputs, atol=1e-6)
    np.testing.assert_allclose(to_numpy(final_of_padded), final, atol=1e-6)


def test_configuration_round_trip():
    config = RecurrentEncoder("lstm", 4, 2, bidirectional=False, dropout=0.1).get_config()
    assert RecurrentEncoder.from_config(config).get_config() == config


def test_an_unknown_cell():
    with pytest.raises(InvalidInputError, match=r"cell must be one of .*, got 'rnn'"):
        RecurrentEncoder("rnn", 4)
