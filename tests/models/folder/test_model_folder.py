import json
import math
import subprocess
import sys

import keras
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from nlp_suite import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.models import Encoder, ModelFolder, load_model, save_model
from nlp_suite.models.folder.writer import write_model_folder

TOKEN_IDS = [[5, 8, 2, 0], [7, 3, 9, 4]]


@pytest.fixture
def tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[PAD]", "[UNK]", *(f"w{i}" for i in range(40))]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    # A folder must not make its readers truncate or pad.
    tokenizer.enable_truncation(3)
    tokenizer.enable_padding(length=8)
    return tokenizer


@pytest.fixture
def folder(tmp_path, tiny_encoder, tokenizer):
    save_model(tiny_encoder, tmp_path / "model", tokenizer, card="# Tiny", options={"a": 1})
    return tmp_path / "model"


def test_round_trip(folder, tiny_encoder):
    loaded = load_model(folder)
    assert loaded.config == tiny_encoder.config
    for ours, theirs in zip(loaded.get_weights(), tiny_encoder.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    opened = ModelFolder.open(folder)
    assert (opened.task, dict(opened.options), opened.architecture) == (
        "summarize",
        {"a": 1},
        "Encoder",
    )
    assert (folder / "README.md").read_text() == "# Tiny"


def test_round_trip_in_a_fresh_process(folder, tiny_encoder):
    code = f"""
import keras, json
from nlp_suite.models import load_model
hidden = load_model({str(folder)!r})(keras.ops.convert_to_tensor({TOKEN_IDS}))
print(json.dumps(keras.ops.convert_to_numpy(hidden).tolist()))
"""
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    expected = keras.ops.convert_to_numpy(tiny_encoder(keras.ops.convert_to_tensor(TOKEN_IDS)))
    np.testing.assert_allclose(json.loads(result.stdout), expected, atol=1e-6)


def test_from_pretrained_reads_our_own_folders(folder, tiny_encoder):
    loaded = Encoder.from_pretrained(folder)
    for ours, theirs in zip(loaded.get_weights(), tiny_encoder.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_float16_halves_the_file(tmp_path, tiny_encoder, tokenizer, folder):
    save_model(tiny_encoder, tmp_path / "half", tokenizer, dtype="float16")
    sizes = [(f / "model.safetensors").stat().st_size for f in (folder, tmp_path / "half")]
    assert sizes[1] < 0.7 * sizes[0]
    half, full = load_model(tmp_path / "half"), load_model(folder)
    for a, b in zip(half.get_weights(), full.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-3)


def test_tokenizer_neither_truncates_nor_pads(folder):
    tokenizer = ModelFolder.open(folder).read_tokenizer()
    assert tokenizer.encode("w1 w2 w3 w4 w5").ids == [3, 4, 5, 6, 7]


def test_saving_replaces_wholly(folder, tiny_encoder, tokenizer):
    (folder / "leftover.txt").write_text("old")
    save_model(tiny_encoder, folder, tokenizer, card="# New")
    assert sorted(p.name for p in folder.iterdir()) == [
        "README.md",
        "config.json",
        "model.safetensors",
        "tokenizer.json",
    ]
    assert [p.name for p in folder.parent.iterdir()] == ["model"]


def test_a_failed_save_leaves_the_old_folder(folder, tiny_encoder):
    class Broken:
        def to_str(self, pretty):
            raise OSError(28, "No space left on device")

    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises(OSError, match="No space left"):
        save_model(tiny_encoder, folder, Broken())
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert [p.name for p in folder.parent.iterdir()] == ["model"]


def test_the_vocabulary_has_a_token_for_each_id_of_the_model(folder):
    opened = ModelFolder.open(folder)
    tokens = opened.read_vocabulary()
    known = opened.read_tokenizer().get_vocab(with_added_tokens=True)
    assert len(tokens) == opened.config.vocabulary_sizes()["source"] > len(known)
    unused = set(range(len(tokens))) - set(known.values())
    expected = {token_id: f"<unused_{token_id}>" for token_id in unused}
    assert dict(enumerate(tokens)) == expected | {i: token for token, i in known.items()}
    with pytest.raises(InvalidInputError, match=r"side must be one of \['source'\], got 'target'"):
        opened.read_vocabulary("target")


def test_the_fingerprint_follows_every_file(folder):
    seen = {ModelFolder.open(folder).fingerprint()}
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        with (folder / name).open("ab") as file:
            file.write(b"\n")
        seen.add(ModelFolder(folder, "", "", {}, None).fingerprint())
    assert len(seen) == 4


def test_unknown_dtype(tmp_path, tiny_encoder, tokenizer):
    with pytest.raises(InvalidInputError, match="got 'int4'"):
        save_model(tiny_encoder, tmp_path / "m", tokenizer, dtype="int4")


def edit_config(folder, change):
    file = folder / "config.json"
    values = json.loads(file.read_text())
    change(values)
    file.write_text(json.dumps(values))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.update(extra=1), "unknown key 'extra'"),
        (lambda c: c["model"].update(num_layer=2), "did you mean 'num_layers'"),
        (lambda c: c["model"].pop("num_heads"), "lacks the key 'num_heads'"),
        (lambda c: c["model"].update(num_heads=5), "multiple of num_heads"),
        (lambda c: c.pop("task"), "lacks the key 'task'"),
        (lambda c: c.update(task=3), "'task' must be of type str, got 3"),
        (lambda c: c.update(model=[]), "'model' must be of type dict"),
        (lambda c: c.update(architecture="Decoder"), "got 'Decoder'"),
        (lambda c: c.update(format_version=99), "format version 99"),
        (lambda c: c.pop("format_version"), "Encoder.from_pretrained"),
    ],
)
def test_broken_configurations(folder, change, message):
    edit_config(folder, change)
    with pytest.raises(ModelFormatError, match=message):
        ModelFolder.open(folder)


