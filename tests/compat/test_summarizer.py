"""bert-extractive-summarizer does through our import what its manual and its own tests say."""

import sys

import numpy as np
import pytest

import nlp_suite.compat
from nlp_suite.compat import SentenceHandler, Summarizer, TransformerSummarizer


@pytest.fixture(scope="module")
def load(distilbert_folder):
    from transformers import AutoModel, AutoTokenizer

    def load(folder=distilbert_folder, **options):
        return Summarizer(
            custom_model=AutoModel.from_pretrained(folder, output_hidden_states=True),
            custom_tokenizer=AutoTokenizer.from_pretrained(folder),
            **options,
        )

    return load


@pytest.fixture(scope="module")
def summarizer(load):
    return load()


@pytest.fixture(scope="module")
def candidates(article):
    """The sentences that the library takes into account."""
    return SentenceHandler()(article)


def test_a_number_of_sentences(summarizer, article, candidates):
    for count in (1, 2, 5):
        found = summarizer(article, num_sentences=count, return_as_list=True)
        assert len(found) == count
        assert set(found) <= set(candidates)
    assert summarizer(article, num_sentences=3) == " ".join(
        summarizer(article, num_sentences=3, return_as_list=True)
    )


def test_a_ratio(summarizer, article, candidates):
    # Without a number the ratio counts, and the first sentence comes on top.
    found = summarizer(article, ratio=0.5, return_as_list=True)
    assert len(found) == int((len(candidates) - 1) * 0.5) + 1
    assert len(summarizer(article, return_as_list=True)) == int((len(candidates) - 1) * 0.2) + 1


def test_the_first_sentence(summarizer, article, candidates):
    with_it = summarizer(article, num_sentences=3, return_as_list=True)
    without = summarizer(article, num_sentences=3, use_first=False, return_as_list=True)
    assert with_it[0] == candidates[0]
    assert len(without) == 3
    assert without != with_it
    assert summarizer(article, num_sentences=1) == candidates[0]


def test_lengths_of_candidates(summarizer, article):
    found = summarizer(
        article, num_sentences=50, min_length=90, max_length=140, return_as_list=True
    )
    assert found == SentenceHandler()(article, 90, 140)
    assert all(90 < len(sentence) < 140 for sentence in found)
    assert summarizer("Too short.", num_sentences=2) == ""
    assert summarizer("Too short.", num_sentences=2, return_as_list=True) == []


def test_embeddings(summarizer, article):
    embeddings = summarizer.run_embeddings(article, num_sentences=4)
    assert embeddings.shape == (4, 32)
    assert np.isfinite(embeddings).all()
    assert summarizer.run_embeddings("Too short.") is None
    for aggregate in ("mean", "median", "max", "min"):
        one = summarizer.run_embeddings(article, num_sentences=4, aggregate=aggregate)
        np.testing.assert_allclose(one, getattr(np, aggregate)(embeddings, axis=0), atol=1e-6)
    with pytest.raises(AssertionError, match="aggregate must be"):
        summarizer.run_embeddings(article, num_sentences=4, aggregate="sum")


def test_mixtures_of_gaussians(summarizer, article, candidates):
    found = summarizer(article, num_sentences=4, algorithm="gmm", return_as_list=True)
    assert len(found) == 4
    assert set(found) <= set(candidates)


def test_elbow(summarizer, article):
    inertias = summarizer.calculate_elbow(article, k_max=6)
    assert len(inertias) == 5
    assert inertias == sorted(inertias, reverse=True)
    best = summarizer.calculate_optimal_k(article, k_max=6)
    assert 1 <= best < 6
    assert len(summarizer(article, num_sentences=best, return_as_list=True)) == best


