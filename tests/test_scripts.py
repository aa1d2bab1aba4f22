"""The configurations and scripts that made what the package ships."""

import hashlib
import importlib.util
import itertools
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
