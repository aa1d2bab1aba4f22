"""Executes the notebooks and saves their outputs.

    python scripts/run_notebooks.py notebooks/*.ipynb

They are run one after the other, each in a process of its own and in its folder. What TensorFlow
says on standard error as it starts is no part of a lesson and left out, and so are the times.
"""

import argparse
import os
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from nlp_suite.files import atomic_file

LONGEST_CELL = 1800


def run(path: Path) -> None:
    """Execute a notebook, in its place."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=LONGEST_CELL,
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [one for one in cell.outputs if one.get("name") != "stderr"]
    with atomic_file(path) as new:
        nbformat.write(notebook, new)


def main() -> None:
    """Read the command line, run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("notebooks", type=Path, nargs="+")
    arguments = parser.parse_args()
    os.environ.pop("NLP_SUITE_QUICK", None)
    for path in arguments.notebooks:
        start = time.perf_counter()
        run(path)
        print(f"{path.name}: {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
