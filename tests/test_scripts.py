"""The configurations and scripts that made what the package ships."""

import hashlib
import importlib.util
import itertools
import json
import shutil
import sys
from pathlib import Path

import pytest

import nlp_suite
from nlp_suite.config import read_toml
from nlp_suite.models import ModelFolder
from nlp_suite.training import QuestionAnsweringConfig, TranslationConfig

SCRIPTS = Path(__file__).parents[1] / "scripts"


@pytest.mark.parametrize("file", sorted((SCRIPTS / "configs").glob("*.toml")), ids=lambda f: f.stem)
def test_configurations_are_valid(file):
    kinds = {"translate": TranslationConfig, "answer": QuestionAnsweringConfig}
    config = kinds[read_toml(file).values.get("task", "translate")].from_toml(file)
    assert config.folder == f"runs/{file.stem}"


@pytest.mark.slow
def test_make_english_german(tmp_path, monkeypatch, toy_file, toy_config, write_toml, capsys):
    """The script, with two short runs on a toy language in place of the long ones."""
    spec = importlib.util.spec_from_file_location("make", SCRIPTS / "make_english_german.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    monkeypatch.setattr(make, "CONFIGS", tmp_path)
    sha256 = hashlib.sha256(toy_file.read_bytes()).hexdigest()
    out, runs = tmp_path / "model", tmp_path / "runs"
    arguments = ["make", str(toy_file), "--runs", str(runs), "--output", str(out)]
    monkeypatch.setattr(sys, "argv", [*arguments, "--dev", str(toy_file)])
    with pytest.raises(SystemExit, match=f"has sha256 {sha256}, expected {make.SHA256}"):
        make.main()

    monkeypatch.setattr(make, "SHA256", sha256)
    config = toy_config()
    write_toml(config, make.RUNS[0])
    del config["model"], config["tokenizer"]
    for run in make.RUNS[1:]:
        write_toml(config, run)
    make.main()
    assert "bytes of weights" in capsys.readouterr().out
    folder = ModelFolder.open(out)
    assert {str(array.dtype) for array in folder.read_parameters().values()} == {"float16"}
    assert nlp_suite.load("translate", model=out)("I see a cat.").text
    assert folder.read_words() == ModelFolder.open(runs / make.RUNS[-1] / "model").read_words()
    for before, run in itertools.pairwise(make.RUNS):
        started = (runs / run / "environment.json").read_text()
        assert ModelFolder.open(runs / before / "model").fingerprint() in started


@pytest.mark.one_backend
@pytest.mark.parametrize("reverse", [False, True])
def test_fit_translation_confidence(
    tmp_path, monkeypatch, toy_translator, toy_pairs, capsys, reverse
):
    """The script, with whole sentences that are right and pieces of them that are wrong."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    folder, data = tmp_path / "model", tmp_path / "toy.tsv"
    shutil.copytree(toy_translator, folder)
    pairs = [*toy_pairs[:30], *((en.split(" ", 2)[2], "Ja!") for en, _ in toy_pairs[:30])]
    columns = [pair[::-1] if reverse else pair for pair in pairs]
    data.write_text("".join(f"{one}\t{other}\n" for one, other in columns), encoding="utf-8")
    arguments = ["fit", str(folder), "--data", str(data), "--count", "40"]
    monkeypatch.setattr(sys, "argv", [*arguments, *(["--reverse"] if reverse else [])])
    assert nlp_suite.load("translate", model=folder)("I see a cat.").quality is None
    importlib.import_module("fit_translation_confidence").main()

    *table, printed = capsys.readouterr().out.splitlines()
    weights = json.loads((folder / "config.json").read_text())["options"]["confidence"]
    assert weights == json.loads(printed)
    rows = [line.strip("| ").split(" | ") for line in table[2:]]
    assert [row[:2] for row in rows] == [["toy", "20"], ["all", "20"]]
    # Length alone tells the ones from the others, so the half that was not fitted to is right.
    assert all(float(row[3]) > 0.95 for row in rows)
    translator = nlp_suite.load("translate", model=folder)
    assert translator("I see a cat.").quality > 0.5 > translator("a cat.").quality
