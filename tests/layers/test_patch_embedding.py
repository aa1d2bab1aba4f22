import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.layers import PatchEmbedding

to_numpy = keras.ops.convert_to_numpy


def test_layer(layer_test, rng):
    images = rng.normal(size=(2, 8, 12, 3)).astype("float32")
    layer_test(PatchEmbedding, {"model_dim": 5, "patch_size": 4}, images, (2, 6, 5))


def test_patches_stand_in_reading_order(rng):
    images = rng.normal(size=(1, 4, 6, 2)).astype("float32")
    layer = PatchEmbedding(8, patch_size=2)
    layer.build(images.shape)
    # The patch itself comes out.
    layer.set_weights([np.eye(8), np.zeros(8)])
    found = to_numpy(layer(images))
    expected = [
        images[0, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2].ravel()
        for row in range(2)
        for column in range(3)
    ]
    np.testing.assert_allclose(found[0], expected, atol=1e-6)


def test_is_a_convolution_whose_steps_are_patches(rng):
    images = rng.normal(size=(2, 8, 8, 3)).astype("float32")
    layer = PatchEmbedding(5, patch_size=4)
    found = to_numpy(layer(images))
    kernel, bias = layer.get_weights()
    convolution = keras.ops.conv(
        images, kernel.reshape(4, 4, 3, 5), strides=4, data_format="channels_last"
    )
    np.testing.assert_allclose(found, to_numpy(convolution).reshape(2, 4, 5) + bias, atol=1e-5)


def test_images_that_are_no_whole_number_of_patches():
    with pytest.raises(InvalidInputError, match="multiples of 4 pixels high and wide, got 8 x 6"):
        PatchEmbedding(5, patch_size=4)(np.zeros((1, 8, 6, 3), "float32"))
