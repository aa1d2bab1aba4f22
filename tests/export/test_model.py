import shutil

import ctranslate2
import numpy as np
import pytest
import tokenizers

from nlp_suite import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.export import export_model
from nlp_suite.models import ModelFolder
from nlp_suite.models.configs.vision_transformer_config import VisionTransformerConfig
from nlp_suite.models.folder.writer import write_model_folder


@pytest.fixture
def copied(tiny_translator, tmp_path):
    """A model folder to be damaged."""
    return shutil.copytree(tiny_translator.path, tmp_path / "model")


def test_a_translator_runs_without_this_package(tiny_translator, tmp_path):
    out = export_model(tiny_translator.path, tmp_path / "out", quantization="float32")
    read, write = (
        tokenizers.Tokenizer.from_file(str(out / f"{side}_tokenizer.json"))
        for side in ("source", "target")
    )
    tokens = read.encode("Tom has a cat!").tokens
    (result,) = ctranslate2.Translator(str(out)).translate_batch([tokens], max_decoding_length=5)
    assert result.hypotheses[0]
    assert all(write.token_to_id(token) is not None for token in result.hypotheses[0])
    assert not (out / "form").exists()


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "english-reader"])
def test_a_shipped_encoder_gives_the_hidden_states_of_its_runtime(name, tmp_path):
    from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2EncoderRuntime

    out = export_model(name, tmp_path / name, quantization="float32")
    ids = tokenizers.Tokenizer.from_file(str(out / "tokenizer.json")).encode("Tom has a cat.").ids
    encoder = ctranslate2.Encoder(str(out), compute_type="float32")
    output = encoder.forward_batch([ids], token_type_ids=[[0] * len(ids)])
    hidden = np.asarray(output.last_hidden_state)
    folder = ModelFolder.open(MODELS_FOLDER / name)
    (expected,) = CTranslate2EncoderRuntime(folder, compute_type="float32").encode([[ids]])
    np.testing.assert_allclose(hidden, expected, atol=1e-5)


def test_int8_is_the_default_and_smaller(tiny_translator, tmp_path):
    sizes = {
        quantization: (export_model(tiny_translator.path, tmp_path / name, **options) / "model.bin")
        .stat()
        .st_size
        for name, quantization, options in (
            ("a", "default", {}),
            ("b", "int8", {"quantization": "int8"}),
            ("c", "float32", {"quantization": "float32"}),
        )
    }
    assert sizes["default"] == sizes["int8"] < sizes["float32"] / 2


@pytest.mark.parametrize("there", ["file", "folder"])
def test_nothing_is_overwritten(there, tiny_translator, tmp_path):
    place = tmp_path / "out"
    if there == "file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "mine.txt").write_text("mine")
    with pytest.raises(InvalidInputError, match=r"there is something at .*out already; remove it"):
        export_model(tiny_translator.path, place)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_filled(tiny_translator, tmp_path):
    (tmp_path / "out").mkdir()
    export_model(tiny_translator.path, tmp_path / "out")
    assert (tmp_path / "out" / "model.bin").is_file()


def test_a_place_that_cannot_be(tiny_translator, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInputError, match="cannot be written: Not a directory"):
        export_model(tiny_translator.path, tmp_path / "file" / "out")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"to": "onnx"}, "to must be one of .*ctranslate2.*, got 'onnx'"),
        ({"quantization": "int4"}, "quantization must be one of .*int8.*, got 'int4'"),
    ],
)
def test_unknown_values(options, message, tiny_translator, tmp_path):
    with pytest.raises(InvalidInputError, match=message):
        export_model(tiny_translator.path, tmp_path / "out", **options)


def test_models_that_are_not_there_or_damaged(copied, tmp_path):
    with pytest.raises(ModelNotAvailableError, match="none"):
        export_model("none", tmp_path / "out")
    (copied / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelFormatError):
        export_model(copied, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_architecture_that_runs_in_keras_alone(tmp_path):
    config = VisionTransformerConfig(
        image_size=(8, 8),
        patch_size=4,
        num_channels=1,
        num_classes=2,
        num_layers=1,
        model_dim=8,
        num_heads=2,
        feed_forward_dim=16,
    )
    parameters = {name: np.zeros(shape) for name, shape in config.parameter_shapes().items()}
    copied = tmp_path / "model"
    write_model_folder(copied, config, parameters, None, card="", task="classify", options={})
    with pytest.raises(InvalidInputError, match=r"not the VisionTransformer at .*load_model"):
        export_model(copied, tmp_path / "out")