def test_configuration_that_is_no_json(folder):
    (folder / "config.json").write_text("{")
    with pytest.raises(ModelFormatError, match="not valid JSON"):
        ModelFolder.open(folder)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelFormatError, match=f"{name} is missing"):
        ModelFolder.open(folder)


def test_no_folder(tmp_path):
    with pytest.raises(ModelNotAvailableError, match=r"no model folder at .*english-reader"):
        ModelFolder.open(tmp_path / "nowhere")


def test_a_shipped_model_has_its_name():
    opened = ModelFolder.open("english-reader")
    assert (opened.architecture, opened.task) == ("SpanExtractor", "answer")
    shapes = opened.config.parameter_shapes().values()
    assert load_model("english-reader").count_params() == sum(map(math.prod, shapes))


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_truncated_weights(folder, keep):
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(ModelFormatError, match="no complete safetensors file"):
        ModelFolder.open(folder).read_parameters()


def test_weights_of_another_model(folder):
    file = folder / "model.safetensors"
    tensors = load_file(file)
    tensors["layers.0.attention.query.kernel"] = np.ones((16, 8), "f4")
    save_file(tensors, file)
    with pytest.raises(ModelFormatError, match=r"shape \(16, 8\), expected \(16, 16\)"):
        load_model(folder)


def test_a_damaged_tokenizer(folder):
    (folder / "tokenizer.json").write_text('{"version": "1.0"')
    with pytest.raises(ModelFormatError, match="no valid tokenizer"):
        ModelFolder.open(folder).read_tokenizer()


def test_a_tokenizer_with_too_many_tokens(folder):
    file = folder / "tokenizer.json"
    values = json.loads(file.read_text())
    values["model"]["vocab"].update({f"more{i}": 42 + i for i in range(9)})
    file.write_text(json.dumps(values))
    with pytest.raises(ModelFormatError, match="51 tokens, the model only 50"):
        ModelFolder.open(folder).read_tokenizer()


def test_what_was_hashed_is_what_was_read(folder):
    opened = ModelFolder.open(folder)
    tokens = opened.read_vocabulary()
    before = opened.fingerprint()
    for name in ("tokenizer.json", "config.json", "model.safetensors"):
        with (folder / name).open("ab") as file:
            file.write(b"\n")
    assert opened.read_vocabulary() == tokens
    assert opened.fingerprint() == opened.absolute().fingerprint() == before
    for view in (opened, opened.absolute()):
        with pytest.raises(ModelFormatError, match=r"tokenizer\.json has changed since it was"):
            view.read_tokenizer()
        with pytest.raises(ModelFormatError, match=r"model\.safetensors has changed since it was"):
            view.read_parameters()


