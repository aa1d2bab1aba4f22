import json
import pickle

import pytest

import nlp_suite
from nlp_suite import ClosedTaskError, InvalidInputError, System
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.cli import main
from nlp_suite.comparison.subprocess_run import decode_message, encode_message
from nlp_suite.evaluation import reference_free_scores
from nlp_suite.tasks.summarization.abstractive.abstractive_summarizer import (
    AbstractiveSummarizer,
)

TEXT = "Tin melts at 232 degrees. Copper and tin make bronze. Cats eat fish."


@pytest.fixture
def summarizer(make_generator, embedder):
    return AbstractiveSummarizer(make_generator(), embedder)


def test_a_summary(summarizer):
    summary = summarizer(TEXT)
    assert str(summary) == summary.text == TEXT
    assert (summary.style, summary.sentences, summary.method) == ("abstractive", (), "")
    assert (summary.engine, summary.model) == ("test", "first-words")
    assert (summary.total_sentences, summary.words, summary.parts) == (3, 13, ())
    assert [one.sources[0].index for one in summary.support] == [0, 1, 2]
    assert summary.unsupported == ()
    assert (summary.keywords, summary.title) == ((), "")
    assert summarizer(TEXT, max_words=6).text == "Tin melts at 232 degrees."


def test_keywords_and_title_are_of_the_whole_text(summarizer):
    summary = summarizer(f"# Bronze\n\n{TEXT}", keywords=2, title=True)
    assert summary.title == "Bronze"
    assert len(summary.keywords) == 2


def test_texts_come_in_their_order(summarizer, make_text):
    texts = [make_text(number) for number in (50, 1, 300, 7)]
    summaries = summarizer(texts)
    assert summaries == [summarizer(text) for text in texts]
    assert [len(one.parts) > 0 for one in summaries] == [True, False, True, False]


def test_groups_are_bounded(summarizer, monkeypatch):
    module = "nlp_suite.tasks.summarization.abstractive.abstractive_summarizer"
    monkeypatch.setattr(f"{module}._GROUP_TEXTS", 3)
    monkeypatch.setattr(f"{module}._GROUP_CHARACTERS", 50)
    texts = ["Tin melts.", "It rains.", "Ann reads.", "Tom sleeps. " * 6, "Bob eats."]
    assert [one.text for one in summarizer(texts)] == [text.strip() for text in texts]
    assert [len(read) for read, _ in summarizer._engine.calls] == [3, 1, 1]


def test_several_texts_together(summarizer, make_text):
    summary = summarizer({"a": make_text(40), "b": TEXT}, together=True)
    assert [part.document for part in summary.parts] == ["a", "a", "b"]
    assert {one.document for row in summary.support for one in row.sources} <= {"a", "b"}
    assert summary.total_sentences == 43
    assert summarizer([TEXT, "Tin melts."], together=True).parts[1].document == 1
    with pytest.raises(InvalidInputError, match="together must be True or False"):
        summarizer([TEXT], together=1)


def test_the_representation_and_the_page(summarizer):
    assert repr(summarizer) == (
        "AbstractiveSummarizer(model='first-words', engine='test', runtime='test', device='cpu', "
        "compute_type='float32')"
    )
    summary = summarizer(TEXT)
    assert repr(summary).endswith(", style='abstractive', total_sentences=3, words=13)")
    assert "abstractive, of 3 sentences · 13 words · first-words" in summary._repr_html_()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sentences": 2}, "sentences goes with extractive .* first-words writes"),
        ({"query": "tin"}, "query goes with extractive"),
        ({"style": "extractive"}, "first-words writes summaries, .*'distilbert-base-uncased'"),
        ({"max_tokens": 3, "min_tokens": 4}, r"min_tokens must be at most max_tokens \(3\), got 4"),
    ],
)
def test_options_of_the_other_style(summarizer, options, message):
    with pytest.raises(InvalidInputError, match=message):
        summarizer(TEXT, **options)
    assert summarizer._engine.calls == []


def test_a_text_with_nothing_in_it(summarizer):
    with pytest.raises(InvalidInputError, match=r"text\[1\] has nothing to summarize"):
        summarizer([TEXT, " \n"])


def test_closing_lets_both_engines_go(summarizer):
    with summarizer:
        summarizer(TEXT)
    assert summarizer.closed
    assert repr(summarizer) == "AbstractiveSummarizer(closed=True)"
    assert summarizer._embedder_handle.closed
    with pytest.raises(ClosedTaskError, match="this AbstractiveSummarizer was closed"):
        summarizer(TEXT)
    with pytest.raises(InvalidInputError, match="cannot be pickled"):
        pickle.dumps(summarizer)


def test_progress(summarizer, make_text, capsys):
    summarizer([TEXT, make_text(50)], progress=True)
    assert "Summarizing" in (shown := capsys.readouterr().err)
    assert "100%" in shown
    summarizer(TEXT, progress=True)
    assert "100%" in capsys.readouterr().err
    summarizer([TEXT, TEXT])
    assert capsys.readouterr().err == ""


def test_a_summary_survives_the_way_to_another_process(summarizer, make_text):
    summary = summarizer({"a": make_text(40), "b": TEXT}, together=True, keywords=1)
    assert decode_message(encode_message(summary)) == summary
    assert json.loads(json.dumps(summary.to_dict()))["parts"][2]["document"] == "b"


