import json

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.models import (
    ModelFolder,
    RecurrentForecaster,
    RecurrentForecasterConfig,
    load_model,
    save_model,
)
from nlp_suite.models.parameters import named_parameters

to_numpy = keras.ops.convert_to_numpy

# Step by step JAX needs a minute.
JIT = keras.backend.backend() == "jax"
KINDS = [
    {"units": 2},
    {"units": 3, "cell": "lstm", "features": 2, "outputs": 2},
    {"units": 3, "cell": "gru", "every_step": True},
    {"units": 3, "attention": "shared", "cell": "gru"},
    {"units": 3, "attention": "positions", "length": 8, "output_activation": "sigmoid"},
]


def forecaster(**config):
    """One whose biases are not zero, so that none can be forgotten."""
    model = RecurrentForecaster(**config)
    rng = np.random.default_rng(0)
    for variable in named_parameters(model).values():
        variable.assign(rng.normal(0, 0.6, variable.shape))
    return model


def by_hand(model, x, state=None):
    """The recurrence h' = x W + h U + b, o = h V + c, for a series of shape (T, F)."""
    kernel, recurrent, bias, out, out_bias = (
        to_numpy(v).astype("float64") for v in named_parameters(model).values()
    )
    h, outputs = np.zeros(len(recurrent)) if state is None else state, []
    for value in x:
        h = value @ kernel + h @ recurrent + bias
        outputs.append(h @ out + out_bias)
    return np.array(outputs), h


@pytest.mark.parametrize("every_step", [False, True])
def test_is_the_recurrence(every_step, rng):
    model = forecaster(units=2, activation="linear", every_step=every_step)
    x = rng.normal(size=(4, 5, 1)).astype("float32")
    expected = np.array([by_hand(model, row)[0] for row in x])
    expected = expected if every_step else expected[:, -1]
    np.testing.assert_allclose(to_numpy(model(x)), expected, atol=1e-6)


@pytest.mark.parametrize("every_step", [False, True])
def test_a_stateful_one_goes_on(every_step):
    model = forecaster(
        units=2, activation="linear", every_step=every_step, stateful=True, batch_size=1
    )
    x, state = np.array([[[1.0], [2.0], [3.0]]], "float32") / 4, None
    first = None
    for _ in range(3):
        expected, state = by_hand(model, x[0], state)
        found = to_numpy(model(x))[0]
        np.testing.assert_allclose(found, expected if every_step else expected[-1], atol=1e-6)
        assert first is None or np.abs(found - first).max() > 1e-3
        first = found if first is None else first
    model.reset_state()
    np.testing.assert_allclose(to_numpy(model(x))[0], first, atol=1e-6)


def test_a_stateful_one_goes_on_when_it_predicts():
    model = forecaster(units=2, activation="linear", stateful=True, batch_size=1)
    x, state = np.ones((1, 3, 1), "float32") / 4, None
    for _ in range(2):
        expected, state = by_hand(model, x[0], state)
        found = model.predict(x, batch_size=1, verbose=0)
        np.testing.assert_allclose(found[0], expected[-1], atol=1e-6)


def test_others_keep_no_state(rng):
    model = forecaster(units=2)
    x = rng.normal(size=(2, 3, 1)).astype("float32")
    np.testing.assert_array_equal(to_numpy(model(x)), to_numpy(model(x)))
    with pytest.raises(InvalidInputError, match="keeps no state; make it with stateful=True"):
        model.reset_state()


def test_published_parameter_counts():
    assert RecurrentForecaster(units=2).count_params() == 11
    model = RecurrentForecaster(units=2, attention="positions", length=20)
    assert model.count_params() == 33


@pytest.mark.parametrize("config", KINDS)
def test_parameter_names_are_the_configuration_s(config):
    stateful = {"stateful": True, "batch_size": 2}
    for others in ({}, stateful):
        model = RecurrentForecaster(**config, **others)
        shapes = {name: tuple(v.shape) for name, v in named_parameters(model).items()}
        assert shapes == model.config.parameter_shapes()
        assert list(shapes) == list(model.config.parameter_shapes())


PADDED = {i: forecaster(**config) for i, config in enumerate(KINDS)}


# Few lengths, as JAX compiles for each.
@settings(max_examples=8)
@given(
    st.sampled_from(sorted(PADDED)),
    st.sampled_from([1, 4]),
    st.sampled_from([0, 2]),
    st.integers(0, 99),
)
def test_padding_changes_nothing(kind, length, padding, seed):
    model = PADDED[kind]
    x = np.random.default_rng(seed).normal(size=(2, length, model.config.features))
    padded = np.pad(x, ((0, 0), (0, padding), (0, 0)), constant_values=9.0).astype("float32")
    mask = np.arange(length + padding) < length
    mask = np.broadcast_to(mask, (2, length + padding))
    expected = to_numpy(model(x.astype("float32")))
    found = to_numpy(model(padded, padding_mask=mask))
    found = found[:, :length] if model.config.every_step else found
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_padding_before_the_series_changes_nothing(rng):
    model = forecaster(units=3, cell="lstm", attention="shared")
    x = rng.normal(size=(2, 4, 1)).astype("float32")
    padded = np.pad(x, ((0, 0), (2, 0), (0, 0)), constant_values=9.0)
    mask = np.broadcast_to(np.arange(6) >= 2, (2, 6))
    found, weights = model(padded, padding_mask=mask, return_attention_weights=True)
    np.testing.assert_allclose(to_numpy(found), to_numpy(model(x)), atol=1e-6)
    assert not to_numpy(weights)[:, :2].any()
    np.testing.assert_allclose(to_numpy(weights).sum(1), 1, atol=1e-6)


