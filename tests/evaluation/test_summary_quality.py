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
def test_the_default_on_news(measure):
    rouge1, rouge2, rouge_l = measure(None)
    assert rouge1 > 82
    assert rouge2 > 77
    assert rouge_l > 79
    assert measure(None, 3)[0] > 57


@pytest.mark.slow
def test_the_default_beats_the_usual_method_and_the_first_sentences(measure):
    default = measure(None)
    for method in ("kmeans", "lead", "random", "mmr", "semantic"):
        assert default[0] > measure(method)[0] + 5, method
