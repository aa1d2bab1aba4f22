import json
import os

import keras
import numpy as np
import pytest
from safetensors.numpy import load_file

from nlp_suite.engines.custom.span_scorer import SpanScorer
from nlp_suite.errors import InvalidInputError, ModelNotAvailableError
from nlp_suite.models import ModelFolder, load_model, save_model
from nlp_suite.training import train
from nlp_suite.training.question_answering.run import QuestionAnsweringRun


@pytest.fixture
def rows(make_toy_rows, write_squad, tmp_path, monkeypatch):
    """Puts the questions where every run looks for them."""
    rows = make_toy_rows(120, seed=0)
    write_squad(rows, tmp_path / "toy.json")
    monkeypatch.chdir(tmp_path)
    return rows


def weights(folder):
    return load_file(folder / "model.safetensors")


def answers(folder, rows):
    """The likeliest start and end in each text, by the engine that will run the model."""
    scorer = SpanScorer(ModelFolder.open(folder), compute_type="float32")
    questions, texts = (
        scorer.tokenize([row[key] for row in rows]) for key in ("question", "context")
    )
    inputs = [scorer.join(q.ids, t.ids) for q, t in zip(questions, texts, strict=True)]
    found = []
    for row, text, one, (logits,) in zip(
        rows, texts, inputs, scorer.score([one] for one in inputs), strict=True
    ):
        span = logits[one.text_start : one.text_start + text.ids.size]
        start, end = span.argmax(axis=0)
        found.append(row["context"][text.starts[start] : text.ends[end]])
    return found


@pytest.mark.one_backend
@pytest.mark.parametrize("key", ["train", "validation"])
@pytest.mark.parametrize("name", ["pipe.json", "pipe.jsonl", "pipe.parquet", "zero"])
def test_data_that_is_a_pipe_or_a_device(rows, toy_answer_config, tmp_path, name, key):
    # Nobody writes to the pipe, so whoever opens it waits.
    file = "/dev/zero" if name == "zero" else str(tmp_path / name)
    if name != "zero":
        os.mkfifo(file)
    with pytest.raises(InvalidInputError) as caught:
        train(toy_answer_config(data={key: [file] if key == "train" else file}))
    assert "\n" not in str(caught.value)
    assert "is a pipe, a socket or a device; give a file" in str(caught.value)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "precision", [pytest.param("float32", marks=pytest.mark.one_backend), "mixed_bfloat16"]
)
def test_a_run_on_every_backend(rows, toy_answer_config, toy_encoder, tmp_path, precision):
    config = toy_answer_config(
        data={"unanswerable": 0.3, "every_answer": True, "language": "fr"},
        model={"freeze_embeddings": True},
        optimization={
            "epochs": 3,
            "average_epochs": 2,
            "precision": precision,
            "label_smoothing": 0.1,
        },
    )
    result = train(config)
    folder = tmp_path / "run"
    assert result.model == folder / "model"
    losses = [row["loss"] for row in result.history]
    assert losses[2] < losses[0]
    assert set(result.metrics) == {"validation_loss", "validation_accuracy"}
    opened = ModelFolder.open(result.model)
    assert (opened.architecture, opened.task) == ("SpanExtractor", "answer")
    temperature = opened.options["temperature"]
    reading = {
        "window": 30,
        "stride": 5,
        "max_windows": 4,
        "bm25_weight": 0.5,
        "max_question_tokens": 8,
        "language": "fr",
    }
    of_answers = opened.options["answer_temperature"]
    fitted = {"temperature": temperature, "answer_temperature": of_answers}
    assert dict(opened.options) == {**reading, **fitted}
    assert 0.25 <= temperature <= 8
    assert 0.25 <= of_answers <= 8
    learned, before = weights(result.model), weights(toy_encoder)
    assert {array.dtype for array in learned.values()} == {np.dtype("float32")}
    same = {name for name, array in before.items() if np.array_equal(learned[name], array)}
    assert same == {"token_embedding.embeddings"}
    card = (result.model / "README.md").read_text()
    assert "# A reader of French texts" in card
    assert 'language: ["fr"]' in card
    assert "`toy.json`" in card
    assert train(config) == result
    environment = json.loads((folder / "environment.json").read_text())
    assert environment["precision"] == precision
    assert len(environment["encoder"]) == 64


