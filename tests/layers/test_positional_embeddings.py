import keras
import numpy as np
import pytest

from nlp_suite import InvalidInputError
from nlp_suite.layers import LearnedPositionalEmbedding, SinusoidalPositionalEmbedding
from nlp_suite.layers.sinusoids import sinusoidal_positions

to_numpy = keras.ops.convert_to_numpy

PUBLISHED = [
    [0.0, 1.0, 0.0, 1.0],
    [0.84147098, 0.54030231, 0.09983342, 0.99500417],
    [0.90929743, -0.41614684, 0.19866933, 0.98006658],
    [0.14112001, -0.9899925, 0.29552021, 0.95533649],
]


def test_published_matrix():
    np.testing.assert_allclose(sinusoidal_positions(4, 4, base=100), PUBLISHED, atol=5e-9)


@pytest.mark.one_backend
def test_published_sentences_get_their_positions():
    sentences = ["I am a robot", "you too robot"]
    vectorize = keras.layers.TextVectorization(max_tokens=10, output_sequence_length=5)
    vectorize.adapt(sentences)
    words = ["", "[UNK]", "robot", "you", "too", "i", "am", "a"]
    assert [str(word) for word in vectorize.get_vocabulary()] == words
    ids = to_numpy(vectorize(sentences))
    np.testing.assert_array_equal(ids, [[5, 6, 7, 2, 0], [3, 4, 2, 0, 0]])
    vectors = keras.layers.Embedding(10, 6)(ids)
    for layer in (SinusoidalPositionalEmbedding(), LearnedPositionalEmbedding(5)):
        placed = to_numpy(vectors) + to_numpy(layer(vectors))
        # "robot" stands at the fourth place and at the third.
        assert np.abs(placed[0, 3] - placed[1, 2]).max() > 1e-3
        np.testing.assert_array_equal(placed[0, 4] - placed[1, 4], 0)


def test_sinusoidal_layer_gives_the_published_matrix():
    layer = SinusoidalPositionalEmbedding(base=100)
    np.testing.assert_allclose(to_numpy(layer(np.zeros((2, 4, 4)))), PUBLISHED, atol=1e-6)


@pytest.mark.parametrize("dim", [6, 7, 512])
def test_sinusoidal_layer_equals_the_table(dim):
    layer = SinusoidalPositionalEmbedding()
    table = to_numpy(layer(np.zeros((1, 300, dim), dtype="float32")))
    np.testing.assert_allclose(table, sinusoidal_positions(300, dim), atol=5e-5)


@pytest.mark.parametrize("dim", [6, 7])
def test_all_sines_before_all_cosines(dim):
    published = sinusoidal_positions(9, dim)
    table = sinusoidal_positions(9, dim, interleaved=False)
    np.testing.assert_array_equal(table, np.hstack([published[:, ::2], published[:, 1::2]]))
    layer = SinusoidalPositionalEmbedding(interleaved=False)
    np.testing.assert_allclose(to_numpy(layer(np.zeros((1, 9, dim)))), table, atol=1e-6)


@pytest.mark.parametrize(
    "layer",
    [
        LearnedPositionalEmbedding(10),
        SinusoidalPositionalEmbedding(),
        SinusoidalPositionalEmbedding(interleaved=False),
    ],
    ids=["learned", "sinusoidal", "halves"],
)
def test_start_continues_the_sequence(layer):
    whole = to_numpy(layer(np.zeros((1, 10, 8))))
    rest = to_numpy(layer(np.zeros((1, 4, 8)), start=6))
    np.testing.assert_allclose(rest, whole[6:], atol=1e-6)


def test_learned(layer_test, rng):
    layer_test(
        LearnedPositionalEmbedding,
        {"max_length": 9},
        rng.normal(size=(2, 5, 8)).astype("float32"),
        (5, 8),
    )


def test_sinusoidal(layer_test, rng):
    layer_test(
        SinusoidalPositionalEmbedding,
        {"base": 50.0, "interleaved": False},
        rng.normal(size=(2, 5, 8)).astype("float32"),
        (5, 8),
    )


def test_learned_has_a_vector_for_each_position():
    layer = LearnedPositionalEmbedding(10)
    layer.build((None, None, 8))
    np.testing.assert_array_equal(
        to_numpy(layer(np.zeros((1, 3, 8)))), to_numpy(layer.embeddings)[:3]
    )


def test_learned_refuses_what_it_has_no_position_for():
    layer = LearnedPositionalEmbedding(4)
    with pytest.raises(InvalidInputError, match="got 5 tokens"):
        layer(np.zeros((1, 5, 8)))
    with pytest.raises(InvalidInputError, match="from position 2"):
        layer(np.zeros((1, 3, 8)), start=2)
