import csv
import json

import pytest

from nlp_suite import BatchError
from nlp_suite.batch.output.writers import write_rows

TYPES = {
    "name": "string",
    "n": "integer",
    "share": "number",
    "good": "boolean",
    "more": "json",
}
ROWS = [
    {"name": 'a "b"\n,c', "n": 1, "share": 0.1, "good": True, "more": {"x": ["ä"]}},
    {"name": "", "n": None, "share": 2},
]


def test_json_lines(tmp_path):
    write_rows(tmp_path / "rows.jsonl", TYPES, ROWS)
    assert (tmp_path / "rows.jsonl").read_text(encoding="utf-8") == (
        '{"name": "a \\"b\\"\\n,c", "n": 1, "share": 0.1, "good": true, "more": {"x": ["ä"]}}\n'
        '{"name": "", "n": null, "share": 2, "good": null, "more": null}\n'
    )


def test_csv(tmp_path, read_rows):
    write_rows(tmp_path / "rows.csv", TYPES, ROWS)
    first, second = read_rows(tmp_path / "rows.csv")
    assert list(first.values()) == ['a "b"\n,c', "1", "0.1", "True", '{"x": ["ä"]}']
    assert list(second.values()) == ["", "", "2.0", "", ""]


def test_parquet(tmp_path, read_rows):
    import pyarrow.parquet as pq

    path = tmp_path / "rows.parquet"
    write_rows(path, TYPES | {"none": "none"}, ROWS * 3000)
    assert pq.ParquetFile(path).num_row_groups == 2
    assert [str(field.type) for field in pq.read_schema(path)] == [
        "string",
        "int64",
        "double",
        "bool",
        "string",
        "string",
    ]
    rows = read_rows(path)
    assert len(rows) == 6000
    assert rows[0] == {**ROWS[0], "more": '{"x": ["ä"]}', "none": None}
    assert rows[1]["share"] == 2.0


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_what_fails_leaves_what_stood_there(tmp_path, suffix):
    path = tmp_path / f"rows.{suffix}"
    path.write_text("old")

    def rows():
        yield ROWS[0]
        raise OSError(28, "no room")

    with pytest.raises(BatchError, match=r"rows\.\w+ cannot be written \(No space left on device"):
        write_rows(path, TYPES, rows())
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_formulas_in_a_csv_file(tmp_path):
    types = {"=name": "string", "count": "integer", "more": "json"}
    texts = ["=1+1", "+49 30", "-5 degrees", "@here", "\t=1", "\r=1", "\uff1d1", "1=1", "", "'='"]
    rows = [{"=name": text, "count": -1, "more": [1]} for text in texts]
    plain, safe = tmp_path / "plain.csv", tmp_path / "safe.csv"
    write_rows(plain, types, rows)
    write_rows(safe, types, rows, escape_formulas=True)
    with plain.open(newline="") as file:
        assert [row[0] for row in csv.reader(file)] == ["=name", *texts]
    with safe.open(newline="") as file:
        header, *cells = csv.reader(file)
    assert header == ["'=name", "count", "more"]
    assert [row[0] for row in cells] == [f"'{text}" for text in texts[:7]] + texts[7:]
    assert {tuple(row[1:]) for row in cells} == {("-1", "[1]")}


def test_json_lines_are_lines_for_every_reader(tmp_path):
    text = "one\u2028two\u2029three\x85four\x9bm\udcff"
    write_rows(tmp_path / "a.jsonl", {"text": "string"}, [{"text": text}])
    written = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert len(written.splitlines()) == 1
    assert json.loads(written) == {"text": text}