@pytest.mark.one_backend
def test_the_toy_language_is_learned(make_toy_rows, write_squad, toy_answer_config, tmp_path):
    unseen = make_toy_rows(200, seed=1)
    write_squad(make_toy_rows(800, seed=0), tmp_path / "train.json")
    write_squad(unseen, tmp_path / "unseen.json")
    files = {"train": [str(tmp_path / "train.json")], "validation": str(tmp_path / "unseen.json")}
    optimization = {"epochs": 6, "batch_size": 512, "warmup_steps": 10}
    validation = {"metric": "exact_match", "questions": 200}
    result = train(toy_answer_config(data=files, optimization=optimization, validation=validation))
    assert result.metrics["validation_exact_match"] > 95
    right = [
        found == row["answers"]["text"][0]
        for found, row in zip(answers(result.model, unseen), unseen, strict=True)
    ]
    assert np.mean(right) > 0.95
    assert result.metrics["validation_accuracy"] > 0.95


@pytest.mark.one_backend
def test_a_stopped_run_ends_like_one_that_was_never_stopped(
    rows, toy_answer_config, tmp_path, monkeypatch
):
    sections = {
        "data": {"unanswerable": 0.5},
        "model": {"dropout": 0.2, "attention_dropout": 0.2},
        "optimization": {
            "epochs": 3,
            "checkpoint_steps": 2,
            "average_epochs": 2,
            "weight_decay": 0.01,
        },
    }
    whole = train(toy_answer_config("whole", **sections))
    steps = whole.history[-1]["step"]
    after_step = QuestionAnsweringRun._after_step
    for stop in (3, steps - 1):

        def stopping(run, step, batch, values, stop=stop):
            after_step(run, step, batch, values)
            if step == stop:
                raise KeyboardInterrupt

        monkeypatch.setattr(QuestionAnsweringRun, "_after_step", stopping)
        with pytest.raises(KeyboardInterrupt):
            train(toy_answer_config("stopped", **sections))
    monkeypatch.setattr(QuestionAnsweringRun, "_after_step", after_step)
    stopped = train(toy_answer_config("stopped", **sections))
    for name in ("last", "best", "averaged", "model"):
        ours, theirs = (weights(tmp_path / run / name) for run in ("stopped", "whole"))
        for key, array in theirs.items():
            np.testing.assert_array_equal(ours[key], array, err_msg=f"{name} {key}")
    assert [strip(row) for row in stopped.history] == [strip(row) for row in whole.history]
    # A run that is meant to end early has the rates of the whole one.
    sections["optimization"]["stop_after"] = 2
    early = train(toy_answer_config("early", **sections))
    assert [strip(row) for row in early.history] == [strip(row) for row in whole.history[:2]]


def strip(row):
    return {key: value for key, value in row.items() if key != "seconds"}


@pytest.mark.one_backend
def test_a_reader_keeps_its_head(rows, write_squad, toy_answer_config, tmp_path):
    # The second annotator says the same.
    doubled = [row | {"answers": {k: v * 2 for k, v in row["answers"].items()}} for row in rows]
    write_squad(doubled, tmp_path / "toy.json")
    before = train(toy_answer_config("first", optimization={"epochs": 1}))
    first = before.model
    config = toy_answer_config(
        "second",
        data={"every_answer": True},
        model={"encoder": str(first), "dropout": 0.25},
        # So small that nothing changes.
        optimization={"epochs": 1, "learning_rate": 1e-12},
    )
    after = train(config)
    second = after.model
    assert after.metrics == pytest.approx(before.metrics, rel=1e-4)
    for name, array in weights(first).items():
        np.testing.assert_allclose(weights(second)[name], array, atol=1e-6)
    assert ModelFolder.open(second).config.dropout == 0.25


