"""CTranslate2 writes what the Keras model does, for every kind of Transformer that we have."""

import dataclasses
import subprocess
import sys
from itertools import chain

import numpy as np
import pytest

from nlp_suite import DamagedCacheWarning, InvalidInputError, ModelFormatError
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.custom.ctranslate2_runtime import CTranslate2TranslationRuntime
from nlp_suite.engines.custom.keras_runtime import KerasTranslationRuntime

# The seeds are those of models that end some targets early, and not all at once.
KINDS = {
    "post-norm": {"seed": 14},
    "pre-norm": {"pre_norm": True},
    "separate vocabularies": {"joint": False, "projection_bias": False, "seed": 23},
    "shared embedding": {"shared_embedding": True, "scale_embeddings": False, "seed": 11},
    "tied projection": {
        "tied_projection": True,
        "projection_bias": False,
        "pre_norm": True,
        "seed": 13,
    },
    "all one table": {"shared_embedding": True, "tied_projection": True},
    "learned positions": {"positions": "learned", "activation": "gelu", "seed": 5},
    "Marian's": {
        "positions": "sinusoidal_halves",
        "activation": "silu",
        "shared_embedding": True,
        "tied_projection": True,
        "layer_norm_epsilon": 1e-5,
    },
    "listing": {
        "key_dim": 5,
        "shared_attention_norm": True,
        "layer_norm_epsilon": 1e-2,
        "seed": 14,
    },
    "as BART": {
        "embedding_norm": True,
        "positions": "learned",
        "activation": "gelu",
        "shared_embedding": True,
        "tied_projection": True,
    },
    "wide heads": {"key_dim": 16, "pre_norm": True, "activation": "silu"},
    "uneven depth": {"num_encoder_layers": 1, "num_decoder_layers": 3, "activation": "gelu_tanh"},
}
SEARCHES = {
    "greedy": DecodingOptions(beam_size=1),
    "beam": DecodingOptions(n_best=4, attention=True),
    "short": DecodingOptions(length_penalty=0.0, n_best=2),
    "long": DecodingOptions(length_penalty=2.0, n_best=2),
    "no repetition": DecodingOptions(no_repeat_ngram_size=2, beam_size=3, attention=True),
}
BATCH = [
    [7, 30, 22, 9, 40, 8, 3],
    [25, 10, 3],
    [60, 1, 70, 18, 3],
    [12, 3],
    [44, 45, 46, 47, 48, 49, 3],
    [5, 3],
]
LENGTH = 14


def run(runtime, search, batches=(BATCH,)):
    search = dataclasses.replace(search, max_length=LENGTH)
    return list(runtime.translate((batch, search) for batch in batches))


@pytest.mark.parametrize("kind", KINDS)
def test_same_tokens_scores_and_attention(kind, make_translator):
    folder = make_translator(**KINDS[kind])
    keras_runtime = KerasTranslationRuntime(folder)
    runtime = CTranslate2TranslationRuntime(folder, compute_type="float32")
    lengths = set()
    # How it is searched has nothing to do with what the model is.
    for name in SEARCHES if kind == "post-norm" else ("greedy", "beam"):
        search = SEARCHES[name]
        (ours,), (theirs,) = run(keras_runtime, search), run(runtime, search)
        for our, their in zip(chain.from_iterable(ours), chain.from_iterable(theirs), strict=True):
            assert our.token_ids == their.token_ids, name
            assert our.score == pytest.approx(their.score, abs=1e-4)
            lengths.add(len(our.token_ids))
            assert (our.attention is None) == (not search.attention)
            if search.attention:
                np.testing.assert_allclose(our.attention, their.attention, atol=1e-4)
    # Targets with an end and without one were compared, or the test would show little.
    assert LENGTH in lengths
    assert len(lengths) > 2


def test_the_score_is_the_mean_log_probability(tiny_translator):
    import keras

    from nlp_suite.models import load_model

    model = load_model(tiny_translator.path)
    runtime = CTranslate2TranslationRuntime(tiny_translator, compute_type="float32")
    for search in (SEARCHES["greedy"], SEARCHES["long"]):
        (results,) = run(runtime, search)
        for source, (best, *_) in zip(BATCH, results, strict=True):
            ended = len(best.token_ids) < LENGTH
            written = [*best.token_ids, *([3] if ended else [])]
            logits = model(np.array([source]), np.array([[2, *written[:-1]]]))
            logits = np.array(keras.ops.convert_to_numpy(logits)[0], dtype="float64")
            # The end may not come first.
            logits[0, 3] = -np.inf
            log_probabilities = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
            expected = np.mean([row[t] for row, t in zip(log_probabilities, written, strict=True)])
            assert best.score == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("threads", [1, 3])
def test_order_is_kept_whatever_the_number_of_workers(threads, tiny_translator):
    batches = [BATCH[i : i + 2] for i in (0, 2, 4)] * 6
    expected = run(CTranslate2TranslationRuntime(tiny_translator, threads=1), SEARCHES["beam"])[0]
    runtime = CTranslate2TranslationRuntime(tiny_translator, threads=threads)
    results = run(runtime, SEARCHES["beam"], batches)
    tokens = [[target.token_ids for target in targets] for targets in chain.from_iterable(results)]
    assert tokens == [[target.token_ids for target in targets] for targets in expected] * 6


def test_the_cache_may_be_deleted_or_damaged(tiny_translator, tmp_path, monkeypatch):
    monkeypatch.setenv("NLP_SUITE_CACHE", str(tmp_path))
    expected = run(CTranslate2TranslationRuntime(tiny_translator), SEARCHES["greedy"])
    (file,) = tmp_path.rglob("model.bin")
    for damage in (lambda: file.write_bytes(file.read_bytes()[:500]), file.unlink):
        damage()
        with pytest.warns(DamagedCacheWarning, match="it is made again from its model folder"):
            runtime = CTranslate2TranslationRuntime(tiny_translator)
        again = run(runtime, SEARCHES["greedy"])
        assert again == expected
        assert file.is_file()


def test_without_a_writable_cache(tiny_translator, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("a file where the cache folder should be")
    monkeypatch.setenv("NLP_SUITE_CACHE", str(blocked))
    (targets,) = run(CTranslate2TranslationRuntime(tiny_translator), SEARCHES["greedy"])
    assert len(targets) == len(BATCH)


def test_no_framework(tiny_translator, tmp_path):
    """torch and TensorFlow are installed beside these tests, and not imported."""
    code = f"""
import sys
from nlp_suite.engines.custom.sentence_translator import SentenceTranslator
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.models import ModelFolder
translator = SentenceTranslator(ModelFolder.open({str(tiny_translator.path)!r}))
assert translator.translate(translator.prepare(["Tom has a cat!"]), DecodingOptions())
assert not {{"torch", "tensorflow", "keras", "transformers"}} & set(sys.modules)
"""
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        check=True,
        env={"NLP_SUITE_CACHE": str(tmp_path), "PATH": ""},
    )


def test_bad_options(tiny_translator):
    with pytest.raises(InvalidInputError, match="compute_type must be one of"):
        CTranslate2TranslationRuntime(tiny_translator, compute_type="int3")


@pytest.mark.parametrize("runtime", [CTranslate2TranslationRuntime, KerasTranslationRuntime])
def test_an_encoder(runtime, tiny_model):
    with pytest.raises(ModelFormatError, match="the architecture must be 'Transformer'"):
        runtime(tiny_model)
