import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.models import ModelFolder, VisionTransformer, load_model, save_model
from nlp_suite.models.parameters import named_parameters

to_numpy = keras.ops.convert_to_numpy

TINY = {
    "image_size": (8, 12),
    "patch_size": 4,
    "num_channels": 3,
    "num_classes": 5,
    "num_layers": 2,
    "model_dim": 16,
    "num_heads": 2,
    "feed_forward_dim": 32,
}


@pytest.fixture(scope="module")
def model():
    return VisionTransformer(**TINY)


@pytest.fixture(params=[{}, {"head_dim": 7}, {"head": "linear"}], ids=["mlp", "wide", "linear"])
def any_model(request):
    return VisionTransformer(**TINY, **request.param)


@pytest.fixture
def images(rng):
    return rng.normal(size=(2, 8, 12, 3)).astype("float32")


def positions(model, grid):
    return to_numpy(model.positions(grid))


def fill_positions(model, table):
    model.position_embedding.set_weights([np.asarray(table, "float32")])


def test_shapes_and_attention_weights(any_model, images):
    logits, weights = any_model(images, return_attention_weights=True)
    assert tuple(logits.shape) == (2, 5)
    assert [tuple(w.shape) for w in weights] == [(2, 2, 7, 7)] * 2
    np.testing.assert_allclose(to_numpy(weights[0]).sum(axis=-1), 1, atol=1e-5)


def test_parameter_names_are_the_configuration_s(any_model):
    shapes = {name: tuple(v.shape) for name, v in named_parameters(any_model).items()}
    assert shapes == any_model.config.parameter_shapes()


def test_the_head_for_fine_tuning_begins_with_zeros(images):
    assert not to_numpy(VisionTransformer(**TINY, head="linear")(images)).any()
    assert to_numpy(VisionTransformer(**TINY)(images)).any()


def test_what_the_first_layer_reads(model, images, rng):
    token = rng.normal(size=(1, 1, 16)).astype("float32")
    model = VisionTransformer.from_config(model.get_config())
    model.class_token.assign(token)
    table = rng.normal(size=(7, 16)).astype("float32")
    fill_positions(model, table)
    found = to_numpy(model.embed(images))
    kernel, bias = model.patch_embedding.get_weights()
    for image in range(2):
        np.testing.assert_allclose(found[image, 0], token[0, 0] + table[0], atol=1e-5)
        for row in range(2):
            for column in range(3):
                patch = images[image, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4]
                place = 1 + 3 * row + column
                expected = patch.reshape(-1) @ kernel + bias + table[place]
                np.testing.assert_allclose(found[image, place], expected, atol=1e-4)


def test_the_head_sees_the_class_token_alone(model, images):
    """Layer norm, hidden layer, GELU and logits, by hand, from the token's last vector."""
    from math import erf, sqrt

    hidden = to_numpy(model.stack(model.embed(images)))[:, 0]
    first, first_bias = model.head_hidden.get_weights()
    last, last_bias = model.head_output.get_weights()
    sums = hidden @ first + first_bias
    activated = sums * 0.5 * (1 + np.vectorize(erf)(sums / sqrt(2)))
    expected = activated @ last + last_bias
    np.testing.assert_allclose(to_numpy(model(images)), expected, atol=1e-5)


def test_images_of_the_same_size_get_the_learned_positions(model):
    table = to_numpy(model.position_embedding.embeddings)
    np.testing.assert_array_equal(positions(model, (2, 3)), table)


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
@pytest.mark.parametrize("grid", [(4, 6), (5, 3), (1, 1), (3, 2)])
def test_equal_positions_stay_equal(interpolation, grid):
    model = VisionTransformer(**TINY, interpolation=interpolation)
    fill_positions(model, [[9.0] * 16] + [[2.5] * 16] * 6)
    found = positions(model, grid)
    assert found.shape == (1 + grid[0] * grid[1], 16)
    np.testing.assert_allclose(found[0], 9.0)
    np.testing.assert_allclose(found[1:], 2.5, atol=1e-5)


