"""Our encoder computes what Hugging Face's does, from every file that it writes."""

import json

import keras
import numpy as np
import pytest
import torch
import transformers
from safetensors.numpy import load_file, save_file

from nlp_suite import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.models import Encoder

CLASSES = [
    "BertModel",
    "BertForMaskedLM",
    "BertForPreTraining",
    "BertForQuestionAnswering",
    "BertForSequenceClassification",
    "BertForTokenClassification",
    "BertForNextSentencePrediction",
    "DistilBertModel",
    "DistilBertForMaskedLM",
    "DistilBertForQuestionAnswering",
    "DistilBertForSequenceClassification",
]


def hidden_states(folder, token_ids, mask, segment_ids=None):
    model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    inputs = {"input_ids": torch.tensor(token_ids), "attention_mask": torch.tensor(mask).long()}
    if segment_ids is not None:
        inputs["token_type_ids"] = torch.tensor(segment_ids)
    with torch.no_grad():
        return model(**inputs).last_hidden_state.numpy()


def inputs(rng, vocabulary_size=99):
    mask = np.arange(17) < np.array([17, 5, 1, 12])[:, None]
    return np.where(mask, rng.integers(1, vocabulary_size, size=mask.shape), 0), mask


def check_parity(folder, rng, vocabulary_size=99, tolerance=1e-4):
    token_ids, mask = inputs(rng, vocabulary_size)
    ours = keras.ops.convert_to_numpy(Encoder.from_pretrained(folder)(token_ids, padding_mask=mask))
    theirs = hidden_states(folder, token_ids, mask)
    assert np.abs(ours - theirs)[mask].max() < tolerance


@pytest.mark.parametrize("class_name", CLASSES)
def test_every_class(class_name, make_checkpoint, rng):
    check_parity(make_checkpoint(class_name), rng)


@pytest.mark.parametrize("activation", ["relu", "gelu_new", "silu", "gelu_pytorch_tanh"])
def test_every_activation(activation, make_checkpoint, rng):
    check_parity(make_checkpoint("BertModel", hidden_act=activation), rng)


def test_sinusoidal_distilbert(make_checkpoint, rng):
    check_parity(make_checkpoint("DistilBertModel", sinusoidal_pos_embds=True), rng)


def test_segments(make_checkpoint, rng):
    folder = make_checkpoint("BertModel")
    token_ids, mask = inputs(rng)
    segment_ids = rng.integers(0, 2, size=token_ids.shape)
    ours = Encoder.from_pretrained(folder)(token_ids, padding_mask=mask, segment_ids=segment_ids)
    theirs = hidden_states(folder, token_ids, mask, segment_ids)
    assert np.abs(keras.ops.convert_to_numpy(ours) - theirs)[mask].max() < 1e-4


def test_shards(make_checkpoint, rng):
    folder = make_checkpoint("BertForMaskedLM", save={"max_shard_size": "20KB"})
    assert len(list(folder.glob("model-*.safetensors"))) > 2
    check_parity(folder, rng)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_files(dtype, make_checkpoint, rng):
    check_parity(make_checkpoint("BertModel", dtype=dtype), rng)


def test_names_of_checkpoints_converted_from_tensorflow(make_checkpoint, rng):
    folder = make_checkpoint("BertForMaskedLM")
    edit(
        folder,
        lambda tensors: {
            name.replace("LayerNorm.weight", "LayerNorm.gamma").replace(
                "LayerNorm.bias", "LayerNorm.beta"
            ): array
            for name, array in tensors.items()
        },
    )
    token_ids, mask = inputs(rng)
    ours = Encoder.from_pretrained(folder)(token_ids, padding_mask=mask)
    theirs = hidden_states(make_checkpoint("BertForMaskedLM"), token_ids, mask)
    assert np.abs(keras.ops.convert_to_numpy(ours) - theirs)[mask].max() < 1e-4


