import json
import os
import shutil

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoModelForQuestionAnswering, AutoModelForSeq2SeqLM

from nlp_suite import ModelFormatError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.engines.pretrained.pretrained_checkpoint import PretrainedCheckpoint, most_tokens
from nlp_suite.engines.pretrained.torch_settings import TorchSettings

SETTINGS = TorchSettings.choose()


def load(folder, kind=AutoModel, **options):
    return PretrainedCheckpoint(folder).load_model(kind, SETTINGS, **options)


def test_loads_without_a_word(checkpoints, capfd):
    model = load(checkpoints / "distilbert")
    assert type(model).__name__ == "DistilBertModel"
    assert not model.training
    # A head is left out, and nobody is bothered with it.
    load(checkpoints / "distilbert-squad")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_the_compute_type_is_that_of_the_weights(dtype, checkpoints):
    settings = TorchSettings.choose(compute_type=dtype)
    model = PretrainedCheckpoint(checkpoints / "distilbert").load_model(AutoModel, settings)
    assert {parameter.dtype for parameter in model.parameters()} == {getattr(torch, dtype)}


def test_shards(checkpoints, tmp_path):
    model = load(checkpoints / "distilbert")
    model.save_pretrained(tmp_path, max_shard_size="1MB")
    assert not (tmp_path / "model.safetensors").exists()
    again = load(tmp_path).state_dict()
    assert all(torch.equal(tensor, again[name]) for name, tensor in model.state_dict().items())


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        (
            "distilbert",
            AutoModelForQuestionAnswering,
            r"lacks 2 weights that DistilBertForQuestionAnswering needs, such as 'qa_outputs",
        ),
        ("distilbert", AutoModelForSeq2SeqLM, "cannot be loaded as AutoModelForSeq2SeqLM"),
        ("opus-mt", AutoModelForQuestionAnswering, "cannot be loaded as AutoModelForQuest"),
    ],
)
def test_an_architecture_that_does_not_fit(name, kind, message, checkpoints):
    with pytest.raises(ModelFormatError, match=message) as caught:
        load(checkpoints / name, kind)
    assert "\n" not in str(caught.value)
    assert str(checkpoints / name) in str(caught.value)


def test_weights_that_are_not_needed_may_be_missing(checkpoints, edited):
    folder = edited("distilbert")
    tensors = load_file(folder / "model.safetensors")
    dropped = {k: v for k, v in tensors.items() if not k.startswith("transformer.layer.1")}
    save_file(dropped, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelFormatError, match="lacks 16 weights that DistilBertModel needs"):
        load(folder)
    load(folder, unused="transformer.layer.1")


def test_a_shape_that_differs(edited):
    with pytest.raises(ModelFormatError, match="cannot be loaded as AutoModel"):
        load(edited("distilbert", config={"vocab_size": 99}))


def test_only_a_pickle(checkpoints, tmp_path):
    shutil.copy(checkpoints / "distilbert" / "config.json", tmp_path)
    model = load(checkpoints / "distilbert")
    torch.save(model.state_dict(), tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelFormatError, match=r"only pytorch_model\.bin, a pickle") as caught:
        PretrainedCheckpoint(tmp_path)
    assert "refs/pr/" in str(caught.value)
    assert "save_pretrained()" in str(caught.value)


def test_no_weights(edited):
    with pytest.raises(ModelFormatError, match=r"distilbert has no model\.safetensors; take a"):
        PretrainedCheckpoint(edited("distilbert", remove=["model.safetensors"]))


def test_truncated_weights(edited):
    folder = edited("distilbert")
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ModelFormatError, match="no complete safetensors file"):
        load(folder)