def test_layers_and_ways_to_reduce_them(load, distilbert_folder, article):
    default = load().run_embeddings(article, num_sentences=3)
    np.testing.assert_array_equal(
        load(hidden=-2, reduce_option="mean").run_embeddings(article, num_sentences=3), default
    )
    for options in (
        {"hidden": -1},
        {"reduce_option": "max"},
        {"reduce_option": "median"},
        {"hidden": [-1, -2]},
        {"reduce_option": "reduce_last_4"},
    ):
        other = load(**options).run_embeddings(article, num_sentences=3)
        assert other.shape == (3, 32)
        assert np.abs(other[0] - default[0]).max() > 1e-3, options
    for options in ({"hidden": [-1, -2], "hidden_concat": True},):
        assert load(**options).run_embeddings(article, num_sentences=3).shape == (3, 64)
    last_four = load(reduce_option="concat_last_4")
    assert last_four.run_embeddings(article, num_sentences=3).shape == (3, 128)


def test_bert_gives_its_hidden_states_too(load, bert_folder, article):
    assert load(bert_folder).run_embeddings(article, num_sentences=3).shape == (3, 32)


@pytest.mark.parametrize(("kind", "fixture"), [("Bert", "bert"), ("DistilBert", "distilbert")])
def test_transformer_summarizer(kind, fixture, load, article, request):
    folder = request.getfixturevalue(f"{fixture}_folder")
    model = TransformerSummarizer(kind, transformer_model_key=str(folder))
    found = model(article, num_sentences=3)
    assert found == load(folder)(article, num_sentences=3)
    assert len(found) > 100


def test_a_kind_of_model_that_is_no_more():
    from nlp_suite import ModelNotAvailableError

    with pytest.raises(ModelNotAvailableError, match="no TransfoXLModel; choose another kind"):
        TransformerSummarizer("TransfoXL", transformer_model_key="transfo-xl-wt103")


def test_a_sentence_handler_of_another_language(load, article):
    from spacy.lang.de import German

    text = article.split("\n\n")[1]
    german = load(sentence_handler=SentenceHandler(German))
    assert german(text, num_sentences=2, return_as_list=True)


def test_the_same_summary_each_time(load, article):
    first = load(random_state=7)(article, num_sentences=4)
    assert load(random_state=7)(article, num_sentences=4) == first


def test_its_own_import_works_afterwards():
    import summarizer

    assert summarizer.Summarizer is Summarizer


@pytest.fixture
def not_yet_imported(monkeypatch):
    """Whoever imports what needs sentence-transformers finds what is there in the test."""
    for name in ("sentence_transformers", "summarizer.sbert", SBERT_EMBEDDING):
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield
    for name in ("sentence_transformers", "summarizer.sbert", SBERT_EMBEDDING):
        sys.modules.pop(name, None)
    vars(nlp_suite.compat).pop("SBertSummarizer", None)


SBERT_EMBEDDING = "summarizer.transformer_embeddings.sbert_embedding"
SENTENCE_TRANSFORMERS = """
import numpy as np
import zlib

class SentenceTransformer:
    def __init__(self, name):
        self.name = name

    def to(self, device):
        return self

    def encode(self, sentences):
        seeds = [zlib.crc32(sentence.encode()) for sentence in sentences]
        return np.stack([np.random.default_rng(seed).normal(size=8) for seed in seeds])
"""


def test_sentence_transformers(not_yet_imported, tmp_path, monkeypatch, article):
    """They are no dependency: what is used of them stands in their place."""
    (tmp_path / "sentence_transformers.py").write_text(SENTENCE_TRANSFORMERS)
    monkeypatch.syspath_prepend(tmp_path)
    summarizer = nlp_suite.compat.SBertSummarizer("paraphrase-MiniLM-L6-v2")
    assert len(summarizer(article, num_sentences=3, return_as_list=True)) == 3


def test_sentence_transformers_are_missing(not_yet_imported, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(nlp_suite.MissingDependencyError) as caught:
        nlp_suite.compat.SBertSummarizer  # noqa: B018
    assert str(caught.value) == (
        "nlp_suite.compat.SBertSummarizer needs the package sentence-transformers, which is not "
        "installed. Run: pip install sentence-transformers"
    )
