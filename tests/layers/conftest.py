import keras
import numpy as np
import pytest


def run_layer_test(layer_class, arguments, inputs, output_shape, call_arguments=None, path=None):
    """Holds a layer to what Keras promises of every layer.

    Config round trip, eager and symbolic call, one training step that changes the weights,
    mixed precision, saving and loading. A layer of several inputs gets them as a tuple.
    """
    call_arguments = call_arguments or {}
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    layer = layer_class(**arguments)
    config = layer.get_config()
    assert set(arguments) <= set(config)
    clone = layer_class.from_config(config)
    assert clone.get_config() == config

    eager = keras.ops.convert_to_numpy(layer(*inputs, **call_arguments))
    assert eager.shape == output_shape
    assert np.isfinite(eager).all()

    symbolic_inputs = [keras.Input(batch_shape=(None, *x.shape[1:])) for x in inputs]
    symbolic_output = layer(*symbolic_inputs)
    if len(output_shape) == inputs[0].ndim:
        assert symbolic_output.shape[1:] == output_shape[1:]
        model = keras.Model(symbolic_inputs, symbolic_output)
        expected = keras.ops.convert_to_numpy(layer(*inputs))
        np.testing.assert_allclose(model.predict(list(inputs), verbose=0), expected, atol=1e-5)

        # What a key's bias adds to a query's scores is the same for all of them, and a softmax
        # sees differences only: nothing but rounding moves it.
        weights = [w for w in layer.trainable_weights if not w.path.endswith("key/bias")]
        before = [keras.ops.convert_to_numpy(w).copy() for w in weights]
        model.compile(optimizer=keras.optimizers.SGD(0.5), loss="mse")
        # The same target everywhere would have no gradient behind a layer norm.
        target = np.random.default_rng(1).normal(size=expected.shape)
        loss = model.train_on_batch(list(inputs), target)
        assert np.isfinite(loss)
        after = [keras.ops.convert_to_numpy(w) for w in weights]
        assert all(np.abs(a - b).max() > 0 for a, b in zip(after, before, strict=True))

        model.save(path / "layer.keras")
        loaded = keras.models.load_model(path / "layer.keras")
        np.testing.assert_allclose(
            loaded.predict(list(inputs), verbose=0),
            model.predict(list(inputs), verbose=0),
            atol=1e-6,
        )

    mixed = layer_class(**arguments, dtype="mixed_bfloat16")
    output = mixed(*inputs, **call_arguments)
    assert keras.backend.standardize_dtype(output.dtype) == "bfloat16"
    assert all(keras.backend.standardize_dtype(w.dtype) == "float32" for w in mixed.weights)


@pytest.fixture
def layer_test(tmp_path):
    def run(*arguments, **keywords):
        run_layer_test(*arguments, path=tmp_path, **keywords)

    return run
