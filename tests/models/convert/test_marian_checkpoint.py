"""Our Transformer computes what Hugging Face's Marian does, from every file that it writes."""

import json

import keras
import numpy as np
import pytest
import torch
import transformers
from safetensors.numpy import load_file, save_file

from nlp_suite import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.decoding import beam_decode, greedy_decode
from nlp_suite.layers.sinusoids import sinusoidal_positions
from nlp_suite.models import Transformer, save_model
from nlp_suite.models.convert.marian_checkpoint import marian_config

END = 0
MAX_LENGTH = 10


def marian(folder):
    return transformers.MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()


def make_inputs(rng, pad, vocabulary_size=None):
    """Sources of several lengths, which end with the end, and targets."""
    lengths = np.array([9, 4, 1, 7, 6])[:, None]
    places = np.arange(9)
    source = np.where(
        places < lengths - 1, rng.integers(2, vocabulary_size or pad, (len(lengths), 9)), pad
    )
    source[np.arange(len(lengths)), lengths[:, 0] - 1] = END
    target = rng.integers(1, pad, (len(lengths), 6))
    target[:, 0] = pad
    return source, places < lengths, target


def check_logits(folder, rng, tolerance=1e-4, reference=None):
    theirs = marian(reference or folder)
    source, mask, target = make_inputs(rng, theirs.config.pad_token_id)
    with torch.no_grad():
        expected = theirs(
            input_ids=torch.tensor(source),
            attention_mask=torch.tensor(mask).long(),
            decoder_input_ids=torch.tensor(target),
        ).logits.numpy()
    ours = Transformer.from_pretrained(folder)(source, target, source_mask=mask)
    assert np.abs(keras.ops.convert_to_numpy(ours) - expected).max() < tolerance


SHAPES = {
    "as published": {},
    "one layer, relu": {"encoder_layers": 1, "decoder_layers": 1, "activation_function": "relu"},
    "three and one, gelu, not scaled": {
        "encoder_layers": 3,
        "decoder_layers": 1,
        "activation_function": "gelu",
        "scale_embedding": False,
    },
    "separate vocabularies": {"separate": True},
    "separate tables": {"share_encoder_decoder_embeddings": False, "decoder_vocab_size": 90},
    "nothing tied": {"tie_word_embeddings": False},
    "an odd width": {"d_model": 21, "encoder_attention_heads": 3, "decoder_attention_heads": 3},
}


@pytest.mark.parametrize(
    "shape",
    [
        "as published",
        *(pytest.param(s, marks=pytest.mark.one_backend) for s in SHAPES if s != "as published"),
    ],
)
def test_every_shape(shape, make_marian, rng):
    check_logits(make_marian(**SHAPES[shape]), rng)


@pytest.mark.one_backend
def test_shards(make_marian, rng):
    folder = make_marian(save={"max_shard_size": "20KB"})
    assert len(list(folder.glob("model-*.safetensors"))) > 2
    check_logits(folder, rng)


@pytest.mark.one_backend
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_files(dtype, make_marian, rng):
    check_logits(make_marian(dtype=dtype), rng)


@pytest.mark.one_backend
def test_tables_under_all_their_names(make_marian, rng):
    """As files have them that were converted from PyTorch's own format."""
    folder = make_marian()
    positions = sinusoidal_positions(64, 32, interleaved=False).astype("float32")

    def copy(tensors):
        table = tensors.pop("model.shared.weight")
        names = ("lm_head", "model.encoder.embed_tokens", "model.decoder.embed_tokens")
        return (
            tensors
            | {f"{name}.weight": table.copy() for name in names}
            | {
                f"model.{s}.embed_positions.weight": positions.copy()
                for s in ("encoder", "decoder")
            }
        )

    edit(folder, copy)
    check_logits(folder, rng, reference=make_marian())


@pytest.mark.one_backend
def test_a_bias_that_is_not_stored_is_zero(make_marian):
    folder = make_marian()
    edit(folder, lambda tensors: {k: v for k, v in tensors.items() if k != "final_logits_bias"})
    bias = Transformer.from_pretrained(folder).output_projection.bias
    assert not keras.ops.convert_to_numpy(bias).any()