@pytest.mark.parametrize("grid", [(4, 6), (5, 3), (1, 2)])
def test_positions_are_interpolated_in_two_dimensions(model, grid):
    learned = positions(model, (2, 3))[1:].reshape(2, 3, 16)
    found = positions(model, grid)[1:].reshape(*grid, 16)
    down, across = (
        (np.arange(new) + 0.5) * old / new - 0.5 for old, new in zip((2, 3), grid, strict=True)
    )
    for dim in range(16):
        rows = [np.interp(across, range(3), learned[row, :, dim]) for row in range(2)]
        expected = np.stack([np.interp(down, range(2), column) for column in np.transpose(rows)], 1)
        np.testing.assert_allclose(found[:, :, dim], expected, atol=1e-6)


def test_rows_and_columns_are_not_confused():
    model = VisionTransformer(**TINY, interpolation="bicubic")
    row, column = np.indices((2, 3)).reshape(2, -1)
    table = np.zeros((7, 16))
    table[1:, 0], table[1:, 1] = row, column
    fill_positions(model, table)
    found = positions(model, (2, 6))[1:].reshape(2, 6, 16)
    np.testing.assert_allclose(found[:, :, 0], [[0] * 6, [1] * 6], atol=1e-5)
    assert (np.diff(found[:, :, 1], axis=1) > 0).all()
    np.testing.assert_allclose(found[0, :, 1], found[1, :, 1], atol=1e-5)


def test_images_of_another_size(model, rng):
    larger = rng.normal(size=(2, 16, 20, 3)).astype("float32")
    logits, weights = model(larger, return_attention_weights=True)
    assert tuple(logits.shape) == (2, 5)
    assert tuple(weights[0].shape) == (2, 2, 21, 21)
    # A model that was made for them computes the same.
    adapted = model.adapt(image_size=(16, 20))
    assert adapted.config.image_size == (16, 20)
    assert tuple(adapted.position_embedding.embeddings.shape) == (21, 16)
    np.testing.assert_allclose(to_numpy(adapted(larger)), to_numpy(logits), atol=1e-5)


def test_other_classes_get_a_new_head(model, images):
    before = {name: to_numpy(v).copy() for name, v in named_parameters(model).items()}
    adapted = model.adapt(num_classes=3)
    assert (adapted.config.head, adapted.config.num_classes) == ("linear", 3)
    assert not to_numpy(adapted(images)).any()
    after = {name: to_numpy(v) for name, v in named_parameters(adapted).items()}
    for name in before.keys() & after.keys() - {"head_output.kernel", "head_output.bias"}:
        np.testing.assert_array_equal(after[name], before[name])
    np.testing.assert_allclose(
        to_numpy(adapted.embed(images)), to_numpy(model.embed(images)), atol=1e-6
    )
    adapted.class_token.assign(np.ones((1, 1, 16)))
    np.testing.assert_array_equal(to_numpy(model.class_token), before["class_token"])


