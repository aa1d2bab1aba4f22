import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite import InvalidInputError, ModelFormatError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.engines import mean_pooling
from nlp_suite.engines.custom.keras_runtime import KerasEncoderRuntime
from nlp_suite.engines.custom.sentence_embedder import SentenceEmbedder
from nlp_suite.models import ModelFolder


@pytest.fixture(scope="module")
def embedder(tiny_model):
    return SentenceEmbedder(tiny_model, compute_type="float32")


@pytest.fixture(scope="module")
def shipped():
    return SentenceEmbedder(ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2"))


def words(count, start=0):
    return " ".join(f"w{(start + i) % 46}" for i in range(count))


def test_is_the_mean_of_the_hidden_states(embedder, tiny_model):
    ids = [2, 4, 5, 6, 3]
    (hidden,) = KerasEncoderRuntime(tiny_model).encode([[ids]])
    mean = hidden[0].mean(axis=0)
    expected = mean / np.linalg.norm(mean)
    np.testing.assert_allclose(embedder.embed(["w0 w1 w2"])[0], expected, atol=1e-5)


def test_a_long_sentence_is_read_to_its_end(embedder, tiny_model):
    """14 words fill a window of 16 tokens; nothing after them may be dropped."""
    first, second = ([2, *range(4 + at, 4 + at + n), 3] for at, n in ((0, 14), (14, 6)))
    (a,), (b,) = KerasEncoderRuntime(tiny_model).encode([[first], [second]])
    total = a.sum(axis=0) + b.sum(axis=0)
    expected = total / np.linalg.norm(total)
    np.testing.assert_allclose(embedder.embed([words(20)])[0], expected, atol=1e-5)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 45)), min_size=1, max_size=30),
    st.randoms(),
)
def test_neighbours_and_order_do_not_matter(embedder, spec, random):
    sentences = [words(count, start) for count, start in spec]
    together = embedder.embed(sentences)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    order = list(range(len(sentences)))
    random.shuffle(order)
    shuffled = embedder.embed([sentences[i] for i in order])
    np.testing.assert_allclose(shuffled, together[order], atol=1e-5)
    one = random.randrange(len(sentences))
    np.testing.assert_allclose(embedder.embed([sentences[one]])[0], together[one], atol=1e-5)


def test_neighbours_do_not_matter_in_int8(shipped, article):
    sentences = article.replace("\n\n", " ").split(". ")
    together = shipped.embed(sentences)
    for i in (0, 5, len(sentences) - 1):
        np.testing.assert_allclose(shipped.embed([sentences[i]])[0], together[i], atol=2e-3)


def test_int8_is_close_to_float32(shipped, article):
    exact = SentenceEmbedder(
        ModelFolder.open(MODELS_FOLDER / "all-MiniLM-L6-v2"), compute_type="float32"
    )
    sentences = article.replace("\n\n", " ").split(". ")
    cosines = (shipped.embed(sentences) * exact.embed(sentences)).sum(axis=1)
    assert cosines.min() > 0.98


def test_meaning_shows(shipped):
    a, b, c = shipped.embed(
        ["The cat sleeps on the sofa.", "A kitten naps on a couch.", "Interest rates rose."]
    )
    assert a @ b > 0.5 > 0.2 > a @ c


def test_pools_and_pieces_change_nothing(embedder, monkeypatch):
    sentences = [words(n % 37, n) for n in range(60)]
    expected = embedder.embed(sentences)
    monkeypatch.setattr(mean_pooling, "POOL_TOKENS", 64)
    monkeypatch.setattr(embedder._pooling, "_batch_tokens", 20)
    np.testing.assert_allclose(embedder.embed(sentences), expected, atol=1e-5)


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "🦊" * 50, "x" * 5000, "a\u0301" * 300])
def test_odd_sentences(shipped, text):
    embedding = shipped.embed([text, "plain"])
    assert embedding.shape == (2, 384)
    assert np.isfinite(embedding).all()


def test_no_sentences(embedder):
    assert embedder.embed([]).shape == (0, 16)


@pytest.mark.slow
def test_one_endless_sentence(shipped):
    embedding = shipped.embed(["word " * 20_000])
    np.testing.assert_allclose(np.linalg.norm(embedding, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pooling": "cls", "window": 16}, "pooling must be 'mean', got 'cls'"),
        ({"window": 16}, "pooling must be 'mean', got None"),
        ({"pooling": "mean"}, "window must be from 3 to 24, got None"),
        ({"pooling": "mean", "window": 25}, "got 25"),
        ({"pooling": "mean", "window": 16, "colour": 1}, "unknown option 'colour'"),
    ],
)
def test_options_of_another_kind_of_model(options, message, make_model):
    with pytest.raises(ModelFormatError, match=message):
        SentenceEmbedder(make_model(options=options))


def test_bad_runtime(tiny_model):
    with pytest.raises(InvalidInputError, match="got 'onnx'"):
        SentenceEmbedder(tiny_model, runtime="onnx")


def test_keras_takes_no_settings_of_ctranslate2(tiny_model):
    with pytest.raises(InvalidInputError, match="device belongs to"):
        SentenceEmbedder(tiny_model, runtime="keras", device="cuda")


def test_keras_runtime(tiny_model, embedder):
    keras_embedder = SentenceEmbedder(tiny_model, runtime="keras")
    sentences = [words(n) for n in (3, 30, 1)]
    np.testing.assert_allclose(
        keras_embedder.embed(sentences), embedder.embed(sentences), atol=1e-4
    )