def generate(folder, source, mask, **options):
    """What Hugging Face writes, without the start, the end and the padding."""
    model = marian(folder)
    pad = model.config.pad_token_id
    written = model.generate(
        torch.tensor(source),
        attention_mask=torch.tensor(mask).long(),
        do_sample=False,
        max_new_tokens=MAX_LENGTH,
        bad_words_ids=[[pad]],
        forced_eos_token_id=None,
        **options,
    )
    return [[t for t in row[1:].tolist() if t not in (pad, END)] for row in written]


@pytest.mark.one_backend
@pytest.mark.parametrize("shape", ["as published", "separate tables", "nothing tied"])
def test_the_same_greedy_tokens(shape, make_marian, rng):
    folder = make_marian(seed=3, **SHAPES[shape])
    model = Transformer.from_pretrained(folder)
    pad = marian(folder).config.pad_token_id
    source, mask, _ = make_inputs(rng, pad)
    written = greedy_decode(model, source, mask, pad, END, MAX_LENGTH, pad, suppressed_ids=[pad])
    ours = [[t for t in row.tolist() if t not in (pad, END)] for row in written]
    assert ours == generate(folder, source, mask, num_beams=1)
    once = beam_decode(
        model,
        source,
        mask,
        pad,
        END,
        MAX_LENGTH,
        beam_size=1,
        no_repeat_ngram_size=1,
        suppressed_ids=[pad],
    )
    theirs = generate(folder, source, mask, num_beams=1, no_repeat_ngram_size=1, min_new_tokens=1)
    assert [list(best.token_ids) for (best,) in once] == theirs
    assert len({len(row) for row in theirs}) > 1


@pytest.mark.one_backend
@pytest.mark.parametrize(
    ("shape", "no_repeat"),
    [("as published", 0), ("as published", 2), ("separate tables", 1), ("nothing tied", 0)],
)
def test_the_same_beam_tokens(shape, no_repeat, make_marian, rng):
    folder = make_marian(seed=3, **SHAPES[shape])
    pad = marian(folder).config.pad_token_id
    source, mask, _ = make_inputs(rng, pad)
    theirs = generate(
        folder,
        source,
        mask,
        num_beams=4,
        num_return_sequences=2,
        length_penalty=1.0,
        early_stopping=True,
        renormalize_logits=True,
        min_new_tokens=1,
        no_repeat_ngram_size=no_repeat,
    )
    found = beam_decode(
        Transformer.from_pretrained(folder),
        source,
        mask,
        pad,
        END,
        MAX_LENGTH,
        n_best=2,
        no_repeat_ngram_size=no_repeat,
        suppressed_ids=[pad],
    )
    assert [list(target.token_ids) for of_source in found for target in of_source] == theirs
    assert len({tuple(row) for row in theirs}) > 4


@pytest.mark.one_backend
def test_our_own_folder(tmp_path, tiny_translator, rng):
    loaded = Transformer.from_pretrained(tiny_translator.path)
    tokenizer = tiny_translator.read_tokenizer()
    save_model(loaded, tmp_path / "again", tokenizer, options=tiny_translator.options)
    again = Transformer.from_pretrained(tmp_path / "again", dtype="float16")
    assert again.config == loaded.config == tiny_translator.config
    assert again.compute_dtype == "float16"
    ids = rng.integers(4, 50, (2, 5))
    difference = keras.ops.convert_to_numpy(loaded(ids, ids)) - keras.ops.convert_to_numpy(
        again(ids, ids)
    )
    assert 0 < np.abs(difference).max() < 0.1


def edit(folder, change):
    tensors = load_file(folder / "model.safetensors")
    save_file(change(tensors), folder / "model.safetensors", metadata={"format": "pt"})


def test_a_tensor_that_nobody_knows(make_marian):
    folder = make_marian()
    edit(folder, lambda t: t | {"model.encoder.layer_norm.weight": np.ones(32, "f4")})
    with pytest.raises(ModelFormatError, match=r"'model\.encoder\.layer_norm\.weight'.* 2 \+ 2"):
        Transformer.from_pretrained(folder)


def test_a_table_that_has_no_use(make_marian):
    folder = make_marian(separate=True)
    edit(folder, lambda t: t | {"model.shared.weight": np.ones((80, 32), "f4")})
    with pytest.raises(ModelFormatError, match=r"'model\.shared\.weight', which is no weight"):
        Transformer.from_pretrained(folder)


def test_a_layer_more_than_configured(make_marian):
    folder = make_marian()
    edit_config(folder, decoder_layers=1)
    with pytest.raises(ModelFormatError, match=r"decoder\.layers\.1\..* 2 \+ 1 layers"):
        Transformer.from_pretrained(folder)


