"""What every model that takes a mask makes of it."""

import keras
import numpy as np
import pytest

from nlp_suite.decoding import greedy_decode
from nlp_suite.errors import InvalidInputError
from nlp_suite.models import (
    Encoder,
    RecurrentForecaster,
    Seq2Seq,
    SpanExtractor,
    Transformer,
    TransformerConfig,
)

to_numpy = keras.ops.convert_to_numpy

IDS = np.array([[5, 8, 2, 7], [3, 9, 6, 4]])
TARGET = np.array([[1, 6, 2], [1, 4, 8]])
VISIBLE = np.array([[True, True, True, False], [True, True, False, False]])


@pytest.fixture(scope="module")
def models():
    """Each takes ids and a mask of them; and whether its outputs stand at their positions."""
    encoder = {"vocabulary_size": 12, "num_layers": 1, "model_dim": 8, "num_heads": 2}
    encoder |= {"feed_forward_dim": 16, "max_length": 8}
    sizes = {"source_vocabulary_size": 12, "target_vocabulary_size": 12}
    transformer = Transformer(**TransformerConfig.preset("tiny", **sizes).to_dict())
    widths = {"embedding_dim": 4, "encoder_units": 4, "decoder_units": 4}
    seq2seq = Seq2Seq(**sizes, **widths)
    forecaster = RecurrentForecaster(units=2, attention="shared")

    def forecast(ids, mask):
        return forecaster(ids[..., None].astype("float32"), padding_mask=mask)

    def step(ids, mask):
        cache = transformer.make_cache(transformer.encode(ids, mask), length=3)
        return transformer.decode_step(TARGET, cache, start=0, source_mask=mask)[0]

    def step_target(ids, mask):
        cache = transformer.make_cache(transformer.encode(TARGET), length=4)
        return transformer.decode_step(ids, cache, start=0, target_mask=mask)[0]

    return {
        "encoder": (Encoder(**encoder), True),
        "span_extractor": (SpanExtractor(**encoder), True),
        "transformer": (lambda ids, mask: transformer(ids, TARGET, mask), False),
        "transformer's target": (lambda ids, mask: transformer(TARGET, ids, None, mask), True),
        "transformer's step": (step, False),
        "transformer's own step": (step_target, True),
        "seq2seq": (lambda ids, mask: seq2seq(ids, TARGET, mask), False),
        "seq2seq's target": (lambda ids, mask: seq2seq(TARGET, ids, None, mask), True),
        "seq2seq's search": (
            lambda ids, mask: greedy_decode(seq2seq, ids, mask, start_id=1, end_id=2, max_length=4),
            False,
        ),
        "forecaster": (forecast, False),
    }


NAMES = ["encoder", "span_extractor", "transformer", "transformer's target", "transformer's step"]
NAMES += ["transformer's own step", "seq2seq", "seq2seq's target", "seq2seq's search", "forecaster"]


@pytest.mark.parametrize("name", NAMES)
def test_a_padded_position_never_changes_an_output(name, models):
    """Whatever type a mask has, such as a tokenizer's attention_mask of integers."""
    call, has_positions = models[name]

    def real(ids, mask):
        output = to_numpy(call(ids, mask))
        return output[VISIBLE] if has_positions else output

    expected = real(IDS, VISIBLE)
    other = np.where(VISIBLE, IDS, 11 - IDS)
    for mask in (VISIBLE, VISIBLE.astype("int64"), VISIBLE.astype("float32")):
        np.testing.assert_array_equal(real(other, mask), expected)


@pytest.mark.parametrize("name", NAMES)
def test_what_no_model_takes(name, models):
    call, _ = models[name]
    with pytest.raises(InvalidInputError, match="of an additive mask give mask == 0"):
        call(IDS, np.where(VISIBLE, 0.0, -np.inf).astype("float32"))
    with pytest.raises(InvalidInputError, match=r"a padding mask must have the shape \(B, T\) ="):
        call(IDS, VISIBLE[:, None])


def test_a_forecaster_uses_the_mask_of_a_masking_layer():
    series = np.array([[1.0, 2, 3, 0], [4, 5, 0, 0]], "float32")[..., None]
    for attention in ("none", "shared"):
        forecaster = RecurrentForecaster(units=2, attention=attention)
        inputs = keras.Input((None, 1))
        model = keras.Model(inputs, forecaster(keras.layers.Masking()(inputs)))
        expected = to_numpy(forecaster(series, padding_mask=series[..., 0] != 0))
        np.testing.assert_allclose(to_numpy(model(series)), expected, atol=1e-6)
