import keras
import numpy as np
import pytest
import torch
import transformers
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.models import (
    Encoder,
    ModelFolder,
    SpanExtractor,
    SpanExtractorConfig,
    load_model,
    save_model,
)
from nlp_suite.models.parameters import named_parameters

to_numpy = keras.ops.convert_to_numpy

TINY = {
    "vocabulary_size": 50,
    "num_layers": 2,
    "model_dim": 16,
    "num_heads": 2,
    "feed_forward_dim": 32,
    "max_length": 12,
}


@pytest.fixture(scope="module")
def extractor():
    return SpanExtractor(**TINY)


@pytest.fixture
def tokenizer():
    from tokenizers import Tokenizer, models

    return Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1}, "[UNK]"))


def test_logits_of_an_encoder_and_a_linear_layer(extractor):
    token_ids, segment_ids = np.array([[5, 8, 2], [7, 3, 9]]), np.array([[0, 0, 1], [0, 1, 1]])
    logits = to_numpy(extractor(token_ids, segment_ids=segment_ids))
    hidden = to_numpy(extractor.backbone(token_ids, segment_ids=segment_ids))
    head = {name: to_numpy(v) for name, v in named_parameters(extractor).items() if "head" in name}
    assert logits.shape == (2, 3, 2)
    expected = hidden @ head["span_head.kernel"] + head["span_head.bias"]
    np.testing.assert_allclose(logits, expected, atol=1e-5)


def test_parameter_names_are_the_configuration_s(extractor):
    shapes = {name: tuple(v.shape) for name, v in named_parameters(extractor).items()}
    assert shapes == extractor.config.parameter_shapes()
    assert list(shapes)[-2:] == ["span_head.kernel", "span_head.bias"]
    # What an exporter of encoders looks for is there.
    encoder = named_parameters(Encoder(**TINY))
    assert list(shapes)[:-2] == list(encoder)


@given(st.integers(0, 2**31), st.lists(st.integers(1, 8), min_size=1, max_size=4))
def test_padding_never_changes_an_output(extractor, seed, lengths):
    rng = np.random.default_rng(seed)
    mask = np.arange(8) < np.array(lengths)[:, None]
    token_ids = rng.integers(1, 50, size=mask.shape)
    segments = rng.integers(0, 2, size=mask.shape)
    before = to_numpy(extractor(token_ids, padding_mask=mask, segment_ids=segments))
    other = np.where(mask, token_ids, rng.integers(0, 50, size=mask.shape))
    segments = np.where(mask, segments, 1 - segments)
    after = to_numpy(extractor(other, padding_mask=mask, segment_ids=segments))
    np.testing.assert_array_equal(after[mask], before[mask])


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16", "float32"])
def test_logits_are_float32(policy):
    extractor = SpanExtractor(**TINY, dtype=policy)
    assert keras.backend.standardize_dtype(extractor(np.array([[5, 8, 2]])).dtype) == "float32"
    assert {keras.backend.standardize_dtype(w.dtype) for w in extractor.weights} == {"float32"}
    assert extractor.backbone.dtype_policy.name == policy


@pytest.mark.parametrize(
    "class_name", ["BertForQuestionAnswering", "DistilBertForQuestionAnswering"]
)
def test_parity_with_hugging_face(class_name, make_checkpoint, rng):
    folder = make_checkpoint(class_name)
    mask = np.arange(17) < np.array([17, 5, 1, 12])[:, None]
    token_ids = np.where(mask, rng.integers(1, 99, size=mask.shape), 0)
    segment_ids = rng.integers(0, 2, size=mask.shape)
    inputs = {"input_ids": torch.tensor(token_ids), "attention_mask": torch.tensor(mask).long()}
    if class_name.startswith("Bert"):
        inputs["token_type_ids"] = torch.tensor(segment_ids)
    theirs = getattr(transformers, class_name).from_pretrained(folder).eval()
    with torch.no_grad():
        output = theirs(**inputs)
    expected = np.stack([output.start_logits.numpy(), output.end_logits.numpy()], axis=-1)
    extractor = SpanExtractor.from_pretrained(folder)
    ours = to_numpy(extractor(token_ids, padding_mask=mask, segment_ids=segment_ids))
    assert np.abs(ours - expected)[mask].max() < 1e-4
    assert np.abs(expected[mask]).max() > 0.1


def test_a_checkpoint_without_the_head(make_checkpoint):
    with pytest.raises(ModelFormatError, match=r"'span_head\.kernel' of shape \(32, 2\) is miss"):
        SpanExtractor.from_pretrained(make_checkpoint("BertModel"))


