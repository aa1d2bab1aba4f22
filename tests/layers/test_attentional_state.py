import keras
import numpy as np

from nlp_suite.layers import AttentionalState

to_numpy = keras.ops.convert_to_numpy


def test_layer(layer_test, rng):
    context, state = (rng.normal(size=(2, 3, n)).astype("float32") for n in (4, 6))
    layer_test(AttentionalState, {"units": 8}, (context, state), (2, 3, 8))


def test_is_the_paper_s(rng):
    context, state = (rng.normal(size=(2, n)).astype("float32") for n in (4, 6))
    layer = AttentionalState(8)
    found = to_numpy(layer(context, state))
    expected = np.tanh(np.concatenate([context, state], axis=-1) @ to_numpy(layer.kernel))
    np.testing.assert_allclose(found, expected, atol=1e-6)
