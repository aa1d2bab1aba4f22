"""What a recurrent model with attention must learn: to reverse, and where to look for it."""

import keras
import numpy as np
import pytest

from nlp_suite.decoding import beam_decode, greedy_decode
from nlp_suite.layers import padding_mask
from nlp_suite.models import Seq2Seq

START, END, FIRST_SYMBOL, SYMBOLS, SHORTEST, LONGEST = 1, 2, 3, 6, 3, 5


def words_and_their_reverse(rng, number):
    source = np.zeros((number, LONGEST), "int32")
    target = np.zeros((number, LONGEST + 2), "int32")
    for row, length in enumerate(rng.integers(SHORTEST, LONGEST + 1, number)):
        word = rng.integers(FIRST_SYMBOL, FIRST_SYMBOL + SYMBOLS, length)
        source[row, :length] = word
        target[row, : length + 2] = [START, *word[::-1], END]
    return source, target


@pytest.mark.one_backend
def test_learns_to_reverse_and_looks_at_the_symbol_it_writes():
    keras.utils.set_random_seed(5)
    rng = np.random.default_rng(5)
    seq2seq = Seq2Seq(
        source_vocabulary_size=FIRST_SYMBOL + SYMBOLS,
        target_vocabulary_size=FIRST_SYMBOL + SYMBOLS,
        embedding_dim=16,
        encoder_units=24,
        decoder_units=32,
    )
    inputs = [keras.Input((LONGEST,), dtype="int32"), keras.Input((LONGEST + 1,), dtype="int32")]
    model = keras.Model(inputs, seq2seq(*inputs, *(padding_mask(ids) for ids in inputs)))
    steps = 300
    source, target = words_and_their_reverse(rng, steps * 64)
    model.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-2, steps)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(
        [source, target[:, :-1]],
        target[:, 1:],
        sample_weight=(target[:, 1:] != 0).astype("float32"),
        batch_size=64,
        verbose=0,
    )

    source, target = words_and_their_reverse(rng, 100)
    written = greedy_decode(seq2seq, source, source != 0, START, END, LONGEST + 1)
    written = np.pad(written, ((0, 0), (0, LONGEST + 1 - written.shape[1])))
    assert (written == target[:, 1:]).all(axis=1).mean() > 0.95

    found = beam_decode(
        seq2seq, source, source != 0, START, END, LONGEST + 1, beam_size=3, attention=True
    )
    on_the_diagonal = []
    for (best,), length in zip(found, (source != 0).sum(axis=1), strict=True):
        places = best.attention.argmax(axis=1)
        expected = np.arange(length)[::-1][: len(places)]
        on_the_diagonal += list(places[: len(expected)] == expected)
    assert np.mean(on_the_diagonal) > 0.9
