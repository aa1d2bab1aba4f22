"""Evaluation of a summarizer over records: files, fields, means and intervals."""

import builtins
import gzip
import json

import pytest

from nlp_suite.errors import DataFormatError, InvalidInputError, ModelNotAvailableError
from nlp_suite.evaluation.summarization import evaluate_summaries, read_summary_records


def record(article="One fox. Two hens.", summary="the cat sat", **more):
    return {"article": article, "summary": summary, **more}


def lead(text, count):
    return " ".join(text.split(". ")[:count])


def constant(summary):
    return lambda *_: summary


def test_means_are_over_articles():
    records = [record(summary="the cat sat"), record(summary="a dog ran")]
    result = evaluate_summaries(records, constant("the cat sat"))
    assert result.rouge1.score == pytest.approx(50)
    assert result.articles == 2


def test_a_summarizer_that_decides_how_many_sentences():
    counts = []

    def summarize(text, count):
        counts.append(count)
        return "The cat sat. It slept. It ate."

    result = evaluate_summaries([record(), record()], summarize, count=None)
    assert counts == [1, 1]
    assert result.sentences == 3
    assert "|sentences:any|" in result.signature


def test_interval_holds_the_mean_and_depends_on_the_seed_only():
    records = [record(summary=f"{'cat ' * (i % 5 + 1)}dog{i}") for i in range(30)]
    first, again, other = (
        evaluate_summaries(records, constant("cat cat"), seed=seed) for seed in (1, 1, 2)
    )
    assert first == again
    assert first.rouge1.low < first.rouge1.score < first.rouge1.high
    assert first.rouge1 != other.rouge1
    assert first.rouge1.score == other.rouge1.score


def test_interval_of_equal_scores_has_no_width():
    result = evaluate_summaries([record()] * 5, constant("the cat"))
    assert result.rouge1.low == pytest.approx(result.rouge1.high) == pytest.approx(80)


def test_interval_covers_95_per_cent_of_resampled_means():
    # 100 articles, half of which score 100 and half 0: the standard error is 5.
    records = [record(summary="cat" if i % 2 else "dog") for i in range(100)]
    score = evaluate_summaries(records, constant("cat")).rouge1
    assert score.low == pytest.approx(40.2, abs=1.5)
    assert score.high == pytest.approx(59.8, abs=1.5)


@pytest.mark.parametrize(
    ("row", "count", "asked"),
    [
        (record(labels=[1, 0, 1, 1, 0]), "reference", 3),
        (record(summary="One cat sat. Two dogs ran."), "reference", 2),
        (record(summary="One cat sat. Two dogs ran.", labels=None), "reference", 2),
        (record(labels=[1, 0, 1, 1, 0]), 2, 2),
    ],
)
def test_number_of_sentences(row, count, asked):
    received = []

    def summarizer(text, number):
        received.append((text, number))
        return text

    result = evaluate_summaries([row], summarizer, count=count)
    assert received == [(row["article"], asked)]
    assert result.sentences == asked
    assert f"sentences:{count}|" in result.signature


@pytest.mark.parametrize(
    ("row", "names", "reference"),
    [
        ({"article": "A.", "summary_in_order": "B.", "summary": "C."}, {}, "B."),
        ({"article": "A.", "summary": "C.", "reference": "D."}, {}, "C."),
        ({"article": "A.", "reference": "D."}, {}, "D."),
        ({"article": "A.", "summary": "C.", "gold": "E."}, {"reference": "gold"}, "E."),
        ({"text": "A.", "summary": "C."}, {"article": "text"}, "C."),
    ],
)
def test_field_names(row, names, reference):
    (read,) = read_summary_records([row], **names)
    assert (read.article, read.reference, read.sentences) == ("A.", reference, 1)


@pytest.mark.parametrize("name", ["data.jsonl", "data.jsonl.gz"])
def test_files(tmp_path, name):
    rows = [record(summary="the cat § sat"), record(summary="a dog")]
    data = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    for source in (path, str(path)):
        assert [r.reference for r in read_summary_records(source)] == ["the cat § sat", "a dog"]
    assert evaluate_summaries(path, lead) == evaluate_summaries(rows, lead)