class TestCheckpoints:
    """Of the random checkpoints whose texts are equal to those of the old pipeline."""

    def test_calls(self, generation_checkpoints, article):
        folder = generation_checkpoints["bart"]
        options = {"engine": "pretrained", "model": folder}
        summary = nlp_suite.summarize(article[:300], **options)
        assert summary.style == "abstractive"
        assert (summary.engine, summary.model) == ("pretrained", "bart")
        assert summary.parts == ()
        assert len(summary.support) >= 1
        summarizer = nlp_suite.load("summarize", **options)
        assert isinstance(summarizer, AbstractiveSummarizer)
        assert summarizer(article[:300]) == summary
        # A long text, in words.
        long = summarizer(article, max_words=7, beam_size=1)
        assert long.words <= 7
        assert len(long.parts) > 2
        assert article[long.parts[0].start : long.parts[1].start].strip().startswith("How the")
        assert summarizer.closed is False
        summarizer.close()

    def test_files_and_commands(self, generation_checkpoints, article, tmp_path, capsys):
        folder = str(generation_checkpoints["bart"])
        text = article[:300]
        (tmp_path / "one.txt").write_text(text)
        (tmp_path / "rows.jsonl").write_text(json.dumps({"article": text, "summary": "A bicycle."}))
        options = {"engine": "pretrained", "model": folder, "max_tokens": 9}
        summary = nlp_suite.summarize(text, **options)
        (row,) = nlp_suite.summarize_files(tmp_path / "one.txt", **options)
        assert (row.summary, row.style, row.method) == (summary.text, "abstractive", "")
        assert row.support == summary.to_dict()["support"]
        assert row.parts == row.sentences == []
        arguments = ["--engine", "pretrained", "--model", folder, "--max-tokens", "9"]
        assert main(["summarize", str(tmp_path / "one.txt"), *arguments]) == 0
        shown = capsys.readouterr()
        assert len(shown.err.splitlines()) == len(summary.unsupported) > 0
        assert "not supported by the text" in shown.err
        assert (
            main(["evaluate", "summarize", "--data", str(tmp_path / "rows.jsonl"), *arguments]) == 0
        )
        shown = capsys.readouterr().out
        assert "sentences:any" in shown
        assert "1 articles" in shown
        for name, value in reference_free_scores([summary], [text]).items():
            assert f"{name}  {value:.1f}\n" in shown
        assert main(["summarize", str(tmp_path / "one.txt"), *arguments[:4], "-n", "2"]) == 2
        assert "--sentences goes with extractive summaries" in capsys.readouterr().err

    def test_an_encoder_does_not_write(self, checkpoints):
        encoder = {"engine": "pretrained", "model": checkpoints / "distilbert"}
        assert nlp_suite.summarize(TEXT, sentences=1, style="extractive", **encoder).sentences
        for options in ({"style": "abstractive"}, {"beam_size": 2}):
            with pytest.raises(InvalidInputError, match="distilbert chooses sentences"):
                nlp_suite.summarize(TEXT, **options, **encoder)


def test_a_model_for_the_style(monkeypatch):
    asked = []

    def find(task, options):
        asked.append(options)
        raise nlp_suite.ModelNotAvailableError

    monkeypatch.setattr("nlp_suite.api.summarization.load_cached", find)
    monkeypatch.setattr("nlp_suite.batch.job_settings.find_model", find)
    for call in (nlp_suite.summarize, nlp_suite.summarize_files):
        with pytest.raises(nlp_suite.ModelNotAvailableError):
            list(call("x.txt", engine="pretrained", style="abstractive"))
    assert [one.model for one in asked] == ["facebook/bart-large-cnn"] * 2


def test_a_system_of_a_comparison(summarizer):
    comparison = nlp_suite.compare(
        "summarize", [TEXT], systems=[summarizer], isolated=False, repeats=1
    )
    assert comparison.systems[0].results[0].style == "abstractive"
    assert System(engine="pretrained").model is None


def test_options_that_were_there_before_have_the_same_fingerprint():
    # Of the release before there were abstractive summaries.
    options = {
        "sentences": 2,
        "ratio": None,
        "max_words": None,
        "min_words": None,
        "min_length": None,
        "query": None,
        "keywords": None,
        "title": False,
        "cohesive": True,
        "method": None,
        "language": None,
        "seed": 0,
    }
    from nlp_suite.tasks.summarization.options import SummarizationOptions

    assert SummarizationOptions(sentences=2).to_dict() == options
    old = JobSettings.make("summarize", options=options)
    new = JobSettings.make("summarize", options=SummarizationOptions(sentences=2).to_dict())
    assert old.fingerprint == new.fingerprint


def test_rows_of_a_store_without_styles():
    from nlp_suite.batch.tasks.registry import find_adapter

    old = {
        "summary": "One.",
        "sentences": [],
        "total_sentences": 1,
        "title": "",
        "keywords": [],
        "method": "lead",
    }
    common = dict.fromkeys(
        ("file", "row", "document_id", "engine", "model", "model_version", "fields")
    )
    (row,) = find_adapter("summarize").make_rows([old], "", common)
    assert (row.style, row.support, row.parts) == ("extractive", [], [])
