"""The lessons run; each claims by itself what its text says."""

import json
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LARGEST = 600_000


def cells(notebook, kind):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def committed(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_lessons_are_numbered():
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{n:02d}" for n in range(1, 11)]


@pytest.mark.slow
def test_a_quick_run(path, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("NLP_SUITE_QUICK", "1")
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.delenv("NLP_SUITE_ONLINE", raising=False)
    before = sorted(ROOT.joinpath("notebooks").rglob("*"))
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    client = NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    # Whatever a lesson writes is gone with it.
    assert sorted(ROOT.joinpath("notebooks").rglob("*")) == before


def test_no_text_is_left_to_be_written(committed):
    texts = ["".join(cell["source"]) for cell in cells(committed, "markdown")]
    assert not re.findall(r"^[A-Z]+(?:_[A-Z]+)+$", "\n".join(texts), re.MULTILINE)


def test_the_outputs_are_those_of_one_run_from_top_to_bottom(committed):
    counts = [cell["execution_count"] for cell in cells(committed, "code")]
    assert counts == list(range(1, len(counts) + 1))
    outputs = [output for cell in cells(committed, "code") for output in cell["outputs"]]
    assert outputs
    assert {output["output_type"] for output in outputs} <= {
        "display_data",
        "execute_result",
        "stream",
    }
    assert all(output.get("name", "stdout") == "stdout" for output in outputs)


def test_a_lesson_has_pictures_and_says_where_to_go_on(committed, path):
    outputs = [output for cell in cells(committed, "code") for output in cell["outputs"]]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    texts = ["".join(cell["source"]) for cell in cells(committed, "markdown")]
    assert texts[0].startswith("# ")
    assert texts[-1].rpartition("## To go on")[2].count("https://")
    for page in re.findall(r"docs/[\w-]+\.md", "\n".join(texts)):
        assert (ROOT / page).exists(), page
    assert path.stat().st_size < LARGEST


def test_nothing_tells_where_it_ran(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(work|root|home|tmp|Users)/", text)