def test_a_model_folder_of_our_own():
    with pytest.raises(ModelFormatError, match=r"is a model folder of this package.*'custom'"):
        PretrainedCheckpoint(MODELS_FOLDER / "all-MiniLM-L6-v2")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (None, r"is no checkpoint: it has no config\.json; it has \['notes\.txt'\]"),
        ("{", "is not valid JSON"),
        ("[]", "must hold a JSON object, got list"),
        ('{"model_type": 3}', "does not say its model_type"),
    ],
)
def test_folders_that_are_no_checkpoint(config, message, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    with pytest.raises(ModelFormatError, match=message):
        PretrainedCheckpoint(tmp_path)


def test_an_unknown_architecture(edited):
    with pytest.raises(ModelFormatError, match="cannot be loaded as AutoModel"):
        load(edited("distilbert", config={"model_type": "never-heard-of"}))


def test_code_of_a_checkpoint_is_not_run(edited):
    """Nor is anybody asked on the terminal whether it may."""
    code = {"model_type": "mine", "auto_map": {"AutoConfig": "evil.C", "AutoModel": "evil.M"}}
    folder = edited("distilbert", config=code)
    (folder / "evil.py").write_text("raise SystemExit('the code was run')")
    with pytest.raises(ModelFormatError, match="cannot be loaded as AutoModel"):
        load(folder)


def test_no_tokenizer(edited):
    folder = edited("distilbert", remove=["tokenizer.json"])
    with pytest.raises(ModelFormatError, match=r"has no tokenizer: no tokenizer\.json"):
        PretrainedCheckpoint(folder).load_tokenizer(load(folder))


def test_a_damaged_tokenizer(edited):
    folder = edited("distilbert")
    (folder / "tokenizer.json").write_text("{")
    with pytest.raises(ModelFormatError, match=r"tokenizer\.json is not valid JSON"):
        PretrainedCheckpoint(folder).load_tokenizer(load(folder))


def test_the_tokenizer_of_another_model(checkpoints, tmp_path):
    config = transformers.DistilBertConfig(vocab_size=50, dim=16, n_layers=1, n_heads=1)
    transformers.DistilBertModel(config).save_pretrained(tmp_path)
    shutil.copy(checkpoints / "distilbert" / "tokenizer.json", tmp_path)
    with pytest.raises(ModelFormatError, match="has 30522 tokens, the model only 50"):
        PretrainedCheckpoint(tmp_path).load_tokenizer(load(tmp_path))


def test_a_tokenizer_without_places(edited):
    folder = edited("distilbert", tokenizer_config={"tokenizer_class": "CanineTokenizer"})
    tokenizer = transformers.CanineTokenizer()
    with pytest.raises(ModelFormatError, match=r"CanineTokenizer does not say .* tokenizer\.json"):
        PretrainedCheckpoint(folder).fast_tokenizer(tokenizer)


def test_a_tokenizer_neither_truncates_nor_pads(checkpoints):
    checkpoint = PretrainedCheckpoint(checkpoints / "distilbert")
    tokenizer = checkpoint.load_tokenizer(load(checkpoint.path))
    tokenizer.backend_tokenizer.enable_truncation(4)
    tokenizer.backend_tokenizer.enable_padding(length=9)
    fast = checkpoint.fast_tokenizer(tokenizer)
    assert [len(one.ids) for one in fast.encode_batch(["a", "a b c d e f g h i"])] == [3, 11]


@pytest.mark.parametrize(
    ("kind", "sizes", "most"),
    [
        ("DistilBert", {"dim": 8, "n_heads": 1, "n_layers": 1}, 40),
        # Two of its positions are for padding.
        ("Roberta", {"hidden_size": 8, "num_attention_heads": 1, "num_hidden_layers": 1}, 38),
        ("Marian", {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1}, 40),
        ("T5", {"d_model": 8, "num_layers": 1}, 512),
    ],
)
def test_how_much_a_model_can_take(kind, sizes, most, checkpoints):
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=20, pad_token_id=1, max_position_embeddings=40, **sizes
    )
    if kind == "T5":
        del config.max_position_embeddings
    model = getattr(transformers, f"{kind}Model")(config)
    tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoints / "distilbert")
    assert most_tokens(model, tokenizer) == most
    tokenizer.model_max_length = 24
    assert most_tokens(model, tokenizer) == 24


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_layers": 10**9}, r"n_layers=1000000000, where at most \d+ fits to the weights"),
        ({"dim": 10**12}, "dim=1000000000000"),
        ({"vocab_size": 10**4000}, r"vocab_size=1000\d+\.\.\."),
        ({"max_position_embeddings": 10**9}, "max_position_embeddings=1000000000"),
        ({"seed": 2**40}, "seed=1099511627776"),
    ],
)
def test_sizes_beyond_the_weights(edited, change, message):
    with pytest.raises(ModelFormatError, match=message):
        PretrainedCheckpoint(edited("distilbert", config=change))


def test_pipes_and_devices(edited):
    folder = edited("distilbert")
    os.mkfifo(folder / "added_tokens.json")
    with pytest.raises(ModelFormatError, match=r"added_tokens\.json is no regular file"):
        PretrainedCheckpoint(folder)
    (folder / "added_tokens.json").unlink()
    (folder / "added_tokens.json").symlink_to("/dev/zero")
    with pytest.raises(ModelFormatError, match=r"added_tokens\.json is no regular file"):
        PretrainedCheckpoint(folder)


def test_a_tokenizer_that_never_ends(edited):
    folder = edited("distilbert")
    file = folder / "tokenizer.json"
    values = json.loads(file.read_text())
    split = {"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated"}
    file.write_text(json.dumps(values | {"pre_tokenizer": split | {"invert": False}}))
    with pytest.raises(ModelFormatError, match="is not accepted"):
        PretrainedCheckpoint(folder).load_tokenizer(load(folder))
