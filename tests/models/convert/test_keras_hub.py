"""KerasHub's backbones become our encoders."""

import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.models import Encoder, ModelFolder, load_model, save_keras_hub

keras_hub = pytest.importorskip("keras_hub")

to_numpy = keras.ops.convert_to_numpy
SMALL = {
    "vocabulary_size": 60,
    "num_layers": 2,
    "num_heads": 4,
    "hidden_dim": 32,
    "intermediate_dim": 48,
    "max_sequence_length": 20,
}
PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *"abcdefghijklmnop.,!?",
    "the",
    "##e",
    "##s",
]


@pytest.fixture(params=["BertBackbone", "DistilBertBackbone"])
def backbone(request):
    backbone = getattr(keras_hub.models, request.param)(**SMALL, dropout=0.25)
    rng = np.random.default_rng(5)
    # Fresh biases are zero and fresh norms one: nothing to confuse.
    backbone.set_weights([w + rng.normal(0, 0.2, w.shape) for w in backbone.get_weights()])
    return backbone


def hidden_states(backbone, token_ids, mask, segment_ids):
    inputs = {"token_ids": token_ids, "padding_mask": mask}
    if "segment_ids" in backbone.input:
        inputs["segment_ids"] = segment_ids
    output = backbone(inputs)
    return to_numpy(output["sequence_output"] if isinstance(output, dict) else output)


def test_the_same_hidden_states(backbone, rng):
    mask = np.arange(20) < np.array([20, 7, 1])[:, None]
    token_ids = np.where(mask, rng.integers(1, 60, size=mask.shape), 0)
    segment_ids = rng.integers(0, 2, size=mask.shape)
    expected = hidden_states(backbone, token_ids, mask, segment_ids)
    encoder = Encoder.from_keras_hub(backbone)
    ours = to_numpy(encoder(token_ids, padding_mask=mask, segment_ids=segment_ids))
    assert np.abs(ours - expected)[mask].max() < 1e-4
    bert = type(backbone).__name__ == "BertBackbone"
    assert encoder.config.activation == ("gelu_tanh" if bert else "gelu")
    assert encoder.config.dropout == 0.25


def test_a_backbone_as_a_summarizer_s_model(backbone, article, tmp_path):
    import nlp_suite

    theirs = keras_hub.models.BertTokenizer(vocabulary=PIECES, lowercase=True)
    summarizer = nlp_suite.load("summarize", model=backbone, tokenizer=theirs, threads=1)
    summary = summarizer(article, sentences=3, method="semantic")
    assert len(summary.sentences) == 3
    assert summary.model == backbone.name
    save_keras_hub(backbone, tmp_path / "folder", theirs)
    again = nlp_suite.load("summarize", model=tmp_path / "folder", threads=1)
    assert again(article, sentences=3, method="semantic").sentences == summary.sentences


def test_the_folder(backbone, tmp_path):
    theirs = keras_hub.models.BertTokenizer(vocabulary=PIECES, lowercase=True)
    save_keras_hub(backbone, tmp_path / "folder", theirs, card="# Mine")
    folder = ModelFolder.open(tmp_path / "folder")
    assert (folder.architecture, folder.task) == ("Encoder", "summarize")
    assert dict(folder.options) == {"pooling": "mean", "window": 20}
    encoder = Encoder.from_keras_hub(backbone)
    for ours, copy in zip(
        encoder.get_weights(), load_model(folder.path).get_weights(), strict=True
    ):
        np.testing.assert_array_equal(ours, copy)
    tokenizer = folder.read_tokenizer()
    for text in ("The apple, the pods!", "Élan? CAFE.", "bees  \n\t of 国 feed", "", "?!"):
        assert tokenizer.encode(text, add_special_tokens=False).ids == theirs(text).tolist(), text
    assert tokenizer.encode("a", "b").tokens == ["[CLS]", "a", "[SEP]", "b", "[SEP]"]
    assert tokenizer.encode("a", "b").type_ids == [0, 0, 0, 1, 1]


def test_a_reader_from_a_backbone(tmp_path):
    from nlp_suite.models import SpanExtractor

    backbone = keras_hub.models.DistilBertBackbone(**SMALL)
    theirs = keras_hub.models.DistilBertTokenizer(vocabulary=PIECES, lowercase=True)
    save_keras_hub(backbone, tmp_path / "folder", theirs)
    extractor = SpanExtractor.from_encoder(tmp_path / "folder")
    assert extractor(np.array([[2, 5, 3, 6, 7, 3]])).shape == (1, 6, 2)


def test_what_is_no_backbone_of_that_kind():
    with pytest.raises(InvalidInputError, match="BertBackbone or DistilBertBackbone, got str"):
        Encoder.from_keras_hub("bert_base_en_uncased")
    albert = keras_hub.models.AlbertBackbone(**SMALL, embedding_dim=8)
    with pytest.raises(InvalidInputError, match="got AlbertBackbone"):
        Encoder.from_keras_hub(albert)


def test_what_our_encoder_does_not_do():
    backbone = keras_hub.models.BertBackbone(**SMALL)
    backbone.transformer_layers[0].activation = keras.activations.softplus
    with pytest.raises(ModelFormatError, match="activation must be one of"):
        Encoder.from_keras_hub(backbone)
    backbone = keras_hub.models.BertBackbone(**SMALL)
    backbone.enable_lora(2)
    with pytest.raises(ModelFormatError, match="which BERT's encoder has not"):
        Encoder.from_keras_hub(backbone)


def test_a_tokenizer_of_another_kind(tmp_path):
    import nlp_suite

    backbone = keras_hub.models.BertBackbone(**SMALL)
    with pytest.raises(InvalidInputError, match="tokenizer must be a tokenizers"):
        nlp_suite.load("summarize", model=backbone)
    with pytest.raises(InvalidInputError, match="tokenizer goes with a KerasHub backbone"):
        nlp_suite.load("summarize", tokenizer=object())
    with pytest.raises(InvalidInputError, match="got str"):
        save_keras_hub(backbone, tmp_path / "folder", "tokenizer.json")
