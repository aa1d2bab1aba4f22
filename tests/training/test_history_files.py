import csv
import json
import subprocess
import sys

import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.training.history import write_history

HISTORY = [
    {"epoch": 1, "step": 100, "loss": 4.0, "validation_loss": 3.5},
    {"epoch": 2, "step": 200, "loss": 3.0, "validation_loss": 2.9, "validation_bleu": 20.5},
    {"epoch": 3, "step": 300, "loss": 2.5, "validation_loss": 3.1, "validation_bleu": 20.4},
]


FULL_DISK = """
import resource, sys
from nlp_suite.training.history import write_history
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
history = [{"epoch": epoch, "loss": 1 / epoch} for epoch in range(1, 101)]
try:
    write_history(history, sys.argv[1])
except OSError as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to set")
@pytest.mark.parametrize("name", ["history.csv", "history.json"])
def test_a_full_disk_leaves_the_old_file(tmp_path, name):
    path = tmp_path / name
    write_history(HISTORY, path)
    before = path.read_bytes()
    result = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True
    )
    assert result.stdout == "OSError\n", result.stderr
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_csv_has_every_column(tmp_path):
    path = tmp_path / "history.csv"
    write_history(HISTORY, path)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["epoch", "step", "loss", "validation_loss", "validation_bleu"]
    assert rows[0]["validation_bleu"] == ""
    assert [
        {name: float(value) for name, value in row.items() if value != ""} for row in rows
    ] == HISTORY


def test_json_is_json(tmp_path):
    path = tmp_path / "history.json"
    write_history([*HISTORY, {"epoch": 4, "loss": float("nan")}], path)

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    rows = json.loads(path.read_text(), parse_constant=refuse)
    assert rows == [*HISTORY, {"epoch": 4, "loss": None}]


@pytest.mark.parametrize("name", ["history.csv", "history.json"])
def test_a_file_that_stands_there_is_replaced(tmp_path, name):
    path = tmp_path / name
    write_history(HISTORY, str(path))
    whole = path.read_text()
    write_history(HISTORY[:1], path)
    assert 0 < len(path.read_text()) < len(whole)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ([], "the history is empty"),
        ([{"epoch": 1, "loss": 1.0}, {"loss": 2.0}], r"row 2 .* no 'epoch', only \['loss'\]"),
    ],
)
def test_no_history(tmp_path, history, message):
    path = tmp_path / "history.csv"
    with pytest.raises(InvalidInputError, match=message):
        write_history(history, path)
    assert not path.exists()


def test_an_ending_that_is_no_format(tmp_path):
    with pytest.raises(InvalidInputError, match=r"\.csv or \.json, got .*history\.txt"):
        write_history(HISTORY, tmp_path / "history.txt")
