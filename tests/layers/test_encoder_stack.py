import keras
import numpy as np
import pytest

from nlp_suite.layers import EncoderStack

to_numpy = keras.ops.convert_to_numpy


def test_layer(layer_test, rng):
    layer_test(
        EncoderStack,
        {"num_layers": 2, "num_heads": 2, "feed_forward_dim": 16, "pre_norm": True}
        | {"dropout": 0.0},
        rng.normal(size=(2, 5, 8)).astype("float32"),
        (2, 5, 8),
        call_arguments={"padding_mask": np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)},
    )


@pytest.mark.parametrize("pre_norm", [False, True])
def test_is_its_layers_one_after_the_other(pre_norm, rng):
    x = rng.normal(size=(2, 5, 8)).astype("float32")
    stack = EncoderStack(num_layers=3, num_heads=2, feed_forward_dim=16, pre_norm=pre_norm)
    output, weights = stack(x, return_attention_weights=True)
    for layer in stack.layers:
        x = layer(x)
    x = stack.final_norm(x) if pre_norm else x
    np.testing.assert_allclose(to_numpy(output), to_numpy(x), atol=1e-6)
    assert (stack.final_norm is not None) == pre_norm
    assert [tuple(w.shape) for w in weights] == [(2, 2, 5, 5)] * 3
