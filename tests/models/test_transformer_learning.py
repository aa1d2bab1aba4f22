"""What a Transformer that works must learn: to copy and to reverse."""

import keras
import numpy as np
import pytest

from nlp_suite.decoding import greedy_decode
from nlp_suite.layers import padding_mask
from nlp_suite.models import Transformer, TransformerConfig

START, END, FIRST_SYMBOL, SYMBOLS, LONGEST = 1, 2, 3, 8, 6


def sequences(rng, number, reverse):
    """Random words of 1 to 6 of 8 symbols, and what shall be written for each."""
    source = np.zeros((number, LONGEST), "int32")
    target = np.zeros((number, LONGEST + 2), "int32")
    for row, length in enumerate(rng.integers(1, LONGEST + 1, number)):
        word = rng.integers(FIRST_SYMBOL, FIRST_SYMBOL + SYMBOLS, length)
        source[row, :length] = word
        target[row, : length + 2] = [START, *(word[::-1] if reverse else word), END]
    return source, target


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reverse", "epochs"),
    [
        pytest.param(False, 2, id="copy"),
        pytest.param(True, 5, id="reverse", marks=pytest.mark.one_backend),
    ],
)
def test_learns_to(reverse, epochs):
    keras.utils.set_random_seed(5)
    rng = np.random.default_rng(5)
    config = TransformerConfig.preset(
        "tiny",
        source_vocabulary_size=FIRST_SYMBOL + SYMBOLS,
        target_vocabulary_size=FIRST_SYMBOL + SYMBOLS,
        num_encoder_layers=1,
        num_decoder_layers=1,
        dropout=0.0,
    )
    transformer = Transformer(**config.to_dict())
    inputs = [keras.Input((None,), dtype="int32") for _ in range(2)]
    masks = [padding_mask(ids) for ids in inputs]
    model = keras.Model(inputs, transformer(*inputs, *masks))
    source, target = sequences(rng, 16_384, reverse)
    steps = epochs * len(source) // 128
    model.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(5e-3, steps)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(
        [source, target[:, :-1]],
        target[:, 1:],
        sample_weight=(target[:, 1:] != 0).astype("float32"),
        epochs=epochs,
        batch_size=128,
        verbose=0,
    )

    source, target = sequences(rng, 500, reverse)
    written = greedy_decode(transformer, source, source != 0, START, END, LONGEST + 1)
    written = np.pad(written, ((0, 0), (0, LONGEST + 1 - written.shape[1])))
    assert (written == target[:, 1:]).all(axis=1).mean() > 0.99
