"""A reader that takes a millisecond, and articles for it."""

import json
import subprocess
import sys

import numpy as np
import pytest

import nlp_suite
from nlp_suite.batch import planner

WORDS = [
    "Tom",
    "Ann",
    "Eli",
    "Kim",
    "sleeps",
    "paid",
    "euros",
    "sings",
    "reads",
    "river",
    "stone",
    "twelve",
    "under",
    "green",
    "old",
]
QUESTIONS = ["Who sleeps?", "What did Ann pay?", "Where is the stone?"]


def make_text(rng, sentences):
    chosen = (rng.choice(WORDS, rng.integers(3, 12)) for _ in range(sentences))
    return " ".join(f"{' '.join(words).capitalize()}." for words in chosen)


@pytest.fixture(scope="session")
def write_articles():
    def write(folder, count, sentences=8, seed=0):
        folder.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(seed)
        for i in range(count):
            text = make_text(rng, int(rng.integers(1, sentences + 1)))
            (folder / f"{i:05d}.txt").write_text(f"Article {i}. {text}")
        return folder

    return write


@pytest.fixture
def articles(tmp_path, write_articles, monkeypatch):
    """A folder with twelve articles, in which groups are small."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(planner, "GROUP_CHARACTERS", 600)
    return write_articles(tmp_path / "articles", 12)


@pytest.fixture
def ask(articles, tiny_reader):
    """Asks questions of the articles."""

    def ask(output=None, questions=QUESTIONS, paths="articles", **options):
        return nlp_suite.answer_files(questions, paths, output, model=tiny_reader, **options)

    ask.questions = QUESTIONS
    return ask


@pytest.fixture
def problems():
    """Takes problems, and lists what they say."""

    class Problems(list):
        def __call__(self, problem):
            self.append(problem.reason)

    return Problems()


@pytest.fixture(scope="session")
def read_rows():
    """Reads an output, whatever its format, as dictionaries of what JSON has."""

    def read(path):
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in path.read_text().splitlines()]
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            return pq.read_table(path).to_pylist()
        import csv

        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return read


# The same command, with groups so small that there are many to be stopped between.
CHILD = """
import sys
from nlp_suite.batch import planner
from nlp_suite.cli import main
planner.GROUP_CHARACTERS = 2000
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="session")
def start_child():
    def start(*arguments, code=CHILD, **options):
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)],
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, **options},
        )

    return start
