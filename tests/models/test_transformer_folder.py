import json

import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.models import (
    Encoder,
    EncoderConfig,
    ModelFolder,
    Transformer,
    TransformerConfig,
    load_model,
    save_model,
)

SOURCE, TARGET = np.array([[5, 8, 2, 0], [7, 3, 9, 4]]), np.array([[1, 6], [1, 4]])


@pytest.fixture(scope="module")
def transformer():
    config = TransformerConfig.preset(
        "tiny", source_vocabulary_size=50, target_vocabulary_size=60, positions="learned"
    )
    return Transformer(**config.to_dict())


def make_tokenizer(size):
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[PAD]", "[UNK]", *(f"w{i}" for i in range(size - 2))]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


@pytest.fixture
def separate(tmp_path, transformer):
    pair = make_tokenizer(50), make_tokenizer(60)
    save_model(transformer, tmp_path / "separate", pair, card="# Tiny", options={"a": 1})
    return tmp_path / "separate"


@pytest.fixture
def joint(tmp_path, transformer):
    save_model(transformer, tmp_path / "joint", make_tokenizer(40))
    return tmp_path / "joint"


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_round_trip(tmp_path, transformer, dtype):
    save_model(transformer, tmp_path / "model", make_tokenizer(40), dtype=dtype)
    loaded = load_model(tmp_path / "model")
    assert isinstance(loaded, Transformer)
    assert loaded.config == transformer.config
    expected = keras.ops.convert_to_numpy(transformer(SOURCE, TARGET))
    logits = keras.ops.convert_to_numpy(loaded(SOURCE, TARGET))
    np.testing.assert_allclose(logits, expected, atol=0 if dtype == "float32" else 2e-2)


def test_what_is_in_the_folder(separate, transformer):
    folder = ModelFolder.open(separate)
    assert (folder.architecture, folder.task) == ("Transformer", "translate")
    assert folder.config == transformer.config
    assert dict(folder.options) == {"a": 1}
    assert sorted(p.name for p in separate.iterdir()) == [
        "README.md",
        "config.json",
        "model.safetensors",
        "source_tokenizer.json",
        "target_tokenizer.json",
    ]


def test_each_side_has_its_tokenizer(separate):
    folder = ModelFolder.open(separate)
    assert folder.read_tokenizer("source").get_vocab_size() == 50
    assert folder.read_tokenizer("target").get_vocab_size() == 60


def test_a_joint_tokenizer_is_that_of_both_sides(joint):
    folder = ModelFolder.open(joint)
    assert (joint / "tokenizer.json").is_file()
    for side in ("source", "target"):
        assert folder.read_tokenizer(side).get_vocab_size() == 40


def test_a_tokenizer_with_too_many_tokens(tmp_path, transformer):
    save_model(transformer, tmp_path / "model", make_tokenizer(55))
    folder = ModelFolder.open(tmp_path / "model")
    assert folder.read_tokenizer("target").get_vocab_size() == 55
    with pytest.raises(ModelFormatError, match="55 tokens, the model only 50"):
        folder.read_tokenizer("source")


def test_an_unknown_side(joint, tmp_path, tiny_encoder):
    with pytest.raises(InvalidInputError, match=r"\['source', 'target'\], got 'english'"):
        ModelFolder.open(joint).read_tokenizer("english")
    save_model(tiny_encoder, tmp_path / "encoder", make_tokenizer(42))
    with pytest.raises(InvalidInputError, match=r"one of \['source'\], got 'target'"):
        ModelFolder.open(tmp_path / "encoder").read_tokenizer("target")


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_missing_side(separate, side):
    (separate / f"{side}_tokenizer.json").unlink()
    with pytest.raises(ModelFormatError, match=f"{side}_tokenizer.json is missing"):
        ModelFolder.open(separate)


def test_no_tokenizer_at_all(joint):
    (joint / "tokenizer.json").unlink()
    with pytest.raises(ModelFormatError, match=r"/joint .*: tokenizer.json is missing"):
        ModelFolder.open(joint)


def test_a_tokenizer_too_many(joint):
    for side in ("source", "target"):
        make_tokenizer(40).save(str(joint / f"{side}_tokenizer.json"))
    with pytest.raises(ModelFormatError, match=r"has tokenizer\.json and source_tokenizer\.json"):
        ModelFolder.open(joint)


def test_the_fingerprint_follows_each_tokenizer(separate):
    seen = {ModelFolder.open(separate).fingerprint()}
    for side in ("source", "target"):
        with (separate / f"{side}_tokenizer.json").open("ab") as file:
            file.write(b"\n")
        seen.add(ModelFolder.open(separate).fingerprint())
    assert len(seen) == 3


def test_words(joint, transformer):
    folder = ModelFolder.open(joint)
    assert folder.read_words() is None
    seen = {folder.fingerprint()}
    for words in ({"b", "a", "ß"}, set()):
        save_model(transformer, joint, make_tokenizer(40), words=words)
        folder = ModelFolder.open(joint)
        assert folder.read_words() == words
        seen.add(folder.fingerprint())
    assert len(seen) == 3
    assert folder.read_words("target") is None
    (joint / "target_words.txt").write_text("eins\nzwei\n", encoding="utf-8")
    folder = ModelFolder.open(joint)
    assert folder.read_words("target") == {"eins", "zwei"}
    assert folder.fingerprint() not in seen
    (joint / "source_words.txt").write_bytes(b"\xff")
    with pytest.raises(ModelFormatError, match=r"source_words\.txt is damaged .*copy it again"):
        ModelFolder.open(joint).read_words()
    (joint / "source_words.txt").write_text("c\n", encoding="utf-8")
    with pytest.raises(ModelFormatError, match=r"source_words\.txt is damaged, or not the one"):
        ModelFolder.open(joint).read_words()
    (joint / "source_words.txt").unlink()
    with pytest.raises(ModelFormatError, match=r"source_words\.txt is missing"):
        ModelFolder.open(joint).read_words()


def test_an_encoder_has_one_tokenizer(tmp_path, tiny_encoder):
    with pytest.raises(InvalidInputError, match=r"\['source'\] takes one tokenizer, got 2"):
        save_model(tiny_encoder, tmp_path / "m", (make_tokenizer(9), make_tokenizer(9)))
    assert not (tmp_path / "m").exists()


def test_who_needs_an_encoder_says_so(joint):
    message = "the architecture must be 'Encoder', got 'Transformer'"
    with pytest.raises(ModelFormatError, match=message):
        Encoder.from_pretrained(joint)
    with pytest.raises(ModelFormatError, match=message):
        ModelFolder.open(joint).config_as(EncoderConfig)
    assert ModelFolder.open(joint).config_as(TransformerConfig).model_dim == 32


def test_an_unknown_key(joint):
    file = joint / "config.json"
    values = json.loads(file.read_text())
    values["model"]["num_decoder_layer"] = 2
    file.write_text(json.dumps(values))
    with pytest.raises(ModelFormatError, match="did you mean 'num_decoder_layers'"):
        ModelFolder.open(joint)
