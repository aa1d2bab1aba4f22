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
