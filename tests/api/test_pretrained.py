"""engine="pretrained" behind the calls, the command line and the evaluation."""

import json
import subprocess
import sys

import pytest

import nlp_suite
from nlp_suite import InvalidInputError, MissingDependencyError, ModelNotAvailableError
from nlp_suite.cli import main
from nlp_suite.load_options import LoadOptions
from nlp_suite.models.find import DEFAULT_MODELS, find_model
from nlp_suite.models.hub.catalogue import PINNED_REVISIONS

PRETRAINED = {"engine": "pretrained"}


def test_summarize(checkpoints, article):
    folder = checkpoints / "distilbert"
    summary = nlp_suite.summarize(article, sentences=2, model=folder, **PRETRAINED)
    assert (summary.engine, summary.model) == ("pretrained", "distilbert")
    assert len(summary.sentences) == 2
    for sentence in summary.sentences:
        assert article[sentence.start : sentence.end] == sentence.text


@pytest.mark.parametrize(
    ("task", "model"),
    [("summarize", "distilbert"), ("answer", "distilbert-squad"), ("translate", "opus-mt")],
)
def test_a_task_says_what_computes_it(checkpoints, task, model):
    options = {"model": checkpoints / model, "compute_type": "bfloat16", **PRETRAINED}
    shown = repr(nlp_suite.load(task, **options))
    assert f"(model={model!r}, engine='pretrained', " in shown
    assert shown.endswith("runtime='torch', device='cpu', compute_type='bfloat16')")


def test_answer(checkpoints, article):
    folder = checkpoints / "distilbert-squad"
    question = "Who built it?"
    answers = nlp_suite.answer(question, article, top_k=3, model=folder, **PRETRAINED)
    assert len({(answer.start, answer.end) for answer in answers}) == 3
    for answer in answers:
        assert (answer.engine, answer.model) == ("pretrained", "distilbert-squad")
        assert article[answer.start : answer.end] == answer.text
    # It can take 96 tokens, so that is the window; a caller may want another.
    reader = nlp_suite.load("answer", model=folder, **PRETRAINED)
    assert reader(question, article, top_k=3) == answers
    assert reader(question, article, window=80, stride=10).text
    with pytest.raises(InvalidInputError, match="window must be at most 96"):
        reader(question, article, window=97)


def test_translate(checkpoints):
    text = "Go on.\n\n  Tom has a cat!\n日本\n"
    options = {"attention": True, "n_best": 2, "max_length": 8}
    translation = nlp_suite.translate(text, model=checkpoints / "opus-mt", **PRETRAINED, **options)
    assert (translation.engine, translation.model) == ("pretrained", "opus-mt")
    assert translation.text.count("\n") == text.count("\n")
    assert translation.text.endswith("\n日本\n")
    for sentence in translation.sentences:
        assert sentence.attention.shape == (len(sentence.tokens), len(sentence.source_tokens))
        assert len(sentence.n_best) == 2


def test_a_sentence_that_is_too_long_is_translated_in_parts(checkpoints):
    translator = nlp_suite.load("translate", model=checkpoints / "opus-mt", **PRETRAINED)
    translation = translator("Where is the dog and " * 20, beam_size=1, max_length=2)
    assert len(translation.sentences) > 1


def test_the_command_line(checkpoints, article, tmp_path, capsys):
    file = tmp_path / "article.txt"
    file.write_text(article, encoding="utf-8")
    model = ["--engine", "pretrained", "--model"]
    folder = str(checkpoints / "distilbert")
    assert main(["summarize", str(file), "-n", "1", *model, folder]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    squad = str(checkpoints / "distilbert-squad")
    assert main(["answer", "Who?", str(file), "--json", *model, squad]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert answer["engine"] == "pretrained"
    assert main(["translate", "Go on", *model, str(checkpoints / "opus-mt")]) == 0
    assert capsys.readouterr().out
    assert main(["answer", "Who?", str(file), *model, folder]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "was trained for this task" in error


def test_evaluate(checkpoints, tmp_path, capsys):
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("Go on\tLos\nTom has a cat!\tTom hat eine Katze!\n", encoding="utf-8")
    folder = str(checkpoints / "opus-mt")
    options = ["--engine", "pretrained", "--model", folder, "--compute-type", "bfloat16"]
    assert main(["evaluate", "translate", "--data", str(pairs), "--json", *options]) == 0
    assert json.loads(capsys.readouterr().out)["pairs"] == 2


def test_the_defaults_are_pinned(monkeypatch):
    """And asked for under their names, with no network and nothing in the cache."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    for task in ("summarize", "answer", "translate"):
        name = DEFAULT_MODELS[task, "pretrained"]
        revision = PINNED_REVISIONS[name]
        assert set(revision) <= set("0123456789abcdef")
        for model in (None, name):
            with pytest.raises(ModelNotAvailableError, match=f"hf download {name} --rev") as caught:
                find_model(task, LoadOptions(model=model, **PRETRAINED))
            assert f"--revision {revision} " in str(caught.value)
            with pytest.raises(ModelNotAvailableError, match="--revision main "):
                find_model(task, LoadOptions(model=model, revision="main", **PRETRAINED))


def test_another_model_of_the_hub_needs_a_revision():
    with pytest.raises(InvalidInputError, match="pass revision= with a commit"):
        nlp_suite.load("summarize", model="owner/model", **PRETRAINED)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"runtime": "keras"}, "runtime must be 'torch' for engine='pretrained', got 'keras'"),
        ({"compute_type": "int8"}, "compute_type must be one of"),
        ({"device": "gpu"}, "device must be one of"),
        ({"batch_tokens": 0}, "batch_tokens must be a whole number from 1 up, got 0"),
        ({"model": 3}, "model must be a name, a folder or a hub id, got int"),
    ],
)
def test_bad_options(options, message, checkpoints):
    with pytest.raises(InvalidInputError, match=message):
        nlp_suite.load(
            "answer", **{"model": checkpoints / "distilbert-squad"} | options | PRETRAINED
        )


WITHOUT = """
import sys
# What Python itself does with a package that may not be imported.
sys.modules["sentencepiece"] = None
import nlp_suite
try:
    nlp_suite.load("translate", engine="pretrained", model={folder!r})
except nlp_suite.MissingDependencyError as error:
    print(error)
"""


def test_without_the_tokenizer_s_package(checkpoints):
    code = WITHOUT.format(folder=str(checkpoints / "opus-mt"))
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    (line,) = result.stdout.splitlines()
    assert "needs the package sentencepiece, which is not installed" in line
    assert 'pip install "nlp-suite[pretrained]"' in line
    assert issubclass(MissingDependencyError, ModelNotAvailableError)


CALLS = {
    "summarize": ("distilbert", lambda loaded, text: loaded(text, sentences=3).sentences),
    "answer": ("distilbert-squad", lambda loaded, text: loaded("Who built it?", text)),
    "translate": ("opus-mt", lambda loaded, _: loaded("Go on. Tom has a cat!", max_length=8)),
}


@pytest.mark.parametrize("task", CALLS)
def test_any_size_of_batches_gives_the_same(task, checkpoints, article):
    name, call = CALLS[task]
    usual, small = (
        call(nlp_suite.load(task, model=checkpoints / name, **PRETRAINED, **options), article)
        for options in ({}, {"batch_tokens": 1})
    )
    if task == "summarize":
        assert [one.index for one in small] == [one.index for one in usual]
    else:
        assert small.text == usual.text