@pytest.mark.parametrize("config", KINDS)
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_folder_round_trip(config, dtype, tmp_path, rng):
    model = forecaster(**config)
    save_model(model, tmp_path / "model", card="# Mine", dtype=dtype, options={"scale": [0, 1]})
    folder = ModelFolder.open(tmp_path / "model")
    assert (folder.architecture, folder.task) == ("RecurrentForecaster", "forecast")
    names = {file.name for file in folder.path.iterdir()}
    assert names == {"config.json", "model.safetensors", "README.md"}
    loaded = load_model(tmp_path / "model")
    assert loaded.config == model.config
    x = rng.normal(size=(2, 5, model.config.features)).astype("float32")
    tolerance = 1e-7 if dtype == "float32" else 1e-2
    np.testing.assert_allclose(to_numpy(loaded(x)), to_numpy(model(x)), atol=tolerance)


def test_a_state_is_not_saved(tmp_path):
    model = forecaster(units=2, stateful=True, batch_size=1)
    x = np.ones((1, 3, 1), "float32")
    first = to_numpy(model(x))
    save_model(model, tmp_path / "model")
    np.testing.assert_allclose(to_numpy(load_model(tmp_path / "model")(x)), first, atol=1e-6)


def test_keras_round_trip(tmp_path, rng):
    model = forecaster(units=3, attention="shared", cell="gru")
    model.save(tmp_path / "model.keras")
    x = rng.normal(size=(2, 5, 1)).astype("float32")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(to_numpy(loaded(x)), to_numpy(model(x)), atol=1e-6)


def test_folders_and_tokenizers(tmp_path, tiny_translator):
    from tokenizers import Tokenizer, models

    model = forecaster(units=2)
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0}, "[UNK]"))
    with pytest.raises(
        InvalidInputError, match="takes no tokens takes no tokenizer, got Tokenizer"
    ):
        save_model(model, tmp_path / "model", tokenizer)
    save_model(model, tmp_path / "model")
    folder = ModelFolder.open(tmp_path / "model")
    with pytest.raises(InvalidInputError, match="has no tokenizer, as a RecurrentForecaster"):
        folder.read_tokenizer()
    translator = load_model(tiny_translator.path)
    with pytest.raises(InvalidInputError, match=r"takes a tokenizer, got None"):
        save_model(translator, tmp_path / "translator")
    # What is no forecaster's to lack is still missed.
    values = json.loads((tmp_path / "model" / "config.json").read_text())
    values["model"]["cell"] = "mgu"
    (tmp_path / "model" / "config.json").write_text(json.dumps(values))
    with pytest.raises(ModelFormatError, match="cell must be one of"):
        ModelFolder.open(tmp_path / "model")


def test_learns_to_halve(rng):
    keras.utils.set_random_seed(1)
    model = RecurrentForecaster(units=4, attention="shared")
    x = rng.uniform(size=(256, 4, 1)).astype("float32")
    y = x.mean(1) / 2
    model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse", jit_compile=JIT)
    losses = model.fit(x, y, epochs=8, batch_size=32, verbose=0).history["loss"]
    assert losses[-1] < 0.1 * losses[0]
    assert losses[-1] < y.var()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({}, "lacks the key 'units'"),
        ({"units": 0}, "units must be at least 1"),
        ({"units": 2, "cell": "rnn"}, "cell must be one of"),
        (
            {"units": 2, "attention": "positions"},
            r"length must .* for 'positions', got length=None",
        ),
        ({"units": 2, "stateful": True}, r"batch_size must .* where stateful, got batch_size=None"),
        ({"units": 2, "batch_size": 3}, "batch_size must be None where not stateful"),
        ({"units": 2, "attention": "shared", "every_step": True}, "every_step must be False"),
        ({"units": 2, "activation": "gelu"}, "activation must be one of"),
    ],
)
def test_bad_configurations(config, message):
    with pytest.raises(InvalidInputError, match=message):
        RecurrentForecasterConfig.from_dict(config)


def test_bad_calls():
    model = forecaster(units=2, attention="positions", length=4)
    with pytest.raises(InvalidInputError, match=r"x must have shape \(B, T, 1\), got \(2, 4, 3\)"):
        model(np.zeros((2, 4, 3), "float32"))
    with pytest.raises(InvalidInputError, match="at most 4 steps, got 5"):
        model(np.zeros((2, 5, 1), "float32"))
    with pytest.raises(InvalidInputError, match="has no attention weights"):
        forecaster(units=2)(np.zeros((2, 4, 1), "float32"), return_attention_weights=True)
    with pytest.raises(InvalidInputError, match="the 2 sequences of batch_size, got 3"):
        forecaster(units=2, stateful=True, batch_size=2)(np.zeros((3, 4, 1), "float32"))
