import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError
from nlp_suite.layers import padding_mask
from nlp_suite.models import Encoder
from nlp_suite.models.parameters import named_parameters

to_numpy = keras.ops.convert_to_numpy

TINY = {
    "vocabulary_size": 50,
    "num_layers": 2,
    "model_dim": 16,
    "num_heads": 2,
    "feed_forward_dim": 32,
    "max_length": 12,
}
PAPER = {
    "positions": "sinusoidal",
    "embedding_norm": False,
    "scale_embeddings": True,
    "num_segments": 0,
    "activation": "relu",
}


@pytest.fixture(scope="module")
def encoder():
    return Encoder(**TINY)


@pytest.fixture(
    scope="module",
    params=[{}, {"pre_norm": True, "positions": "sinusoidal_halves"}, PAPER],
    ids=["bert", "pre", "paper"],
)
def any_encoder(request):
    return Encoder(**TINY, **request.param)


def test_shapes_and_attention_weights(any_encoder):
    token_ids = np.array([[5, 8, 2, 0], [7, 3, 9, 4]])
    hidden, weights = any_encoder(
        token_ids, padding_mask=padding_mask(token_ids), return_attention_weights=True
    )
    assert hidden.shape == (2, 4, 16)
    assert [tuple(w.shape) for w in weights] == [(2, 2, 4, 4)] * 2
    assert (to_numpy(weights[1])[0, :, :, 3] == 0).all()


def test_parameter_names_are_the_configuration_s(any_encoder):
    shapes = {name: tuple(v.shape) for name, v in named_parameters(any_encoder).items()}
    assert shapes == any_encoder.config.parameter_shapes()


def test_two_encoders_have_the_same_parameter_names(encoder):
    assert list(named_parameters(Encoder(**TINY, name="other"))) == list(named_parameters(encoder))


@given(st.integers(0, 2**31), st.lists(st.integers(1, 8), min_size=1, max_size=4))
def test_padding_never_changes_an_output(encoder, seed, lengths):
    rng = np.random.default_rng(seed)
    mask = np.arange(8) < np.array(lengths)[:, None]
    token_ids = rng.integers(1, 50, size=mask.shape)
    before = to_numpy(encoder(token_ids, padding_mask=mask))
    other = np.where(mask, token_ids, rng.integers(0, 50, size=mask.shape))
    after = to_numpy(encoder(other, padding_mask=mask))
    np.testing.assert_array_equal(after[mask], before[mask])


def test_batch_of_one_equals_batch_of_many(any_encoder, rng):
    lengths = [3, 10, 1, 7]
    mask = np.arange(10) < np.array(lengths)[:, None]
    token_ids = np.where(mask, rng.integers(1, 50, size=mask.shape), 0)
    together = to_numpy(any_encoder(token_ids, padding_mask=mask))
    for row, length in enumerate(lengths):
        alone = to_numpy(any_encoder(token_ids[row : row + 1, :length]))
        np.testing.assert_allclose(alone[0], together[row, :length], atol=1e-5)


def test_segments_and_positions_matter(encoder):
    token_ids = np.array([[5, 8, 2, 8]])
    plain = to_numpy(encoder(token_ids))
    other = to_numpy(encoder(token_ids, segment_ids=np.array([[0, 0, 1, 1]])))
    assert np.abs(plain - other).max() > 1e-3
    assert np.abs(plain[0, 1] - plain[0, 3]).max() > 1e-3


def test_learns_to_tell_an_order_apart():
    """Which of two tokens comes first cannot be told without positions and attention."""
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(3)
    token_ids = rng.permuted(np.tile(np.arange(1, 9), (1024, 1)), axis=1)
    labels = token_ids.argmin(axis=1) < token_ids.argmax(axis=1)
    inputs = keras.Input((8,), dtype="int32")
    encoder = Encoder(**TINY | {"vocabulary_size": 10}, dropout=0.0, attention_dropout=0.0)
    output = keras.layers.Dense(1)(encoder(inputs)[:, 0])
    model = keras.Model(inputs, output)
    model.compile(
        optimizer=keras.optimizers.Adam(3e-3),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    model.fit(token_ids[:896], labels[:896], epochs=12, batch_size=32, verbose=0)
    predicted = model.predict(token_ids[896:], verbose=0)[:, 0] > 0
    assert (predicted == labels[896:]).mean() > 0.97


def test_sequences_of_any_length_in_a_functional_model(any_encoder, rng):
    token_ids = keras.Input((None,), dtype="int32")
    output = any_encoder(token_ids, padding_mask=padding_mask(token_ids))
    assert output.shape == (None, None, 16)
    model = keras.Model(token_ids, output)
    for length in (3, 11):
        batch = rng.integers(0, 50, size=(2, length))
        batch[:, 0] = 1
        expected = any_encoder(batch, padding_mask=batch != 0)
        np.testing.assert_allclose(model.predict(batch, verbose=0), to_numpy(expected), atol=1e-5)


def test_saves_as_a_keras_file(encoder, tmp_path):
    token_ids = keras.Input((None,), dtype="int32")
    model = keras.Model(token_ids, encoder(token_ids))
    model.save(tmp_path / "encoder.keras")
    batch = np.array([[5, 8, 2], [7, 3, 9]])
    loaded = keras.models.load_model(tmp_path / "encoder.keras")
    np.testing.assert_allclose(
        loaded.predict(batch, verbose=0), model.predict(batch, verbose=0), atol=1e-6
    )


def test_config_round_trip(any_encoder):
    clone = Encoder.from_config(any_encoder.get_config())
    assert clone.config == any_encoder.config
    assert clone.get_config() == any_encoder.get_config()


def test_mixed_precision():
    encoder = Encoder(**TINY, dtype="mixed_bfloat16")
    hidden = encoder(np.array([[5, 8, 2]]))
    assert keras.backend.standardize_dtype(hidden.dtype) == "bfloat16"
    assert {keras.backend.standardize_dtype(w.dtype) for w in encoder.weights} == {"float32"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"layers": 3}, "unknown key 'layers'"),
        ({"num_layer": 3}, "did you mean 'num_layers'"),
        ({"num_layers": 0}, "num_layers must be at least 1"),
        ({"num_layers": "2"}, "num_layers must be of type int, got '2'"),
        ({"num_layers": True}, "num_layers must be of type int, got True"),
        ({"model_dim": 15}, "model_dim must be a multiple of num_heads"),
        ({"positions": "rotary"}, "positions must be one of"),
        ({"activation": "tanh"}, "activation must be one of"),
        ({"dropout": 1.0}, r"dropout must be in \[0, 1\)"),
        ({"pre_norm": 1}, "pre_norm must be of type bool"),
        ({"layer_norm_epsilon": 0.0}, "layer_norm_epsilon must be positive"),
    ],
)
def test_impossible_configurations(change, message):
    with pytest.raises(InvalidInputError, match=message):
        Encoder(**TINY | change)


def test_a_missing_field_is_named():
    with pytest.raises(InvalidInputError, match="lacks the key 'num_heads'"):
        Encoder(**{key: value for key, value in TINY.items() if key != "num_heads"})


def test_a_sequence_longer_than_the_positions():
    with pytest.raises(InvalidInputError, match="got 13 tokens"):
        Encoder(**TINY)(np.ones((1, 13), dtype="int32"))
