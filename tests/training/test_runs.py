import csv
import json
import os
import shutil
import tomllib
import types
from pathlib import Path

import keras
import numpy as np
import pytest
from safetensors.numpy import load_file

import nlp_suite
from nlp_suite.errors import (
    InvalidInputError,
    ModelFormatError,
    ModelNotAvailableError,
    TrainingError,
)
from nlp_suite.models import ModelFolder, load_model
from nlp_suite.training import TranslationConfig, train

BACKEND = keras.backend.backend()


def contents(folder):
    """Every file of a run, and when it was written."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def weights(folder):
    return load_file(folder / "model.safetensors")


def equal(first, second):
    return first.keys() == second.keys() and all(
        np.array_equal(array, second[name]) for name, array in first.items()
    )


@pytest.mark.parametrize(
    "precision", [pytest.param("float32", marks=pytest.mark.one_backend), "mixed_bfloat16"]
)
def test_a_run_on_every_backend(toy_config, tmp_path, precision):
    config = toy_config(
        optimization={"epochs": 3, "average_epochs": 2, "precision": precision}, data={"noise": 0.2}
    )
    result = train(config)
    folder = tmp_path / "run"
    assert result.model == folder / "model"
    assert [row["epoch"] for row in result.history] == [1, 2, 3]
    losses = [row["loss"] for row in result.history]
    assert losses[2] < losses[1] < losses[0]
    assert set(result.history[0]) == {
        "epoch",
        "step",
        "loss",
        "accuracy",
        "validation_loss",
        "validation_accuracy",
        "seconds",
    }
    assert set(result.metrics) == {"validation_loss", "validation_accuracy"}
    assert sorted(path.name for path in folder.iterdir()) == [
        ".lock",
        "averaged",
        "best",
        "checkpoints",
        "config.json",
        "environment.json",
        "history.csv",
        "history.png",
        "last",
        "model",
        "result.json",
        "source_tokenizer.json",
        "target_tokenizer.json",
        "tensorboard",
        "weights",
    ]
    environment = json.loads((folder / "environment.json").read_text())
    assert (environment["backend"], environment["precision"]) == (BACKEND, precision)
    assert len(environment["data"]) == 64
    with (folder / "history.csv").open(newline="") as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    assert rows == result.history

    model = weights(result.model)
    assert {array.dtype for array in model.values()} == {np.dtype("float32")}
    assert load_model(result.model).config.model_dim == 32
    best = min(row["validation_loss"] for row in result.history)
    assert result.metrics["validation_loss"] <= best
    kept = [load_file(path) for path in sorted((folder / "weights").iterdir())]
    assert len(kept) == 2
    assert equal(kept[1], weights(folder / "last"))
    from_epoch = weights(folder / ("averaged" if result.epoch is None else "best"))
    assert equal(model, from_epoch)
    for name, array in weights(folder / "averaged").items():
        mean = (kept[0][name].astype("float64") + kept[1][name]) / 2
        np.testing.assert_allclose(array, mean, atol=1e-7)
    assert not equal(kept[0], kept[1])

    before = contents(folder)
    assert train(config) == result
    assert contents(folder) == before


@pytest.mark.one_backend
def test_the_toy_language_is_learned(toy_config, write_toml, toy_pairs, tmp_path):
    config = toy_config(
        data={"splits": [0.9, 0.1, 0.0]},
        model={"dropout": 0.0},
        optimization={"epochs": 14, "batch_size": 64, "label_smoothing": 0.0},
        validation={"sentences": 6},
    )
    file = write_toml(config)

    result = train(str(file))
    assert (tmp_path / "run" / "config.toml").read_text() == file.read_text()
    assert result.history[0]["validation_bleu"] < result.metrics["validation_bleu"]
    losses = [row["validation_loss"] for row in result.history]
    best = result.history[losses.index(min(losses))]
    assert result.metrics == {name: best[name] for name in best if name.startswith("validation_")}
    card = (result.model / "README.md").read_text()
    assert "# A translator from English to German" in card
    assert f"- validation_bleu: {best['validation_bleu']:.4f}" in card
    assert "`toy.tsv`" in card

    translate = nlp_suite.load("translate", model=result.model)
    sources, references = zip(*toy_pairs, strict=True)
    found = [str(translation) for translation in translate(list(sources))]
    right = sum(one == reference for one, reference in zip(found, references, strict=True))
    # One sentence in ten was never seen.
    assert right >= 0.9 * len(toy_pairs)


@pytest.mark.one_backend
def test_a_run_starts_from_a_model(toy_config, tmp_path):
    first = train(toy_config("first", optimization={"epochs": 2}))
    sections = toy_config("second", optimization={"learning_rate": 1e-9})
    sections |= {"start_from": str(first.model), "model": {"dropout": 0.0}}
    del sections["tokenizer"]
    second = train(sections)
    # The rate is too low to change anything that single precision shows.
    loss = second.history[0]["validation_loss"]
    assert loss == pytest.approx(first.metrics["validation_loss"], abs=1e-4)
    assert load_model(second.model).config.dropout == 0.0
    words = ModelFolder.open(first.model).read_words()
    assert {"i", "see", "cat"} <= words
    assert ModelFolder.open(second.model).read_words() == words
    for name in ("source_tokenizer.json", "target_tokenizer.json"):
        before = json.loads((first.model / name).read_text())
        assert json.loads((second.model / name).read_text()) == before

    (tmp_path / "second" / "result.json").unlink()
    shutil.rmtree(first.model)
    with pytest.raises(ModelNotAvailableError, match="no model"):
        train(sections)
    shutil.copytree(tmp_path / "first" / "last", first.model)
    config = json.loads((first.model / "config.json").read_text())
    config["options"]["max_source_tokens"] -= 1
    (first.model / "config.json").write_text(json.dumps(config))
    with pytest.raises(InvalidInputError, match=r"start_from = .* restore the model"):
        train(sections)


@pytest.mark.one_backend
def test_the_best_epoch_is_kept(toy_config, tmp_path):
    """The rate rises until nothing is learned any more."""
    config = toy_config(
        optimization={"epochs": 30, "patience": 2, "learning_rate": 1.0, "warmup_steps": 80}
    )
    result = train(config)
    losses = [row["validation_loss"] for row in result.history]
    best = losses.index(min(losses))
    # Two epochs without a better one, and it is over.
    assert len(result.history) == best + 3 < 30
    assert result.metrics["validation_loss"] == min(losses)
    assert result.epoch == best + 1
    folder = tmp_path / "run"
    assert equal(weights(folder / "model"), weights(folder / "best"))
    assert not equal(weights(folder / "last"), weights(folder / "best"))
    before = contents(folder)
    assert train(config) == result
    assert contents(folder) == before


@pytest.mark.one_backend
def test_another_configuration_in_the_same_folder(toy_config, tmp_path):
    train(toy_config(optimization={"epochs": 1}))
    before = contents(tmp_path / "run")
    with pytest.raises(InvalidInputError, match=r"optimization\.epochs = 1, got 2"):
        train(toy_config(optimization={"epochs": 2}))
    assert contents(tmp_path / "run") == before
    # The folder itself may be another.
    (tmp_path / "run").rename(tmp_path / "moved")
    assert train(toy_config("moved", optimization={"epochs": 1})).model.is_dir()


@pytest.mark.one_backend
def test_a_stopped_run_goes_on_only_with_the_same_data_and_backend(toy_config, toy_file, tmp_path):
    file = tmp_path / "pairs.tsv"
    shutil.copy(toy_file, file)
    config = toy_config(data={"train": str(file)}, optimization={"epochs": 1})
    result = train(config)
    folder = tmp_path / "run"
    # As it was before the last thing was written.
    (folder / "result.json").unlink()
    text = file.read_text()
    file.write_text(text.replace("cat", "bat"))
    with pytest.raises(InvalidInputError, match=r"holds a run with data = .*; restore the data"):
        train(config)
    file.write_text(text)
    environment = json.loads((folder / "environment.json").read_text())
    (folder / "environment.json").write_text(json.dumps(environment | {"backend": "jax"}))
    with pytest.raises(InvalidInputError, match=r"backend = 'jax', .* set KERAS_BACKEND"):
        train(config)
    (folder / "environment.json").write_text(json.dumps(environment))
    assert train(config) == result


@pytest.mark.one_backend
def test_other_data_and_other_ways_to_read_it(toy_config, toy_pairs, tmp_path):
    for name, pairs in (("train", toy_pairs[:80]), ("dev", toy_pairs[80:])):
        for side, suffix in enumerate(("en", "de")):
            lines = [pair[side] + "\n" for pair in pairs]
            (tmp_path / f"{name}.{suffix}").write_text("".join(lines), encoding="utf-8")
    files = {
        name: [str(tmp_path / f"{file}.{suffix}") for suffix in ("en", "de")]
        for name, file in (("train", "train"), ("validation", "dev"))
    }
    config = toy_config(
        data={**files, "clean": "ascii", "rows": 64},
        tokenizer={"kind": "word", "vocabulary_size": 0, "joint": False},
        model={"shared_embedding": False, "tied_projection": False},
        optimization={"batch_type": "pairs", "batch_size": 16, "epochs": 2},
        validation={"sentences": 3, "runtime": "keras", "beam_size": 2, "metric": "bleu"},
    )
    result = train(config)
    assert result.history[-1]["step"] == 2 * 64 // 16
    source, target = (
        json.loads((result.model / f"{side}_tokenizer.json").read_text())["model"]["vocab"]
        for side in ("source", "target")
    )
    assert "▁cat" in source
    assert "▁Katze" not in target
    assert {"▁katze", "▁strae"} <= set(target)
    assert set(result.metrics) >= {"validation_bleu", "validation_chrf"}
    bleus = [row["validation_bleu"] for row in result.history]
    assert result.metrics["validation_bleu"] == max(bleus)
    assert "`train.en` and `train.de`" in (result.model / "README.md").read_text()


@pytest.mark.one_backend
def test_padding_never_matters(toy_config, monkeypatch):
    """The shapes that JAX gets, with columns and rows of padding, give the same losses."""
    from nlp_suite.training.translation import run as translation_run

    data = translation_run.TranslationData
    shapes = []

    class FixedShapes(data):
        @classmethod
        def load(cls, *args, **options):
            return super().load(*args, **(options | {"fixed_shapes": True}))

        def batch(self, plan):
            batch = super().batch(plan)
            shapes.append((len(plan.indices), batch["labels"].shape))
            return batch

    # So large that there is one batch, whose pairs are the same either way.
    sections = {
        "optimization": {"batch_size": 2000, "warmup_steps": 2, "epochs": 4},
        "model": {"dropout": 0.0},
    }
    free = train(toy_config("free", **sections)).history
    monkeypatch.setattr(translation_run, "TranslationData", FixedShapes)
    fixed = train(toy_config("fixed", **sections)).history
    assert all(pairs < rows for pairs, (rows, _) in shapes)
    for one, other in zip(free, fixed, strict=True):
        for name in one.keys() - {"seconds"}:
            assert one[name] == pytest.approx(other[name], rel=1e-4), name


@pytest.mark.one_backend
def test_what_a_configuration_may_be(toy_config):
    # Positions as long as the longest pair, and not one more.
    sections = {"model": {"positions": "learned", "max_length": 13}, "data": {"max_tokens": 13}}
    config = TranslationConfig.from_dict(toy_config(**sections, optimization={"epochs": 1}))
    assert train(config, progress=False).history[0]["epoch"] == 1
    with pytest.raises(InvalidInputError, match="a mapping or a TranslationConfig, got list"):
        train([])
    with pytest.raises(InvalidInputError, match="cannot be read: No such file"):
        train("none.toml")


@pytest.mark.one_backend
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({1: 2}, "a key of TranslationConfig must be of type str, got 1"),
        ({"data": {None: 1}}, "data: a key of TranslationDataConfig must be of type str"),
        ({"data": [{"train": "a.tsv"}]}, "data must be of type TranslationDataConfig, got ["),
        ({"model": {1: 2}}, "model must be of type dict[str, Any], got {1: 2}"),
        ({"model": {"cls": 1}}, "model: unknown key 'cls'"),
        ({"model": {"name": {"a": [[]]}}}, "model: unknown key 'name'"),
        ({"model": {"architecture": [[1]]}}, "model: architecture must be one of"),
        ({"task": [[1]]}, "task must be one of ['answer', 'translate'], got [[1]]"),
        ({"task": "t" * 10**6}, "task must be one of"),
        ({"folder": {"run": 1}}, "folder must be of type str, got {'run': 1}"),
    ],
)
def test_odd_mappings(toy_config, change, message):
    with pytest.raises(InvalidInputError) as caught:
        train({**toy_config(), **change})
    assert message in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.one_backend
@pytest.mark.parametrize("key", ["train", "validation"])
@pytest.mark.parametrize("name", ["pairs.tsv", "pairs.csv", "pairs.parquet", "pairs.pkl", "zero"])
def test_data_that_is_a_pipe_or_a_device(toy_config, tmp_path, name, key):
    # Nobody writes to the pipe, so whoever opens it waits.
    file = Path("/dev/zero") if name == "zero" else tmp_path / name
    if name != "zero":
        os.mkfifo(file)
    for data in (str(file), [str(file), str(file)]):
        with pytest.raises(InvalidInputError, match="is a pipe, a socket or a device; give a file"):
            train(toy_config(data={key: data}))
    assert not (tmp_path / "run").exists()


@pytest.mark.one_backend
@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"data": {"train": "none.tsv"}}, "none.tsv"),
        ({"data": {"rows": 97}}, "97"),
        ({"data": {"splits": [1, 0, 0]}}, "there is no validation pair"),
        ({"data": {"max_tokens": 3}}, "there is no training pair"),
        ({"data": {"max_tokens": "3"}}, "data: max_tokens must be of type int, got '3'"),
        ({"optimization": {"batch_size": 12}}, "optimization.batch_size must be at least the 13"),
        ({"optimization": {"warmup_steps": 10_000}}, "optimization.warmup_steps must be below"),
        ({"model": {"positions": "learned", "max_length": 12}}, "model.max_length must be at"),
        ({"model": {"feed_forward_dim": 10**9}}, "parameters, which take"),
        ({"model": {"num_encoder_layers": 10**9}}, "GB of memory; make the model, the vocabulary"),
    ],
)
def test_nothing_is_written_before_all_is_well(toy_config, tmp_path, sections, message):
    with pytest.raises(nlp_suite.NLPSuiteError) as caught:
        train(toy_config(**sections))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "run").exists()


@pytest.mark.one_backend
def test_damaged_data(toy_config, tmp_path):
    file = tmp_path / "damaged.tsv"
    file.write_bytes(b"Go.\tGeh.\nHi.\nSee.\tSieh.\n")
    with pytest.raises(nlp_suite.DataFormatError, match=r"damaged\.tsv.*line 2"):
        train(toy_config(data={"train": str(file)}))
    assert not (tmp_path / "run").exists()


@pytest.mark.one_backend
def test_a_damaged_run(toy_config, tmp_path):
    config = toy_config(optimization={"epochs": 1, "average_epochs": 2})
    result = train(config)
    folder = tmp_path / "run"
    expected = {name: weights(folder / name) for name in ("model", "last", "averaged")}
    (folder / "result.json").unlink()
    text = (folder / "config.json").read_text()
    (folder / "config.json").write_text(text[:-5])
    with pytest.raises(ModelFormatError, match=r"config\.json is damaged"):
        train(config)
    (folder / "config.json").write_text(text)
    text = (folder / "source_tokenizer.json").read_text()
    (folder / "source_tokenizer.json").write_text(text[: len(text) // 2])
    with pytest.raises(ModelFormatError, match=r"source_tokenizer\.json is damaged"):
        train(config)
    (folder / "source_tokenizer.json").write_text(text)
    # The best weights have no other copy.
    file = folder / "best" / "config.json"
    text = file.read_text()
    file.write_text(text.replace('"max_source_tokens": 1', '"max_source_tokens": 9'))
    with pytest.raises(ModelFormatError, match=r"best is damaged \(it has another digest"):
        train(config)
    assert not (folder / "result.json").exists()
    file.write_text(text)
    # It can be parsed, but is not the run's.
    file = folder / "target_tokenizer.json"
    text = file.read_text()
    file.write_text(text.replace('"unk_token": "<unk>"', '"unk_token": null'))
    with pytest.raises(InvalidInputError, match=r"tokenizers = .*; restore those of the run"):
        train(config)
    file.write_text(text)
    # A checkpoint cut in half gives way to the one before: the epoch is trained again.
    newest = max((folder / "checkpoints").iterdir())
    arrays = newest / "arrays.safetensors"
    arrays.write_bytes(arrays.read_bytes()[: arrays.stat().st_size // 2])
    with pytest.warns(UserWarning, match=f"{newest.name} damaged; the one of step"):
        again = train(config)
    assert strip(again.history) == strip(result.history)
    for name, arrays in expected.items():
        assert equal(weights(folder / name), arrays)


def strip(history):
    return [{key: value for key, value in row.items() if key != "seconds"} for row in history]


@pytest.mark.one_backend
def test_a_loss_that_is_no_number(toy_config, tmp_path):
    config = toy_config(
        optimization={"learning_rate": 1e38, "warmup_steps": 1, "schedule": "linear"}
    )
    with pytest.raises(TrainingError, match=r"loss is (nan|inf)"):
        train(config)
    assert (tmp_path / "run" / "checkpoints" / "step-0000000000").is_dir()


@pytest.mark.one_backend
def test_a_folder_that_cannot_be(toy_config, tmp_path):
    (tmp_path / "run").write_text("a file")
    with pytest.raises(TrainingError, match=r"run cannot be written .*File exists"):
        train(toy_config())
    assert (tmp_path / "run").read_text() == "a file"


@pytest.mark.one_backend
def test_a_file_is_read_and_parsed_once(toy_config, write_toml, monkeypatch):
    parsed = []

    def loads(text):
        parsed.append(text)
        return tomllib.loads(text)

    monkeypatch.setattr("nlp_suite.config.tomllib", types.SimpleNamespace(loads=loads))
    file = write_toml(toy_config() | {"epochs": 3})
    with pytest.raises(InvalidInputError, match=r"run.toml: unknown key 'epochs'"):
        train(file)
    assert len(parsed) == 1
