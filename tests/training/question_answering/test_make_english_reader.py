"""The script that made the shipped reader, on a toy language."""

import hashlib
import importlib.util
import sys
from pathlib import Path

import pytest

import nlp_suite
from nlp_suite.models import ModelFolder

SCRIPT = Path(__file__).parents[3] / "scripts" / "make_english_reader.py"


@pytest.mark.slow
@pytest.mark.one_backend
def test_make_english_reader(
    tmp_path, monkeypatch, make_toy_rows, write_squad, toy_answer_config, write_toml, capsys
):
    spec = importlib.util.spec_from_file_location("make_english_reader", SCRIPT)
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    rows = make_toy_rows(60, seed=0)
    file = tmp_path / "toy.json"
    write_squad(rows, file)
    for run in make.RUNS:
        write_toml(toy_answer_config(run, data={"joined": 0.5}), run)
    out, runs = tmp_path / "model", tmp_path / "runs"
    arguments = ["make", str(tmp_path), "--runs", str(runs), "--output", str(out)]
    monkeypatch.setattr(sys, "argv", [*arguments, "--dev", str(file)])
    monkeypatch.setattr(make, "CONFIGS", tmp_path)
    monkeypatch.setattr(make, "SHA256", {"toy.json": "0" * 64})
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    with pytest.raises(SystemExit, match=f"toy.json has sha256 {sha256}, expected 0000"):
        make.main()

    monkeypatch.setattr(make, "SHA256", {"toy.json": sha256})
    monkeypatch.setattr(make, "READING", {"window": 28, "stride": 4})
    make.main()
    printed = capsys.readouterr().out
    assert "bytes of weights" in printed
    assert "exact_match" in printed
    folder = ModelFolder.open(out)
    assert (folder.options["window"], folder.options["stride"]) == (28, 4)
    trained = ModelFolder.open(runs / make.RUNS[-1] / "model")
    assert folder.options["temperature"] == trained.options["temperature"]
    weights = [one / "model.safetensors" for one in (out, trained.path)]
    assert weights[0].stat().st_size < 0.5 * weights[1].stat().st_size
    assert nlp_suite.load("answer", model=out)("who ?", rows[0]["context"]).text
    # The second run has started from the first one's weights in 8 bits, the third from the
    # second's.
    starts = runs / f"{make.RUNS[0]}-int8", runs / make.RUNS[1] / "model"
    for run, start in zip(make.RUNS[1:], starts, strict=True):
        before = ModelFolder.open(start).fingerprint()
        assert before in (runs / run / "environment.json").read_text()
