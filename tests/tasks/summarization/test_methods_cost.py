"""What the selection of summary sentences costs."""

import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

from nlp_suite.tasks.summarization import available_methods, select


def random_document(n):
    """Sentences of six words, of which each stands in about twelve, and their embeddings."""
    generator = np.random.default_rng(0)
    words = np.array([f"word{i}" for i in range(n // 2)])
    sentences = [" ".join(words[row]) for row in generator.integers(len(words), size=(n, 6))]
    vectors = generator.normal(size=(n, 64)).astype(np.float32)
    return sentences, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.slow
@pytest.mark.parametrize("method", available_methods())
def test_memory_is_linear(method):
    sentences, vectors = random_document(50_000)
    # What a method imports at its first call takes more than any text.
    select(method, vectors[:50], sentences[:50], 5)
    tracemalloc.start()
    chosen = select(method, vectors, sentences, 20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(chosen.indices) == 20
    # The words of a sentence take about a kilobyte; a matrix of cosines would take 10 GB.
    assert peak < 4 * vectors.nbytes + 2000 * len(sentences)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["centrality", "salience"])
def test_long_summaries_of_long_texts(method):
    sentences, vectors = random_document(10_000)
    assert len(select(method, vectors, sentences, 5_000).indices) == 5_000


def test_default_path_imports_no_scikit_learn():
    code = (
        "import sys, numpy as np; from nlp_suite.tasks import summarization as s;"
        "s.select(s.DEFAULT_METHOD, np.eye(3), ['a', 'b', 'c'], 2);"
        "heavy = {'sklearn', 'scipy', 'torch', 'transformers', 'tensorflow'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
