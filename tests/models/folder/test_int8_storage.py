import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from nlp_suite import ModelFormatError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.export.encoder import export_encoder
from nlp_suite.models import EncoderConfig, ModelFolder, SpanExtractorConfig, TransformerConfig
from nlp_suite.models.convert.bert import bert_parameters
from nlp_suite.models.folder.int8_storage import to_int8
from nlp_suite.models.folder.writer import write_model_folder

CONFIG = {
    "vocabulary_size": 50,
    "num_layers": 2,
    "model_dim": 32,
    "num_heads": 2,
    "feed_forward_dim": 64,
    "max_length": 16,
}
KERNEL = "layers.0.attention.query.kernel"


@pytest.fixture(scope="module")
def tokenizer():
    from tokenizers import Tokenizer, models

    return Tokenizer(models.WordLevel({f"w{i}": i for i in range(40)}, "w0"))


def random_parameters(config, seed=0):
    rng = np.random.default_rng(seed)
    return {
        name: rng.normal(0, 0.3, shape).astype("f4")
        for name, shape in config.parameter_shapes().items()
    }


@pytest.fixture
def write(tmp_path, tokenizer):
    def write(dtype, config=None, parameters=None, name="model"):
        config = config or SpanExtractorConfig(**CONFIG)
        parameters = parameters or random_parameters(config)
        path = tmp_path / f"{name}-{dtype}"
        options = {"card": "", "task": "answer", "options": {}, "dtype": dtype}
        write_model_folder(path, config, parameters, tokenizer, **options)
        return ModelFolder.open(path)

    return write


def test_half_a_step_is_the_largest_difference(write):
    exact = write("float32").read_parameters()
    folder = write("int8")
    stored = load_file(folder.path / "model.safetensors")
    restored = folder.read_parameters()
    assert restored.keys() == exact.keys()
    for name, array in exact.items():
        assert restored[name].dtype == np.float32
        if f"{name}.scale" not in stored:
            np.testing.assert_array_equal(restored[name], array)
            continue
        assert stored[name].dtype == np.int8
        axis = 0 if name.endswith("kernel") else 1
        largest = np.abs(array).max(axis=axis, keepdims=True)
        assert (np.abs(restored[name] - array) <= 0.5001 * largest / 127).all()
        assert np.abs(stored[name]).max() == 127
    kept = {name.rpartition(".")[0] for name, array in stored.items() if array.ndim == 2}
    kept -= {name.rpartition(".")[0] for name in exact if f"{name}.scale" in stored}
    assert kept == {"position_embedding", "span_head"}


@pytest.mark.parametrize(
    "config",
    [
        EncoderConfig(**CONFIG),
        TransformerConfig.preset(
            "tiny", source_vocabulary_size=50, target_vocabulary_size=50, num_encoder_layers=1
        ),
    ],
)
def test_every_architecture(config, write):
    again = write("int8", config, write("int8", config).read_parameters(), name="again")
    for name, array in write("int8", config).read_parameters(dtype="float32").items():
        # Rounding twice is rounding once.
        np.testing.assert_allclose(again.read_parameters()[name], array, rtol=1e-6)


def test_a_quarter_of_the_size(write):
    config = EncoderConfig(**CONFIG | {"model_dim": 128, "feed_forward_dim": 512})
    sizes = {
        dtype: (write(dtype, config).path / "model.safetensors").stat().st_size
        for dtype in ("float32", "float16", "int8")
    }
    assert sizes["int8"] < 0.29 * sizes["float32"]
    assert sizes["int8"] < 0.58 * sizes["float16"]


def test_rows_of_zeros_and_of_almost_nothing():
    matrix = np.array([[0.0, 1e-42, 3e38], [0.0, 0.0, -3e38]], dtype="f4")
    stored = to_int8({"a.kernel": matrix})
    restored = stored["a.kernel"] * stored["a.kernel.scale"]
    np.testing.assert_allclose(restored, np.where(np.abs(matrix) < 1, 0, matrix), rtol=1e-6)