GOOD = json.dumps(record()).encode()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not a JSON object"),
        (b'"text"', "expected an object, received str"),
        (b'{"article": "\xff"}', "UTF-8"),
        (b'{"article": "A."}', "'summary_in_order' must be a text, received no such field"),
        (b'{"summary": "A."}', "'article' must be a text, received no such field"),
        (b'{"article": 3, "summary": "A."}', "'article' must be a text, received 3"),
        (b'{"article": "A.", "summary": " "}', "'summary' must be a text"),
        (b'{"article": "A.", "summary": "B.", "labels": [2]}', r"'labels' .* received \[2\]"),
        (b'{"article": "A.", "summary": "B.", "labels": [0]}', r"received \[0\]"),
        (b'{"article": "A.", "summary": "B.", "labels": "1"}', "received '1'"),
        (b"[" * 100_000, "not a JSON object"),
    ],
)
def test_bad_lines_are_named(tmp_path, line, message):
    path = tmp_path / "data.jsonl"
    path.write_bytes(GOOD + b"\n\n" + line + b"\n")
    with pytest.raises(DataFormatError, match=rf"data\.jsonl:3: .*{message}"):
        evaluate_summaries(path, lead)


def test_bad_records_are_named():
    with pytest.raises(DataFormatError, match=r"record 2: .*'article'"):
        evaluate_summaries([record(), {"summary": "A."}], lead)


@pytest.mark.parametrize("data", [gzip.compress(GOOD * 50)[:-12], b"no gzip"])
def test_damaged_gzip(tmp_path, data):
    path = tmp_path / "data.jsonl.gz"
    path.write_bytes(data)
    with pytest.raises(DataFormatError, match=r"data\.jsonl\.gz:1: damaged gzip"):
        evaluate_summaries(path, lead)


@pytest.mark.parametrize("rows", [[], iter([])])
def test_no_records(rows):
    with pytest.raises(DataFormatError, match="the input holds no records"):
        evaluate_summaries(rows, lead)


def test_empty_file(tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"\n")
    with pytest.raises(DataFormatError, match=r"empty\.jsonl holds no records"):
        evaluate_summaries(path, lead)


def test_missing_file(tmp_path):
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(InvalidInputError, match="there is no file"):
            evaluate_summaries(path, lead)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"count": 0}, "count must be .* received 0"),
        ({"count": True}, "received True"),
        ({"count": "all"}, "received 'all'"),
        ({"resamples": 0}, "resamples must be a whole number from 1 up, got 0"),
    ],
)
def test_wrong_arguments(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        evaluate_summaries([record()], lead, **arguments)


def test_summarizer_must_return_text():
    with pytest.raises(InvalidInputError, match="must return a string, received list"):
        evaluate_summaries([record()], lambda text, count: [text] * count)


def test_missing_package_gives_the_command(monkeypatch):
    original = builtins.__import__

    def without_rouge(name, *arguments, **options):
        if name.startswith("rouge_score"):
            raise ModuleNotFoundError("No module named 'rouge_score'", name="rouge_score")
        return original(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_rouge)
    with pytest.raises(ModelNotAvailableError, match=r'pip install "nlp-suite\[evaluation\]"'):
        evaluate_summaries([record()], lead)


def test_to_dict_is_plain():
    result = evaluate_summaries([record()], constant("the cat"))
    plain = json.loads(json.dumps(result.to_dict()))
    assert set(plain) == {"rouge1", "rouge2", "rouge_l", "articles", "sentences", "signature"}
    assert set(plain["rouge1"]) == {"score", "low", "high"}


def test_a_line_without_an_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("nlp_suite.evaluation.summarization._MOST_BYTES", 1000)
    path = tmp_path / "data.jsonl.gz"
    path.write_bytes(gzip.compress(GOOD + b" " * 10_000))
    with pytest.raises(DataFormatError, match=r"data\.jsonl\.gz:\d: the line has more than 1,000"):
        list(read_summary_records(path))
