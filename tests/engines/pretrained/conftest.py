import functools
import importlib.util
import json
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def edited(checkpoints, tmp_path):
    """Copies one of the checkpoints and changes its files."""

    def edit(name, *, config=None, remove=(), **files):
        folder = tmp_path / name
        shutil.copytree(checkpoints / name, folder)
        for file in remove:
            (folder / file).unlink()
        for file, changes in {"config": config or {}, **files}.items():
            path = folder / f"{file}.json"
            values = json.loads(path.read_text()) | changes
            path.write_text(json.dumps({k: v for k, v in values.items() if v is not None}))
        return folder

    return edit


@pytest.fixture(scope="session")
def translation_recipe():
    """The script that made the reference of the translation pipeline, and its checkpoints."""
    script = Path(__file__).parents[3] / "scripts" / "make_translation_reference.py"
    spec = importlib.util.spec_from_file_location(script.stem, script)
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    return recipe


@pytest.fixture(scope="session")
def families(translation_recipe):
    return translation_recipe.FAMILIES


@pytest.fixture(scope="session")
def translation_checkpoints(translation_recipe, tmp_path_factory, article):
    """Returns the folder of a family's checkpoint, which is made when it is first asked for."""
    fixture = Path(__file__).parents[2] / "fixtures" / "translation.json"
    sha256 = json.loads(fixture.read_text(encoding="utf-8"))["sha256"]

    @functools.cache
    def checkpoint(family):
        folder = tmp_path_factory.mktemp("translators") / family
        folder.mkdir()
        found = translation_recipe.write_checkpoint(family, article, folder)
        assert found == sha256[family], "the recipe no longer gives what the pipeline had"
        return folder

    return checkpoint
