"""Our Transformer computes what Hugging Face's BART, mBART and Pegasus do."""

import json

import keras
import numpy as np
import pytest
import torch
import transformers
from safetensors.numpy import load_file, save_file

from nlp_suite import ModelFormatError
from nlp_suite.decoding import beam_decode
from nlp_suite.models import Transformer, convert_marian, load_model, save_model

to_numpy = keras.ops.convert_to_numpy

SMALL = {
    "vocab_size": 60,
    "d_model": 32,
    "max_position_embeddings": 24,
    "encoder_layers": 2,
    "decoder_layers": 1,
    **{f"{side}_attention_heads": 4 for side in ("encoder", "decoder")},
    **{f"{side}_ffn_dim": 48 for side in ("encoder", "decoder")},
}
KINDS = {"bart": "Bart", "mbart": "MBart", "pegasus": "Pegasus"}


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Saves a random checkpoint and returns its folder."""

    def make(kind="bart", head="ForConditionalGeneration", *, save=None, **changes):
        config = getattr(transformers, f"{KINDS[kind]}Config")(**SMALL | changes)
        torch.manual_seed(2)
        model = getattr(transformers, f"{KINDS[kind]}{head}")(config)
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if kind != "pegasus" or "embed_positions" not in name:
                    # Fresh biases are zero and fresh norms one: nothing to confuse.
                    parameter.add_(torch.randn_like(parameter) * 0.2)
            if hasattr(model, "final_logits_bias"):
                model.final_logits_bias.normal_()
        folder = tmp_path_factory.mktemp(kind)
        model.save_pretrained(folder, **save or {})
        return folder

    return make


def make_inputs(rng):
    mask = np.arange(11) < np.array([11, 4, 1])[:, None]
    source = np.where(mask, rng.integers(4, 60, mask.shape), 1)
    return source, mask, rng.integers(0, 60, (3, 7))


def their_logits(model, source, mask, target):
    with torch.no_grad():
        return model(
            input_ids=torch.tensor(source),
            attention_mask=torch.tensor(mask).long(),
            decoder_input_ids=torch.tensor(target),
        ).logits.numpy()


def load_theirs(folder):
    return transformers.AutoModelForSeq2SeqLM.from_pretrained(folder).eval()


CASES = {
    "bart": {},
    "mbart": {"kind": "mbart", "scale_embedding": True},
    "pegasus": {"kind": "pegasus", "scale_embedding": True, "activation_function": "relu"},
    "bart, scaled, another activation": {"scale_embedding": True, "activation_function": "relu"},
    "shards": {"save": {"max_shard_size": "15KB"}},
}


@pytest.mark.parametrize(
    "case",
    [
        *KINDS,
        *(pytest.param(case, marks=pytest.mark.one_backend) for case in CASES if case not in KINDS),
    ],
)
def test_the_same_logits(case, make, rng):
    folder = make(**CASES[case])
    source, mask, target = make_inputs(rng)
    expected = their_logits(load_theirs(folder), source, mask, target)
    ours = Transformer.from_pretrained(folder)
    found = to_numpy(ours(source, target, source_mask=mask))
    assert np.abs(found - expected).max() < 1e-4
    # Token by token, with the cache.
    cache = ours.make_cache(ours.encode(source, mask), length=3)
    for place in range(3):
        step, cache = ours.decode_step(target[:, place : place + 1], cache, place, mask)
        assert np.abs(to_numpy(step)[:, 0] - expected[:, place]).max() < 1e-4


@pytest.mark.one_backend
def test_the_same_beams_behind_a_prefix(make, rng):
    """A target of BART begins with "</s>" and "<s>", ids 2 and 0; padding is never written."""
    folder = make()
    source, mask, _ = make_inputs(rng)
    theirs = load_theirs(folder).generate(
        torch.tensor(source),
        attention_mask=torch.tensor(mask).long(),
        decoder_input_ids=torch.tensor([[2, 0]] * len(source)),
        do_sample=False,
        num_beams=3,
        early_stopping=True,
        renormalize_logits=True,
        max_new_tokens=6,
        min_new_tokens=1,
        no_repeat_ngram_size=2,
        bad_words_ids=[[1]],
        forced_eos_token_id=None,
    )
    found = beam_decode(
        Transformer.from_pretrained(folder),
        source,
        mask,
        2,
        2,
        6,
        beam_size=3,
        no_repeat_ngram_size=2,
        prefix_ids=[0],
        suppressed_ids=[1],
        attention=True,
    )
    expected = [[t for t in row[2:].tolist() if t not in (1, 2)] for row in theirs]
    assert [list(best.token_ids) for (best,) in found] == expected
    for (best,) in found:
        assert best.attention.shape == (len(best.token_ids), mask.shape[1])


@pytest.mark.one_backend
def test_a_folder_of_ours(make, rng, tmp_path, tiny_translator):
    ours = Transformer.from_pretrained(make())
    tokenizer = tiny_translator.read_tokenizer()
    save_model(ours, tmp_path / "bart", tokenizer, task="summarize")
    again = load_model(tmp_path / "bart")
    source, mask, target = make_inputs(rng)
    np.testing.assert_array_equal(
        to_numpy(again(source, target, source_mask=mask)),
        to_numpy(ours(source, target, source_mask=mask)),
    )
    # A folder from before there was such a norm says nothing of it.
    file = tiny_translator.path / "config.json"
    assert "embedding_norm" in json.loads((tmp_path / "bart" / "config.json").read_text())["model"]
    assert not json.loads(file.read_text())["model"]["embedding_norm"]


@pytest.mark.one_backend
def test_files_without_the_prefix_or_with_a_head(make, rng):
    """As the bare model and the classifiers of the hub have them."""
    source, mask, target = make_inputs(rng)
    for head, prefix in (("Model", ""), ("ForSequenceClassification", "model.")):
        folder = make(head=head)
        names = load_file(folder / "model.safetensors")
        assert f"{prefix}encoder.layers.0.fc1.weight" in names
        theirs = load_theirs(folder)
        theirs.final_logits_bias.zero_()
        found = Transformer.from_pretrained(folder)(source, target, source_mask=mask)
        expected = their_logits(theirs, source, mask, target)
        assert np.abs(to_numpy(found) - expected).max() < 1e-4


def test_no_translator_is_made_of_it(make, tmp_path):
    with pytest.raises(ModelFormatError, match="must be 'marian' for a translator, got 'bart'"):
        convert_marian(make(), tmp_path / "translator", source_language="en", target_language="de")


def edit(folder, change):
    tensors = load_file(folder / "model.safetensors")
    save_file(change(tensors), folder / "model.safetensors", metadata={"format": "pt"})


def test_tensors_that_do_not_fit(make):
    name = "model.encoder.embed_positions.weight"
    folder = make()
    edit(folder, lambda tensors: tensors | {name: tensors[name][2:].copy()})
    message = r"'source_position_embedding\.embeddings' has shape \(22, 32\), expected \(24, 32\)"
    with pytest.raises(ModelFormatError, match=message):
        Transformer.from_pretrained(folder)
    edit(folder, lambda tensors: tensors | {name: np.array(1, "f4")})
    with pytest.raises(ModelFormatError, match=r"has shape \(\), expected \(24, 32\)"):
        Transformer.from_pretrained(folder)
    edit(folder, lambda tensors: {n: t for n, t in tensors.items() if n != name})
    with pytest.raises(ModelFormatError, match=r"'source_position_embedding\.embeddings'.*missing"):
        Transformer.from_pretrained(folder)
    folder = make()
    edit(folder, lambda tensors: tensors | {"model.encoder.layer_norm.bias": np.zeros(32, "f4")})
    with pytest.raises(ModelFormatError, match=r"no weight of a BART model with 2 \+ 1 layers"):
        Transformer.from_pretrained(folder)
    folder = make("pegasus")
    edit(folder, lambda tensors: tensors | {name: np.ones((24, 32), "f4")})
    with pytest.raises(ModelFormatError, match="other positions than the 24 sinusoids of Pegasus"):
        Transformer.from_pretrained(folder)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model_type": "t5"}, r"model_type must be one of \['bart', .*, got 't5'"),
        ({"model_type": ["bart"]}, r"got \['bart'\]"),
        ({"is_encoder_decoder": False}, "a BART decoder without an encoder"),
        ({"tie_word_embeddings": False}, "tie_word_embeddings must be true"),
        ({"decoder_ffn_dim": 64}, "ffn_dim must be the same, got 48 and 64"),
        ({"activation_function": "mish"}, "activation_function must be one of"),
        ({"d_model": None}, "model_dim must be of type int"),
    ],
)
def test_configurations_of_other_models(changes, message, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bart", **SMALL, **changes}))
    with pytest.raises(ModelFormatError, match=message):
        Transformer.from_pretrained(tmp_path)
