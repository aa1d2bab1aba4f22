"""Measure time and memory of load_parallel, for one list in every file format.

    python benchmarks/load_parallel.py deu.txt.gz

The list is read once and written anew in the other forms; each is then loaded in a process
of its own. The seconds are those of the call, without the import of `datasets`, which the
last line gives; the memory is the process's peak, and what it was before the call.
"""

import argparse
import csv
import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from nlp_suite.data.parallel.load import open_pairs
from nlp_suite.data.parallel.rows import read_pairs

MEASURE = """
import json, sys, time
from nlp_suite.comparison.resources import peak_memory
def peak():
    return peak_memory() // 2**20
start = time.perf_counter()
import datasets
imported = time.perf_counter() - start
import nlp_suite
nlp_suite.data.load_parallel
before, start = peak(), time.perf_counter()
source, options = json.loads(sys.argv[1])
if isinstance(source, list):
    source = tuple(source)
splits = nlp_suite.data.load_parallel(source, **options)
seconds = time.perf_counter() - start
print(json.dumps([sum(map(len, splits.values())), seconds, before, peak(), imported]))
"""


def write_forms(source: str, folder: Path) -> list[tuple[str, Any, dict[str, str]]]:
    """Writes the list in every form.

    Args:
        source: The list.
        folder: Where to write.

    Returns:
        For each form its name, what to pass to load_parallel, and the options.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    sources, targets = read_pairs(open_pairs(source, ("source", "target")))
    rows = list(zip(sources, targets, strict=True))
    paths = {name: str(folder / name) for name in ("a.csv", "a.parquet", "objects.pkl", "a.pkl")}
    lines = [str(folder / "a.source"), str(folder / "a.target")]
    with Path(paths["a.csv"]).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("source", "target"), *rows])
    pq.write_table(pa.table({"source": sources, "target": targets}), paths["a.parquet"])
    for path, sentences in zip(lines, (sources, targets), strict=True):
        Path(path).write_text("\n".join(sentences), encoding="utf-8")
    for name, dtype in (("objects.pkl", object), ("a.pkl", str)):
        with Path(paths[name]).open("wb") as pickled:
            pickle.dump(np.array(rows, dtype=dtype), pickled, protocol=4)
    return [
        ("as given", source, {}),
        ('as given, clean="ascii"', source, {"clean": "ascii"}),
        ("CSV", paths["a.csv"], {}),
        ("Parquet", paths["a.parquet"], {}),
        ("two files of lines", lines, {}),
        ("pickle, objects", paths["objects.pkl"], {}),
        ("pickle, fixed width", paths["a.pkl"], {}),
    ]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", help="a list in any form that load_parallel reads")
    parser.add_argument("--repeat", type=int, default=5, help="processes for each form")
    arguments = parser.parse_args()
    imports = []
    print("| source | file MB | rows | median s | MiB before | MiB at most |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for form, source, options in write_forms(arguments.source, Path(folder)):
            runs = []
            for _ in range(arguments.repeat):
                command = [sys.executable, "-c", MEASURE, json.dumps([source, options])]
                output = subprocess.run(command, capture_output=True, check=True).stdout
                runs.append(json.loads(output))
            rows, seconds, before, peak, imported = np.median(runs, axis=0)
            paths = source if isinstance(source, list) else [source]
            size = sum(Path(path).stat().st_size for path in paths) / 1e6
            imports.append(imported)
            print(
                f"| {form} | {size:.1f} | {rows:,.0f} | {seconds:.1f} | {before:.0f} | {peak:.0f} |"
            )
    print(f"\nimport datasets: {np.median(imports):.1f} s")


if __name__ == "__main__":
    main()