@pytest.mark.parametrize(
    ("tensor", "parameter"),
    [
        ("model.shared.weight", r"token_embedding\.embeddings"),
        ("model.decoder.layers.1.fc2.bias", r"decoder\.layers\.1\.feed_forward\.output\.bias"),
    ],
)
def test_a_missing_tensor(tensor, parameter, make_marian):
    folder = make_marian()
    edit(folder, lambda t: {k: v for k, v in t.items() if k != tensor})
    with pytest.raises(ModelFormatError, match=rf"{folder.name}.*'{parameter}' .*is missing"):
        Transformer.from_pretrained(folder)


def test_a_shape_that_differs(make_marian):
    folder = make_marian()
    edit_config(folder, encoder_ffn_dim=65, decoder_ffn_dim=65)
    with pytest.raises(ModelFormatError, match=r"has shape \(32, 64\), expected \(32, 65\)"):
        Transformer.from_pretrained(folder)


def test_copies_of_a_table_that_differ(make_marian):
    folder = make_marian()
    edit(folder, lambda t: t | {"lm_head.weight": t["model.shared.weight"] + 1})
    with pytest.raises(ModelFormatError, match=r"'model.shared.weight' and 'lm_head.weight' diff"):
        Transformer.from_pretrained(folder)


@pytest.mark.parametrize("table", [sinusoidal_positions(64, 32), np.zeros((63, 32))])
def test_other_positions(table, make_marian):
    folder = make_marian()
    name = "model.encoder.embed_positions.weight"
    edit(folder, lambda t: t | {name: table.astype("float32")})
    with pytest.raises(ModelFormatError, match="other positions than the 64 sinusoids"):
        Transformer.from_pretrained(folder)


def edit_config(folder, **changes):
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model_type": "t5"}, r"model_type must be one of \['bart', 'marian', .*, got 't5'"),
        ({"is_encoder_decoder": False}, "a Marian decoder without an encoder"),
        ({"normalize_before": True}, "normalize_before must be false, got True"),
        ({"normalize_embedding": True}, "normalize_embedding must be false"),
        ({"add_final_layer_norm": True}, "add_final_layer_norm must be false"),
        ({"activation_function": "mish"}, "activation_function must be .* got 'mish'"),
        ({"decoder_attention_heads": 2}, "attention_heads must be the same, got 4 and 2"),
        ({"decoder_ffn_dim": 48}, "decoder_ffn_dim must be the same, got 64 and 48"),
        ({"d_model": "wide"}, "model_dim must be of type int"),
        ({"d_model": 30}, "model_dim must be a multiple of num_heads"),
        ({"dropout": "some"}, "config.json: could not convert"),
    ],
)
def test_other_kinds_of_model(changes, message, make_marian):
    folder = make_marian()
    edit_config(folder, **changes)
    with pytest.raises(ModelFormatError, match=message):
        Transformer.from_pretrained(folder)


def test_a_missing_key():
    with pytest.raises(ModelFormatError, match=r"config\.json lacks the key 'encoder_attention"):
        marian_config({"model_type": "marian"})


def test_damaged_files(make_marian):
    folder = make_marian()
    weights, config = folder / "model.safetensors", folder / "config.json"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(ModelFormatError, match="no complete safetensors file"):
        Transformer.from_pretrained(folder)
    weights.rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelFormatError, match=r"there is no model\.safetensors"):
        Transformer.from_pretrained(folder)
    config.write_text("{")
    with pytest.raises(ModelFormatError, match="not valid JSON"):
        Transformer.from_pretrained(folder)
    config.unlink()
    with pytest.raises(ModelFormatError, match=r"it has no config\.json"):
        Transformer.from_pretrained(folder)


def test_an_encoder_of_ours(minilm_of_ours):
    with pytest.raises(ModelFormatError, match="architecture must be 'Transformer'"):
        Transformer.from_pretrained(minilm_of_ours)


@pytest.fixture
def minilm_of_ours():
    from nlp_suite.assets import MODELS_FOLDER

    return MODELS_FOLDER / "all-MiniLM-L6-v2"


def test_the_hub(monkeypatch):
    with pytest.raises(InvalidInputError, match="pass revision="):
        Transformer.from_pretrained("owner/no-such-model")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotAvailableError, match=r"'owner/no-such-model'.*cache.*hf download"):
        Transformer.from_pretrained("owner/no-such-model", revision="main")