def test_learns_where_a_spot_is():
    """All patches are the same but one: only positions tell the classes apart."""
    keras.utils.set_random_seed(5)
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 4, size=512)
    images = rng.normal(0, 0.1, size=(512, 4, 4, 1)).astype("float32")
    for image, label in zip(images, labels, strict=True):
        image[2 * (label // 2) : 2 * (label // 2) + 2, 2 * (label % 2) : 2 * (label % 2) + 2] += 1
    small = {"image_size": (4, 4), "patch_size": 2, "num_channels": 1, "num_classes": 4}
    model = VisionTransformer(**TINY | small, dropout=0.0)
    model.compile(
        optimizer=keras.optimizers.Adam(3e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(images[:384], labels[:384], epochs=8, batch_size=32, verbose=0)
    predicted = model.predict(images[384:], verbose=0).argmax(axis=1)
    assert (predicted == labels[384:]).mean() > 0.95
    changed = {name for name, v in named_parameters(model).items() if to_numpy(v).any()}
    assert "class_token" in changed


def test_in_a_functional_model_and_a_keras_file(model, images, tmp_path):
    inputs = keras.Input((8, 12, 3))
    outputs = model(inputs)
    assert outputs.shape == (None, 5)
    whole = keras.Model(inputs, outputs)
    np.testing.assert_allclose(whole.predict(images, verbose=0), to_numpy(model(images)), atol=1e-5)
    whole.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(
        loaded.predict(images, verbose=0), to_numpy(model(images)), atol=1e-5
    )


def test_config_round_trip(any_model):
    clone = VisionTransformer.from_config(any_model.get_config())
    assert clone.config == any_model.config
    assert clone.get_config() == any_model.get_config()


def test_mixed_precision(images):
    model = VisionTransformer(**TINY, dtype="mixed_bfloat16")
    assert keras.backend.standardize_dtype(model.embed(images).dtype) == "bfloat16"
    for batch in (images, np.zeros((1, 16, 16, 3), "float32")):
        assert keras.backend.standardize_dtype(model(batch).dtype) == "float32"
    assert {keras.backend.standardize_dtype(w.dtype) for w in model.weights} == {"float32"}


def test_a_model_folder(any_model, images, tmp_path):
    save_model(any_model, tmp_path / "model", card="# Digits", options={"classes": ["a"]})
    assert sorted(file.name for file in (tmp_path / "model").iterdir()) == [
        "README.md",
        "config.json",
        "model.safetensors",
    ]
    folder = ModelFolder.open(tmp_path / "model")
    assert (folder.architecture, folder.task) == ("VisionTransformer", "classify")
    assert folder.config == any_model.config
    loaded = load_model(tmp_path / "model")
    np.testing.assert_allclose(to_numpy(loaded(images)), to_numpy(any_model(images)), atol=1e-6)
    with pytest.raises(InvalidInputError, match="VisionTransformer takes no tokens"):
        folder.read_tokenizer()
    (tmp_path / "model" / "model.safetensors").unlink()
    with pytest.raises(ModelFormatError, match=r"model\.safetensors is missing"):
        ModelFolder.open(tmp_path / "model")


def test_tokenizers_go_with_tokens_only(model, tiny_encoder, tmp_path):
    from tokenizers import Tokenizer, models

    with pytest.raises(InvalidInputError, match="takes no tokenizer, got Tokenizer"):
        save_model(model, tmp_path / "model", Tokenizer(models.WordLevel({}, "")))
    with pytest.raises(InvalidInputError, match=r"sides \['source'\] takes a tokenizer, got None"):
        save_model(tiny_encoder, tmp_path / "model")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image_size": (8, 10)}, r"image_size must be positive multiples of patch_size \(4\)"),
        ({"image_size": (0, 8)}, "image_size must be positive multiples"),
        ({"image_size": 8}, "image_size must be of type"),
        ({"patch_size": 0}, "patch_size must be at least 1"),
        ({"num_classes": 0}, "num_classes must be at least 1"),
        ({"model_dim": 15}, "model_dim must be a multiple of num_heads"),
        ({"head": "gap"}, "head must be one of"),
        ({"head": "linear", "head_dim": 8}, "head_dim must be None with head='linear'"),
        ({"head_dim": 0}, "head_dim must be at least 1"),
        ({"interpolation": "nearest"}, "interpolation must be one of"),
        ({"dropout": 1.0}, r"dropout must be in \[0, 1\)"),
        ({"patchsize": 4}, "did you mean 'patch_size'"),
    ],
)
def test_impossible_configurations(change, message):
    with pytest.raises(InvalidInputError, match=message):
        VisionTransformer(**TINY | change)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((2, 8, 12, 1), r"height, width, 3\), height and width known, got \(2, 8, 12, 1\)"),
        ((8, 12, 3), r"got \(8, 12, 3\)"),
        ((2, 8, 10, 3), "multiples of 4 pixels high and wide, got 8 x 10"),
    ],
)
def test_images_of_a_wrong_shape(model, shape, message):
    with pytest.raises(InvalidInputError, match=message):
        model.embed(np.zeros(shape, "float32"))


def test_a_graph_for_batches_of_any_shape(model, rng):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("only TensorFlow makes such graphs")
    import tensorflow as tf

    spec = tf.TensorSpec([None] * 4, "float32")
    images = rng.normal(size=(2, *model.config.image_size, 3)).astype("float32")
    found = tf.function(model, input_signature=[spec])(images)
    np.testing.assert_allclose(found, model(images), atol=1e-5)


def test_symbolic_images_of_unknown_size(model):
    with pytest.raises(InvalidInputError, match=r"got \(None, None, None, 3\)"):
        model.embed(keras.Input((None, None, 3)))
