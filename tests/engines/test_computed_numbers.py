"""What a damaged model computes is refused by every engine, with the name of the output."""

import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from nlp_suite import ModelFormatError
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.computed_numbers import check_computed
from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder
from nlp_suite.engines.custom.sentence_translator import SentenceTranslator
from nlp_suite.models import ModelFolder
from nlp_suite.models.folder import tensor_file


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    """Copies a folder and writes a weight that is a number, but makes others that are none."""
    # As if it were damaged behind the check of the file.
    monkeypatch.setattr(tensor_file, "_LARGEST_WEIGHT", np.inf)

    def damage(folder, name, value=3e38):
        path = shutil.copytree(folder, tmp_path / "damaged")
        tensors = load_file(path / "model.safetensors")
        tensors[name] = np.full_like(tensors[name], value)
        # "pt" is what transformers looks for.
        save_file(tensors, path / "model.safetensors", metadata={"format": "pt"})
        return path

    return damage


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_other_than_numbers(value):
    check_computed([[0.5, -3e38]], "scores")
    with pytest.raises(ModelFormatError, match=f"the model has computed {value} in its scores"):
        check_computed([[0.5, value]], "scores")


@pytest.mark.parametrize("runtime", ["ctranslate2", "keras"])
def test_embeddings(runtime, damaged, make_model):
    path = damaged(make_model().path, "layers.1.feed_forward.hidden.kernel")
    embedder = SentenceEmbedder(
        ModelFolder.open(path),
        runtime=runtime,
        compute_type="float32" if runtime == "ctranslate2" else None,
    )
    with pytest.raises(ModelFormatError, match="computed nan in its sentence embeddings"):
        embedder.embed(["w1 w2", "w3"])


@pytest.mark.parametrize("runtime", ["ctranslate2", "keras"])
@pytest.mark.parametrize("beam_size", [1, 4])
def test_translations(runtime, beam_size, damaged, make_translator):
    path = damaged(make_translator().path, "target_embedding.embeddings")
    translator = SentenceTranslator(
        ModelFolder.open(path),
        runtime=runtime,
        compute_type="float32" if runtime == "ctranslate2" else None,
    )
    with pytest.raises(ModelFormatError, match=r"damaged has computed .* in its scores"):
        translator.translate(
            translator.prepare(["Tom has a cat!"]), DecodingOptions(beam_size=beam_size)
        )


@pytest.mark.parametrize("value", [np.nan, 3e38])
def test_embeddings_of_a_checkpoint(value, damaged, checkpoints):
    from nlp_suite.engines.pretrained.sentence_embedder import SentenceEmbedder as Pretrained

    path = damaged(checkpoints / "distilbert", "transformer.layer.0.ffn.lin1.weight", value)
    with pytest.raises(ModelFormatError, match="damaged"):
        Pretrained(path).embed(["Tom has a cat."])


@pytest.mark.parametrize("beam_size", [1, 4])
def test_translations_of_a_checkpoint(beam_size, damaged, checkpoints):
    from nlp_suite.engines.pretrained.sentence_translator import SentenceTranslator as Pretrained

    path = damaged(checkpoints / "opus-mt", "model.decoder.layers.0.fc1.weight")
    translator = Pretrained(path)
    with pytest.raises(ModelFormatError, match=r"damaged has computed nan in its scores"):
        translator.translate(
            translator.prepare(["Tom has a cat!"]), DecodingOptions(beam_size=beam_size)
        )
