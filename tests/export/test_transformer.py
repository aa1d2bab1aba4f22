import json

import ctranslate2
import pytest
from safetensors.numpy import load_file, save_file

from nlp_suite import ModelFormatError
from nlp_suite.export.transformer import export_transformer
from nlp_suite.models import ModelFolder

CONFIG = {"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"}


@pytest.mark.parametrize("quantization", ["float32", "float16", "int8"])
def test_a_plain_translator_can_use_it(quantization, tiny_translator, tmp_path):
    export_transformer(tiny_translator, tmp_path / "out", quantization=quantization)
    translator = ctranslate2.Translator(str(tmp_path / "out"))
    tokens = tiny_translator.read_tokenizer("source").encode("Tom has a cat!").tokens
    (result,) = translator.translate_batch([tokens], max_decoding_length=5, return_attention=True)
    assert result.hypotheses[0]
    assert len(result.attention[0][0]) == len(tokens)
    config = json.loads((tmp_path / "out" / "config.json").read_text())
    assert {name: config[name] for name in CONFIG} == CONFIG
    assert (config["decoder_start_token"], config["add_source_eos"]) == ("<s>", False)


def test_joint_vocabularies_are_written_once(make_translator, tiny_translator, tmp_path):
    export_transformer(tiny_translator, tmp_path / "joint")
    assert not list((tmp_path / "joint").glob("source_vocabulary*"))
    (file,) = (tmp_path / "joint").glob("shared_vocabulary*")
    tokens = json.loads(file.read_text(encoding="utf-8"))
    size = tiny_translator.config.source_vocabulary_size
    assert tokens[:4] == ["<pad>", "<unk>", "<s>", "</s>"]
    assert tokens[-2:] == [f"<unused_{size - 2}>", f"<unused_{size - 1}>"]
    export_transformer(make_translator(joint=False), tmp_path / "separate")
    assert len(list((tmp_path / "separate").glob("*_vocabulary*"))) == 2


def test_a_shared_table_is_written_once(make_translator, tmp_path):
    sizes = []
    for shared in (True, False):
        folder = make_translator(shared_embedding=shared, tied_projection=shared)
        export_transformer(folder, tmp_path / str(shared))
        sizes.append((tmp_path / str(shared) / "model.bin").stat().st_size)
    table = 4 * 32 * folder.config.source_vocabulary_size
    assert 2 * table - 200 < sizes[1] - sizes[0] < 2 * table + 200


def test_tokenizers_of_another_kind(make_translator, tmp_path):
    folder = make_translator()
    file = folder.path / "source_tokenizer.json"
    file.write_text(file.read_text(encoding="utf-8").replace("<s>", "[CLS]"), encoding="utf-8")
    # The weights of another writer, who stores no checksums.
    weights = folder.path / "model.safetensors"
    save_file(load_file(weights), weights)
    with pytest.raises(ModelFormatError, match=r"source tokenizer must begin with .*\[CLS\]"):
        export_transformer(ModelFolder.open(folder.path), tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_damaged_weights(make_translator, tmp_path):
    folder = make_translator()
    file = folder.path / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ModelFormatError, match="no complete safetensors file"):
        export_transformer(folder, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_what_stands_there_stays_if_asked(tiny_translator, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "file").touch()
    export_transformer(tiny_translator, tmp_path / "out", replace=False)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["file"]