def test_real_weights(minilm_folder, rng):
    """all-MiniLM-L6-v2, hidden states of real sentences, padded."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(minilm_folder)
    batch = tokenizer(
        ["A bicycle has two wheels.", "Yes.", "Tin melts at 232 °C, lead at 327 °C; why?"],
        padding=True,
        return_tensors="np",
    )
    token_ids, mask = batch["input_ids"], batch["attention_mask"]
    encoder = Encoder.from_pretrained(minilm_folder)
    ours = keras.ops.convert_to_numpy(encoder(token_ids, padding_mask=mask))
    theirs = hidden_states(minilm_folder, token_ids, mask)
    assert np.abs(ours - theirs)[mask == 1].max() < 1e-4
    check_parity(minilm_folder, rng, vocabulary_size=30_000)


def edit(folder, change):
    tensors = load_file(folder / "model.safetensors")
    save_file(change(tensors), folder / "model.safetensors", metadata={"format": "pt"})


def test_a_tensor_that_nobody_knows(make_checkpoint):
    folder = make_checkpoint("BertModel")
    edit(folder, lambda t: t | {"bert.encoder.layer.0.adapter.weight": np.ones(2, "f4")})
    with pytest.raises(ModelFormatError, match=r"'bert\.encoder\.layer\.0\.adapter\.weight'"):
        Encoder.from_pretrained(folder)


def test_a_layer_more_than_configured(make_checkpoint):
    folder = make_checkpoint("BertModel")
    edit_config(folder, num_hidden_layers=2)
    with pytest.raises(ModelFormatError, match=r"layer\.2\."):
        Encoder.from_pretrained(folder)


def test_a_missing_tensor(make_checkpoint):
    folder = make_checkpoint("DistilBertModel")
    edit(folder, lambda t: {k: v for k, v in t.items() if "layer.1.ffn.lin2.bias" not in k})
    with pytest.raises(ModelFormatError, match=r"layers\.1\.feed_forward\.output\.bias.*missing"):
        Encoder.from_pretrained(folder)


def test_a_tensor_twice(make_checkpoint):
    folder = make_checkpoint("BertModel")
    name = "embeddings.word_embeddings.weight"
    edit(folder, lambda t: t | {f"bert.{name}": t[name]})
    with pytest.raises(ModelFormatError, match="two tensors"):
        Encoder.from_pretrained(folder)


def test_a_shape_that_differs(make_checkpoint):
    folder = make_checkpoint("BertModel")
    edit_config(folder, vocab_size=100)
    with pytest.raises(ModelFormatError, match=r"shape \(99, 32\), expected \(100, 32\)"):
        Encoder.from_pretrained(folder)


def edit_config(folder, **changes):
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model_type": "roberta"}, "got 'roberta'"),
        ({"position_embedding_type": "relative_key"}, "got 'relative_key'"),
        ({"is_decoder": True}, "decoder"),
        ({"hidden_act": "mish"}, "got 'mish'"),
        ({"hidden_size": "wide"}, "model_dim must be of type int"),
    ],
)
def test_other_kinds_of_model(changes, message, make_checkpoint):
    folder = make_checkpoint("BertModel")
    edit_config(folder, **changes)
    with pytest.raises(ModelFormatError, match=message):
        Encoder.from_pretrained(folder)


def test_truncated_weights(make_checkpoint):
    folder = make_checkpoint("BertModel")
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ModelFormatError, match="no complete safetensors file"):
        Encoder.from_pretrained(folder)


def test_a_shard_outside_the_folder(make_checkpoint):
    folder = make_checkpoint("BertModel", save={"max_shard_size": "20KB"})
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"x": "../other.safetensors"}}))
    with pytest.raises(ModelFormatError, match="outside the folder"):
        Encoder.from_pretrained(folder)


def test_a_folder_without_a_model(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(ModelFormatError, match=r"no config\.json.*notes\.txt"):
        Encoder.from_pretrained(tmp_path)


def test_only_pytorch_s_own_format(make_checkpoint):
    folder = make_checkpoint("BertModel")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelFormatError, match="save_pretrained"):
        Encoder.from_pretrained(folder)


def test_a_hub_id_needs_a_revision():
    with pytest.raises(InvalidInputError, match="revision="):
        Encoder.from_pretrained("owner/no-such-model")


def test_offline_says_where_it_looked(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotAvailableError, match=r"'owner/no-such-model'.*cache.*hf download"):
        Encoder.from_pretrained("owner/no-such-model", revision="main")


def test_an_impossible_id():
    with pytest.raises(ModelNotAvailableError, match="neither a local folder nor"):
        Encoder.from_pretrained("no/such/folder/at/all", revision="main")
