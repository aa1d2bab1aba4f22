import json
import shutil

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