def test_a_new_head_on_a_checkpoint(make_checkpoint):
    folder = make_checkpoint("BertForQuestionAnswering")
    encoder = named_parameters(Encoder.from_pretrained(folder))
    first, again, other = (
        SpanExtractor.from_encoder(folder, seed=seed, dropout=0.25) for seed in (1, 1, 2)
    )
    assert first.config.dropout == 0.25
    ours = named_parameters(first)
    for name, variable in encoder.items():
        np.testing.assert_array_equal(to_numpy(ours[name]), to_numpy(variable))
    kernels = [to_numpy(e.span_head.kernel) for e in (first, again, other)]
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert np.abs(kernels[0] - kernels[2]).max() > 0.01
    checkpoint = to_numpy(SpanExtractor.from_pretrained(folder).span_head.kernel)
    assert np.abs(kernels[0] - checkpoint).max() > 0.01


def test_a_new_head_on_a_shipped_encoder():
    extractor = SpanExtractor.from_encoder("all-MiniLM-L6-v2")
    assert extractor.count_params() < 23e6
    assert extractor.config.num_layers == 6


def test_changes_of_the_configuration(make_checkpoint):
    folder = make_checkpoint("BertModel")
    with pytest.raises(InvalidInputError, match="did you mean 'dropout'"):
        SpanExtractor.from_encoder(folder, drop_out=0.2)
    with pytest.raises(ModelFormatError, match=r"layers\.2\..*no parameter of this model"):
        SpanExtractor.from_encoder(folder, num_layers=2)


def test_the_model_folder(extractor, tokenizer, tmp_path):
    save_model(extractor, tmp_path / "reader", tokenizer, options={"window": 12})
    folder = ModelFolder.open(tmp_path / "reader")
    assert (folder.architecture, folder.task) == ("SpanExtractor", "answer")
    assert isinstance(folder.config, SpanExtractorConfig)
    for loaded in (load_model(folder.path), SpanExtractor.from_pretrained(folder.path)):
        for ours, theirs in zip(loaded.get_weights(), extractor.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    # Its encoder alone, and a new head on it.
    encoder = Encoder.from_pretrained(folder.path)
    assert type(encoder.config).__name__ == "EncoderConfig"
    token_ids = np.array([[5, 8, 2]])
    np.testing.assert_array_equal(
        to_numpy(encoder(token_ids)), to_numpy(extractor.backbone(token_ids))
    )
    again = SpanExtractor.from_encoder(folder.path)
    assert np.abs(to_numpy(again.span_head.kernel) - to_numpy(extractor.span_head.kernel)).max()


def test_an_encoder_s_folder_is_no_span_extractor(tokenizer, tmp_path):
    save_model(Encoder(**TINY), tmp_path / "encoder", tokenizer)
    with pytest.raises(ModelFormatError, match="must be 'SpanExtractor', got 'Encoder'"):
        SpanExtractor.from_pretrained(tmp_path / "encoder")


def test_saves_as_a_keras_file(extractor, tmp_path):
    token_ids = keras.Input((None,), dtype="int32")
    output = extractor(token_ids)
    assert output.shape == (None, None, 2)
    model = keras.Model(token_ids, output)
    model.save(tmp_path / "reader.keras")
    batch = np.array([[5, 8, 2], [7, 3, 9]])
    loaded = keras.models.load_model(tmp_path / "reader.keras")
    np.testing.assert_allclose(
        loaded.predict(batch, verbose=0), model.predict(batch, verbose=0), atol=1e-6
    )


def test_config_round_trip(extractor):
    clone = SpanExtractor.from_config(extractor.get_config())
    assert clone.config == extractor.config
    assert clone.get_config() == extractor.get_config()


def test_learns_to_find_a_marked_token():
    """The answer is the token behind the mark, wherever that stands."""
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(3)
    token_ids = rng.integers(2, 50, size=(1024, 10))
    marks = rng.integers(1, 9, size=1024)
    token_ids[np.arange(1024), marks] = 1
    tiny = TINY | {"num_layers": 1, "model_dim": 32}
    extractor = SpanExtractor(**tiny, dropout=0.0, attention_dropout=0.0)
    inputs = keras.Input((10,), dtype="int32")
    model = keras.Model(inputs, keras.ops.transpose(extractor(inputs), (0, 2, 1)))
    model.compile(
        optimizer=keras.optimizers.Adam(5e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    labels = np.stack([marks + 1, marks + 1], axis=1)
    model.fit(token_ids[:896], labels[:896], epochs=12, batch_size=64, verbose=0)
    predicted = model.predict(token_ids[896:], verbose=0).argmax(axis=-1)
    assert (predicted == labels[896:]).mean() > 0.97
