import pytest

from nlp_suite.layers import DecoderLayer, EncoderLayer
from nlp_suite.models import layer_summary


def rows(text):
    return [line.split() for line in text.splitlines()]


def test_encoder_layer():
    text = layer_summary(EncoderLayer(8, feed_forward_dim=2048, key_dim=8), model_dim=512)
    named = {row[0]: row for row in rows(text)}
    assert named["attention"][-1] == "131,776"
    assert named["feed_forward"][-1] == "2,099,712"
    assert named["total"][-1] == "2,233,536"
    assert "(None, 5, 512)" in text
    order = [row[0] for row in rows(text)]
    assert order.index("attention") < order.index("attention_norm") < order.index("feed_forward")


@pytest.mark.parametrize(("shared", "total"), [(True, "2,365,312"), (False, "2,366,336")])
def test_decoder_layer(shared, total):
    layer = DecoderLayer(8, feed_forward_dim=2048, key_dim=8, shared_attention_norm=shared)
    text = layer_summary(layer, model_dim=512, length=4, source_length=9)
    named = {row[0]: row for row in rows(text)}
    assert named["cross_attention"][-1] == "131,776"
    assert ("cross_attention_norm" in named) != shared
    assert named["total"][-1] == total
    assert "(None, 4, 512)" in text
    assert "(None, 9, 512)" in text
    # Nothing that depends on what else was made in the same process.
    assert text == layer_summary(layer, model_dim=512, length=4, source_length=9)


def test_pre_norm_shows_the_norm_first():
    text = layer_summary(EncoderLayer(2, feed_forward_dim=8, pre_norm=True), model_dim=4)
    order = [row[0] for row in rows(text)]
    assert order.index("attention_norm") < order.index("attention")