def test_only_some_parameters(write):
    folder = write("int8")
    some = folder.read_parameters(only=(KERNEL, "span_head.bias"))
    assert list(some) == [KERNEL, "span_head.bias"]
    np.testing.assert_array_equal(some[KERNEL], folder.read_parameters()[KERNEL])


def test_ctranslate2_rounds_the_same_way(write, tmp_path):
    """From 8-bit storage CTranslate2 makes the integers that it makes of the exact weights."""
    import ctranslate2

    exact = write("float32")
    encoders = []
    for folder in (exact, write("int8")):
        export_encoder(folder, tmp_path / folder.path.name / "ct2", quantization="int8")
        encoders.append(
            ctranslate2.Encoder(str(tmp_path / folder.path.name / "ct2"), compute_type="int8")
        )
    batch = [[1, 5, 8, 2], [7, 3]]
    hidden = [np.array(encoder.forward_batch(batch).last_hidden_state)[0] for encoder in encoders]
    np.testing.assert_allclose(hidden[0], hidden[1], atol=1e-5)
    assert np.abs(hidden[0]).max() > 0.1


def test_the_shipped_encoder(minilm_folder):
    """Real weights, whose rows have outliers, beside the published ones."""
    shipped = ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2")
    assert (shipped.path / "model.safetensors").stat().st_size < 23.7e6
    published = bert_parameters(
        load_file(minilm_folder / "model.safetensors"), "bert", shipped.config_as(EncoderConfig)
    )
    stored = load_file(shipped.path / "model.safetensors")
    for name, array in shipped.read_parameters().items():
        scale = stored.get(f"{name}.scale", np.zeros(1))
        step = scale[None, :] if name.endswith(".kernel") else scale[:, None]
        worst = np.abs(array - published[name]) if array.ndim == 2 else array != published[name]
        assert (worst <= 0.5001 * step).all(), name
    kernel = published[KERNEL]
    restored = stored[KERNEL] * stored[f"{KERNEL}.scale"]
    assert 0 < np.linalg.norm(restored - kernel) < 0.012 * np.linalg.norm(kernel)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.pop(f"{KERNEL}.scale"), "'.*query.kernel.scale' of an 8-bit matrix is miss"),
        (
            lambda t: t.update({f"{KERNEL}.scale": t[f"{KERNEL}.scale"][:-1].copy()}),
            r"must be float32 of shape \(32,\), got float32 of shape \(31,\)",
        ),
        (
            lambda t: t.update({f"{KERNEL}.scale": t[f"{KERNEL}.scale"].astype("f2")}),
            r"must be float32 of shape \(32,\), got float16",
        ),
        (
            lambda t: t.update({f"{KERNEL}.scale": t[f"{KERNEL}.scale"] * np.float32("nan")}),
            rf"'{KERNEL}.scale' holds nan, which no weight can be",
        ),
        (
            lambda t: t.update({f"{KERNEL}.scale": -t[f"{KERNEL}.scale"]}),
            "must hold positive numbers",
        ),
        (
            lambda t: t.update({f"{KERNEL}.scale": t[f"{KERNEL}.scale"] + np.float32(3e38)}),
            rf"'{KERNEL}.scale' holds 3",
        ),
        (
            lambda t: t.update({"span_head.bias.scale": np.ones(2, "f4")}),
            "'span_head.bias.scale' is a scale of no 8-bit matrix",
        ),
        (
            lambda t: t.update({"nothing.kernel.scale": np.ones(2, "f4")}),
            "'nothing.kernel.scale' is a scale of no 8-bit matrix",
        ),
        (
            lambda t: t.update({"span_head.bias": np.ones(2, "i1")}),
            "'span_head.bias' must not be stored in 8 bits",
        ),
        (
            lambda t: t.update({KERNEL: np.ones((32, 31), "i1")}),
            r"has shape \(32, 31\), expected \(32, 32\)",
        ),
    ],
)
def test_damaged_files(change, message, write):
    folder = write("int8")
    file = folder.path / "model.safetensors"
    tensors = load_file(file)
    change(tensors)
    save_file(tensors, file)
    with pytest.raises(ModelFormatError, match=message):
        ModelFolder.open(folder.path).read_parameters()
