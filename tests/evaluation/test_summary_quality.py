"""The quality that docs/summarization.md claims, on articles that are not in the repository."""

import functools

import pytest

import nlp_suite
from nlp_suite.evaluation import evaluate_summaries
from nlp_suite.evaluation.summarization import read_summary_records


@pytest.fixture(scope="module")
def news(development_data):
    file = development_data / "summaries" / "bbc-dev.jsonl.gz"
    if not file.is_file():
        pytest.skip(f"there is no {file}")
    records = list(read_summary_records(file))[::6]
    return [
        {"article": r.article, "summary": r.reference, "labels": [1] * r.sentences} for r in records
    ]


@pytest.fixture(scope="module")
def measure(news):
    summarizer = nlp_suite.load("summarize")

    @functools.cache
    def run(method, count="reference"):
        result = evaluate_summaries(
            news,
            lambda text, n: str(summarizer(text, sentences=n, method=method)),
            count=count,
            resamples=10,
        )
        return result.rouge1.score, result.rouge2.score, result.rouge_l.score

    return run


@pytest.mark.slow
def test_the_default_on_extracts(measure):
    rouge1, rouge2, rouge_l = measure(None)
    assert rouge1 > 74
    assert rouge2 > 66
    assert rouge_l > 68
    for method in ("kmeans", "lead", "random", "mmr", "semantic"):
        assert rouge1 > measure(method)[0] + 2, method


@pytest.mark.slow
def test_the_default_is_no_worse_than_the_first_sentences_of_news(development_data):
    """Against summaries that people wrote, where the first sentences are hard to beat."""
    file = development_data / "summaries" / "news-human-dev.jsonl.gz"
    if not file.is_file():
        pytest.skip(f"there is no {file}")
    summarizer = nlp_suite.load("summarize")
    rouge = {}
    for method in ("salience", "lead", "centrality"):
        result = evaluate_summaries(
            file,
            lambda text, n, method=method: str(summarizer(text, sentences=n, method=method)),
            count=3,
            reference="abstract",
            resamples=10,
        )
        rouge[method] = result.rouge1.score, result.rouge2.score, result.rouge_l.score
    assert rouge["salience"][0] > 40.5
    for ours, others in zip(rouge["salience"], rouge["lead"], strict=True):
        assert ours > others - 0.3
    assert rouge["salience"][0] > rouge["centrality"][0] + 5
