import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.summarization.word_embedder import WordEmbedder


def words(number, start=0):
    return " ".join(f"w{start + i}x" for i in range(number))


@pytest.mark.parametrize("shared", [0, 2, 5, 10])
def test_cosine_is_the_share_of_common_words(shared):
    sentences = [words(10), words(10, 10 - shared)]
    cosines = [
        np.prod(WordEmbedder(language).embed([f"{prefix}{one}" for one in sentences]), axis=0).sum()
        for language, prefix in [("tlh", ""), ("tlh", "q "), ("tlh", "z ")]
    ]
    expected = [shared / 10, (shared + 1) / 11, (shared + 1) / 11]
    np.testing.assert_allclose(cosines, expected, atol=0.2)


def test_repetitions_are_seen_and_other_sentences_are_not():
    vectors = WordEmbedder("de").embed(
        ["Der Rat baut eine Brücke.", "Eine Brücke baut der Rat!", "Katzen schlafen am Tag."]
    )
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > 0.99
    assert abs(cosines[0, 2]) < 0.3


def test_a_script_that_the_encoder_cannot_read():
    thai = ["แมวนอนบนเสื่อ", "แมวกินปลา", "รถไฟออกตอนเช้า"]
    vectors = WordEmbedder("th").embed(thai)
    assert (np.triu(vectors @ vectors.T, 1) < 0.9).all()


@given(st.lists(st.text(), max_size=5))
def test_rows(sentences):
    embedder = WordEmbedder("en")
    vectors = embedder.embed(sentences)
    assert vectors.shape == (len(sentences), 384)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert all(length == 0 or length == pytest.approx(1, abs=1e-5) for length in lengths)
    for sentence, vector in zip(sentences, vectors, strict=True):
        np.testing.assert_array_equal(embedder.embed([sentence])[0], vector)


def test_embeddings_do_not_change_with_the_process():
    code = (
        "from nlp_suite.tasks.summarization.word_embedder import WordEmbedder; "
        "print(WordEmbedder('de').embed(['Die Katze sieht den Hund.']).tobytes().hex())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
