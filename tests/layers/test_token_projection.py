import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.layers import TokenProjection

to_numpy = keras.ops.convert_to_numpy


@pytest.mark.parametrize("use_bias", [False, True])
def test_layer(layer_test, use_bias, rng):
    layer_test(
        TokenProjection,
        {"vocabulary_size": 11, "use_bias": use_bias, "tied": False},
        rng.normal(size=(2, 5, 8)).astype("float32"),
        (2, 5, 11),
    )


def test_a_tied_projection_is_the_table_transposed(rng):
    x, table = (rng.normal(size=s).astype("float32") for s in ((2, 5, 8), (11, 8)))
    layer = TokenProjection(11, tied=True)
    np.testing.assert_allclose(to_numpy(layer(x, table)), x @ table.T, atol=1e-5)
    assert [w.path.split("/")[-1] for w in layer.weights] == ["bias"]


def test_a_table_too_many_or_too_few(rng):
    x, table = (rng.normal(size=s).astype("float32") for s in ((2, 5, 8), (11, 8)))
    with pytest.raises(InvalidInputError, match="got tied=True and no embeddings"):
        TokenProjection(11, tied=True)(x)
    with pytest.raises(InvalidInputError, match="got tied=False and embeddings"):
        TokenProjection(11)(x, table)