@pytest.mark.one_backend
def test_a_backbone_of_keras_hub_becomes_a_reader(rows, toy_answer_config, toy_encoder, tmp_path):
    keras_hub = pytest.importorskip("keras_hub")
    tokenizer = ModelFolder.open(toy_encoder).read_tokenizer()
    backbone = keras_hub.models.BertBackbone(
        vocabulary_size=tokenizer.get_vocab_size(),
        num_layers=1,
        num_heads=2,
        hidden_dim=16,
        intermediate_dim=32,
        max_sequence_length=40,
    )
    config = toy_answer_config(optimization={"epochs": 3})
    before = [weight.numpy() for weight in backbone.weights]
    result = train(config, model=backbone, tokenizer=tokenizer)
    assert result.history[-1]["loss"] < result.history[0]["loss"]
    for weight, array in zip(backbone.weights, before, strict=True):
        np.testing.assert_array_equal(weight.numpy(), array)
    assert train(config, model=backbone, tokenizer=tokenizer) == result
    backbone.weights[0].assign_add(keras.ops.ones_like(backbone.weights[0]))
    with pytest.raises(InvalidInputError, match="has a backbone with other weights or sizes"):
        train(config, model=backbone, tokenizer=tokenizer)
    assert ModelFolder.open(result.model).config.activation == "gelu_tanh"


def test_a_translator_takes_no_backbone(toy_config):
    with pytest.raises(InvalidInputError, match="go with the task 'answer' only"):
        train(toy_config(), model=object())


@pytest.mark.one_backend
def test_another_encoder_is_another_run(rows, toy_answer_config, toy_encoder, tmp_path):
    import shutil

    copy = tmp_path / "encoder"
    shutil.copytree(toy_encoder, copy)
    config = toy_answer_config(model={"encoder": str(copy)}, optimization={"epochs": 1})
    result = train(config)
    model = load_model(copy)
    model.token_embedding.embeddings.assign(keras.ops.zeros_like(model.token_embedding.embeddings))
    save_model(model, copy, ModelFolder.open(copy).read_tokenizer())
    (result.model.parent / "result.json").unlink()
    with pytest.raises(InvalidInputError, match=r"encoder = .*restore the model folder of model"):
        train(config)


@pytest.mark.one_backend
@pytest.mark.parametrize(
    ("sections", "error", "message"),
    [
        ({"data": {"window": 41}}, InvalidInputError, "data.window must be at most 40, the max"),
        (
            {"data": {"window": 15, "stride": 5}},
            InvalidInputError,
            "data.stride must be below the 4 tokens that a window leaves to the text, got 5",
        ),
        ({"model": {"encoder": "none"}}, ModelNotAvailableError, "no model folder at 'none'"),
        ({"data": {"validation_share": 1e-9}}, InvalidInputError, "there is no validation"),
        ({"optimization": {"warmup_steps": 10_000}}, InvalidInputError, "warmup_steps must be"),
    ],
)
def test_nothing_is_written_before_all_is_well(
    rows, toy_answer_config, tmp_path, sections, error, message
):
    with pytest.raises(error) as caught:
        train(toy_answer_config(**sections))
    assert message in str(caught.value)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("task", ["sing", 3])
def test_unknown_tasks(toy_answer_config, task):
    with pytest.raises(InvalidInputError, match=r"task must be one of \['answer', 'translate'\]"):
        train(toy_answer_config() | {"task": task})


def test_a_task_that_the_configuration_is_not_for():
    config = {"folder": "run", "task": "answer", "data": {"train": "pairs.tsv"}}
    with pytest.raises(InvalidInputError, match="is for the task 'answer', not for 'translate'"):
        train(config, task="translate")
    with pytest.raises(InvalidInputError, match="QuestionAnsweringConfig, got list"):
        train([], task="answer")