def test_a_folder_that_is_replaced_after_it_was_opened(folder, tokenizer):
    opened, used = ModelFolder.open(folder), ModelFolder.open(folder)
    assert load_model(opened).config == Encoder.from_pretrained(opened).config == opened.config
    before = opened.fingerprint()
    other = {name: array + 1 for name, array in opened.read_parameters().items()}
    write_model_folder(
        folder, opened.config, other, tokenizer, card="", task="summarize", options={"a": 1}
    )
    # The second has not read the weights, only their header.
    for view in (opened, used):
        for load in (load_model, Encoder.from_pretrained):
            with pytest.raises(ModelFormatError, match=r"model\.safetensors has changed since it"):
                load(view)
    assert opened.fingerprint() == before
    assert ModelFolder.open(folder).fingerprint() != before


def test_damage_is_noticed(folder):
    for name, old, new, message in (
        ("tokenizer.json", b'"w7"', b'"v7"', "is damaged, or not the one that the weights"),
        ("config.json", b"1e-12", b"1e-11", "the model is another one than the weights"),
        ("config.json", b'"gelu"', b'"relu"', "the model is another one than the weights"),
    ):
        whole = (folder / name).read_bytes()
        assert old in whole
        (folder / name).write_bytes(whole.replace(old, new))
        with pytest.raises(ModelFormatError, match=message):
            ModelFolder.open(folder).absolute().read_tokenizer()
        (folder / name).write_bytes(whole)
    file = folder / "model.safetensors"
    content = bytearray(file.read_bytes())
    content[-6] ^= 1
    file.write_bytes(content)
    with pytest.raises(ModelFormatError, match="its checksum is another one"):
        ModelFolder.open(folder).read_parameters()


def test_what_may_be_edited(folder):
    edit_config(folder, lambda values: values["options"].update(window=8))
    (folder / "README.md").write_text("# Mine")
    opened = ModelFolder.open(folder)
    assert opened.options["window"] == 8
    opened.read_parameters()
    edit_config(folder, lambda values: values["options"].update(window="8" * 10_000))
    with pytest.raises(ModelFormatError, match="the option 'window' is too long") as raised:
        ModelFolder.open(folder)
    assert len(str(raised.value)) < 500


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["model"].update(num_layers=10**9), "too few for num_layers=1000000000"),
        (lambda c: c["model"].update(num_layers=10**4000), "num_layers"),
        (lambda c: c["model"].update(vocabulary_size=10**9), r"expected \(1000000000, 16\)"),
        (
            lambda c: c["model"].update(positions="sinusoidal", max_length=10**8),
            "max_length must be at most 4194304 at a width of 16",
        ),
        (lambda c: c["model"].update(layer_norm_epsilon=2.0), "layer_norm_epsilon must be at most"),
        (lambda c: c.update(architecture=["Encoder"]), "the architecture must be one of"),
        (lambda c: c.update(format_version=True), "has format version True"),
        (lambda c: c.update(options={"a": "x" * 3000}), "the option 'a' is too long"),
        (lambda c: c.update(task="x" * 3000), "the task is too long"),
    ],
)
def test_sizes_and_kinds_beyond_the_weights(folder, change, message):
    edit_config(folder, change)
    with pytest.raises(ModelFormatError, match=message):
        ModelFolder.open(folder)


def test_an_unused_id_has_a_name_of_its_own(folder):
    file = folder / "tokenizer.json"
    values = json.loads(file.read_text())
    values["model"]["vocab"]["<unused_45>"] = 44
    file.write_text(json.dumps(values))
    weights = folder / "model.safetensors"
    save_file(load_file(weights), weights)
    tokens = ModelFolder.open(folder).read_vocabulary()
    assert tokens[44:46] == ["<unused_45>", "<<unused_45>>"]
    assert len(set(tokens)) == len(tokens)
