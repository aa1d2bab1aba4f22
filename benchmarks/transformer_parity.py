"""Compare our encoder and decoder layers with KerasHub's; prints a Markdown table.

    KERAS_BACKEND=jax python benchmarks/transformer_parity.py

The sizes are the paper's base model's; the weights are random and the same on both sides.
"""

from typing import Any

import keras
import keras_hub
import numpy as np

from nlp_suite.layers import DecoderLayer, EncoderLayer, MultiHeadAttention

DIM, HEADS, HIDDEN = 512, 8, 2048
LENGTHS = np.array([64, 40, 7, 1])
MASK = np.arange(64) < LENGTHS[:, None]
SOURCE_MASK = np.arange(80) < np.array([80, 3, 55, 20])[:, None]


def copy_attention(theirs: Any, ours: MultiHeadAttention) -> None:
    """Give our attention KerasHub's weights, which have an axis a head."""
    for name in ("query", "key", "value"):
        kernel, bias = getattr(theirs, f"_{name}_dense").get_weights()
        getattr(ours, name).set_weights([kernel.reshape(DIM, DIM), bias.reshape(DIM)])
    kernel, bias = theirs._output_dense.get_weights()
    ours.output_projection.set_weights([kernel.reshape(DIM, DIM), bias])


def copy_feed_forward(theirs: Any, ours: Any) -> None:
    """Give our feed-forward network and its norm KerasHub's weights."""
    ours.feed_forward.hidden.set_weights(theirs._feedforward_intermediate_dense.get_weights())
    ours.feed_forward.output_projection.set_weights(theirs._feedforward_output_dense.get_weights())
    ours.feed_forward_norm.set_weights(theirs._feedforward_layer_norm.get_weights())


def randomize(layer: Any, rng: np.random.Generator) -> None:
    """Move biases from zero and norms from one, so that nothing can be confused."""
    layer.set_weights([w + rng.normal(0, 0.02, w.shape) for w in layer.get_weights()])


def difference(ours: Any, theirs: Any) -> str:
    """Give the largest absolute difference at a real position."""
    a, b = (keras.ops.convert_to_numpy(x) for x in (ours, theirs))
    return f"{np.abs(a - b)[MASK].max():.1e}"


def encoder_layers(pre_norm: bool) -> str:
    """Compare an encoder layer of each library."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(len(LENGTHS), 64, DIM)).astype("float32")
    theirs = keras_hub.layers.TransformerEncoder(HIDDEN, HEADS, normalize_first=pre_norm)
    theirs.build(x.shape)
    randomize(theirs, rng)
    ours = EncoderLayer(HEADS, HIDDEN, pre_norm=pre_norm, layer_norm_epsilon=1e-5)
    ours.build(x.shape)
    copy_attention(theirs._self_attention_layer, ours.attention)
    ours.attention_norm.set_weights(theirs._self_attention_layer_norm.get_weights())
    copy_feed_forward(theirs, ours)
    return difference(ours(x, padding_mask=MASK), theirs(x, padding_mask=MASK))


def decoder_layers(pre_norm: bool, *, cached: bool = False) -> str:
    """Compare a decoder layer of each library, or ours step by step with theirs at once."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(len(LENGTHS), 64, DIM)).astype("float32")
    source = rng.normal(size=(len(LENGTHS), 80, DIM)).astype("float32")
    theirs = keras_hub.layers.TransformerDecoder(HIDDEN, HEADS, normalize_first=pre_norm)
    theirs.build(x.shape, source.shape)
    randomize(theirs, rng)
    ours = DecoderLayer(HEADS, HIDDEN, pre_norm=pre_norm, layer_norm_epsilon=1e-5)
    ours.build(x.shape, source.shape)
    copy_attention(theirs._self_attention_layer, ours.self_attention)
    copy_attention(theirs._cross_attention_layer, ours.cross_attention)
    ours.self_attention_norm.set_weights(theirs._self_attention_layer_norm.get_weights())
    ours.cross_attention_norm.set_weights(theirs._cross_attention_layer_norm.get_weights())
    copy_feed_forward(theirs, ours)
    expected = theirs(x, source, decoder_padding_mask=MASK, encoder_padding_mask=SOURCE_MASK)
    if not cached:
        return difference(ours(x, source, MASK, SOURCE_MASK), expected)
    cache, steps = ours.make_cache(source, 64), []
    for i in range(64):
        step, cache = ours(x[:, i : i + 1], encoder_padding_mask=SOURCE_MASK, cache=cache, start=i)
        steps.append(keras.ops.convert_to_numpy(step))
    return difference(np.concatenate(steps, axis=1), expected)


def main() -> None:
    """Measure and print."""
    print(f"Keras {keras.__version__}, KerasHub {keras_hub.__version__}, {keras.backend.backend()}")
    print("\n| layer | post-norm | pre-norm |")
    print("|---|---|---|")
    print(f"| encoder | {encoder_layers(False)} | {encoder_layers(True)} |")
    print(f"| decoder | {decoder_layers(False)} | {decoder_layers(True)} |")
    step_by_step = [decoder_layers(pre_norm, cached=True) for pre_norm in (False, True)]
    print(f"| decoder, ours step by step | {' | '.join(step_by_step)} |")


if __name__ == "__main__":
    main()
