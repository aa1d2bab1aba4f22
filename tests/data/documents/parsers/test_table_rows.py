import csv
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nlp_suite import DataFormatError
from nlp_suite.data.documents import UnreadableDocument, find_documents, read_documents

ROWS = [{"id": "1", "text": "Tom, who sleeps."}, {"id": "2", "text": 'A "b"\nc'}]


def parquet(rows, **options):
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), file, **options)
    return file.getvalue()


def json_lines(*rows):
    return "\n".join(
        row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows
    ).encode()


TABLES = {
    "jsonl": ("a.jsonl", json_lines(*ROWS)),
    "jsonl, empty lines": ("a.jsonl", b"\n" + json_lines(ROWS[0], " ", ROWS[1]) + b"\n"),
    "jsonl, utf-16": ("a.jsonl", json_lines(*ROWS).decode().encode("utf-16")),
    "csv": ("a.csv", b'text,id\n"Tom, who sleeps.",1\n"A ""b""\nc",2\n'),
    "csv, windows": ("a.csv", b'text;id\r\nTom, who sleeps.;1\r\n"A ""b""\nc";2\r\n'),
    "csv, tabs": ("a.csv", b'id\ttext\n1\tTom, who sleeps.\n\n2\t"A ""b""\nc"'),
    "parquet": ("a.parquet", parquet(ROWS)),
    "parquet, small groups": ("a.parquet", parquet(ROWS, row_group_size=1, compression="zstd")),
    "parquet, plain": ("a.parquet", parquet(ROWS, use_dictionary=False)),
}


@pytest.mark.parametrize(("name", "data"), TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("packed", [False, True])
def test_tables(read, name, data, packed):
    name, data = (f"{name}.gz", gzip.compress(data)) if packed else (name, data)
    assert read(name, data) == [row["text"] for row in ROWS]


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        (
            "a.jsonl",
            json_lines("{", ROWS[0], {"a": 1}, [1], {"text": 3}),
            [
                "row 1: it is no JSON (Expecting",
                ROWS[0]["text"],
                "row 3: it has no 'text'",
                "row 4: it is a JSON list",
                "row 5: its 'text' is a int",
            ],
        ),
        ("a.jsonl", json_lines([1]), ["row 1: it is a JSON list, not an object"]),
        ("a.jsonl", json_lines({"a": 1}), ["row 1: it has no 'text'"]),
        ("a.jsonl", json_lines({"text": 3}), ["row 1: its 'text' is a int, not a text"]),
        ("a.jsonl", json_lines({"text": " "}), ["row 1: its 'text' is empty"]),
        ("a.jsonl", json_lines({"text": "a\0b"}), ["row 1: its 'text' has a NUL character"]),
        (
            "a.jsonl",
            json_lines({"text": "Grüße"}, "") + b'{"text": "ab\xff"}',
            ["Grüße", "row 2: it is not valid UTF-8, byte 0xff at 12"],
        ),
        ("a.jsonl", b"[" * 100_000, ["row 1: it is nested too deeply"]),
        ("a.jsonl", b'{"text": 1' + b"0" * 9999 + b"}", ["row 1: it is no JSON (Exceeds"]),
        ("a.jsonl", b"\n \n", ["a.jsonl has no rows"]),
        ("a.jsonl", b"", ["a.jsonl is empty"]),
        ("a.csv", b"text\n", ["a.csv has no rows"]),
        ("a.csv", b"body\nTom\n", ["has no column 'text', its first line is 'body\\n'; pass"]),
        ("a.csv", b"id,text\n1\n2,Tom\n", ["row 2: it has 1 cells", "Tom"]),
        ("a.csv", b"te\0xt\nTom\n", ["binary file"]),
        ("a.csv", b"text\nA\0b\nTom\n", ["row 2: its 'text' has a NUL character", "Tom"]),
        ("a.jsonl", b'{"text": "Tom"}\n\0\n', ["Tom", "row 2: it is no JSON"]),
        ("a.jsonl", b'{"text": "a", "text": "b"}', ["row 1: it has 'text' twice"]),
        ("a.csv", b'text\nTom\n"Ann\n', ["Tom", "line 3: unexpected end of data; is a quotation"]),
        ("a.csv", "text\nÜber\nGrüße\n".encode() + b"\xff", ["Über", "Grüße", "line 4 is not"]),
        ("a.parquet", parquet([{"body": "a"}]), ["has no column 'text', it has ['body']; pass"]),
        ("a.parquet", parquet([{"text": None}, {"text": "a"}]), ["row 1: it has no 'text'", "a"]),
        ("a.parquet", parquet([{"text": 3}]), ["row 1: its 'text' is a int, not a text"]),
        ("a.parquet", parquet(ROWS)[:-300], ["no Parquet file, or a damaged one"]),
        ("a.parquet", b"PAR1", ["no Parquet file, or a damaged one"]),
        ("a.parquet", b"", ["a.parquet is empty"]),
    ],
)
def test_bad_rows(read, name, data, found):
    results = read(name, data)
    assert len(results) == len(found)
    for result, expected in zip(results, found, strict=True):
        assert expected in result
    assert "\n" not in results[-1]


def test_marks_of_files_that_were_put_together(read):
    assert read("a.jsonl", 2 * (b"\xef\xbb\xbf" + json_lines(ROWS[0]) + b"\n")) == 2 * [
        ROWS[0]["text"]
    ]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ('"\\ud800"', r"its 'by' has half a character, '\ud800'"),
        ('[{"\\udfff": 1}]', r"its 'by' has half a character, '\udfff'"),
        ("NaN", "its 'by' is nan, which is no number of JSON"),
        ("[-Infinity]", "its 'by' is -inf, which is no number of JSON"),
        ("1e999", "its 'by' is inf, which is no number of JSON"),
        ("[" * 101 + "]" * 101, "its 'by' is nested deeper than 100 levels"),
    ],
)
def test_kept_columns_that_no_output_can_have(read, value, reason):
    rows = ['{"text": "Ann.", "by": ' + value + "}", json_lines({"text": "Tom.", "by": ["🦊"]})]
    data = rows[0].encode() + b"\n" + rows[1]
    assert read("a.jsonl", data, keep_columns=["by"]) == [f"a.jsonl, row 1: {reason}", "Tom."]
    assert read("a.jsonl", data) == ["Ann.", "Tom."]


def test_values_of_parquet_that_python_has_none_for(read):
    dates = pa.array([2**30, 0], pa.date32())
    file = io.BytesIO()
    pq.write_table(pa.table({"text": ["Ann.", "Tom."], "by": dates}), file)
    problem, text = read("a.parquet", file.getvalue(), keep_columns=["by"])
    assert problem.startswith("a.parquet, row 1: its 'by' is a date32[day] that cannot be read")
    assert text == "Tom."


def test_many_bad_rows(read):
    results = read("a.jsonl", b"{}\n" * 1234 + json_lines(ROWS[0]))
    assert len(results) == 1002
    assert results[999] == "a.jsonl, row 1000: it has no 'text'"
    assert results[1000:] == [ROWS[0]["text"], "a.jsonl: 234 more of 1,235 rows cannot be read"]


def test_strict(read):
    with pytest.raises(DataFormatError, match=r"a.jsonl, row 2: it is no JSON .*; correct it"):
        read("a.jsonl", json_lines(ROWS[0], "{"), strict=True)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_long_rows(read, name):
    rows = [{"text": "Tom sleeps."}, {"text": "x" * 5000}, {"text": "Ann reads."}]
    write = {"a.jsonl": json_lines, "a.parquet": lambda *rows: parquet(rows)}
    data = write.get(name, lambda *rows: "\n".join(["text", *(r["text"] for r in rows)]).encode())
    results = read(name, data(*rows), max_bytes=1000)
    assert results[0] == "Tom sleeps."
    assert "more than 1,000 bytes" in results[1]
    # Of a CSV file nobody knows where the next row begins.
    assert results[2:] == ([] if name == "a.csv" else ["Ann reads."])
    # What counts is bytes, in every format.
    assert read(name, data({"text": "ü" * 400}), max_bytes=1000) == ["ü" * 400]
    assert "more than" in read(name, data({"text": "ü" * 501}), max_bytes=1000)[0]


def test_an_open_quotation_mark_does_not_take_all(read):
    data = b'text\n"Tom\n' + b"Ann\n" * 1000
    (reason,) = read("a.csv", data, max_bytes=1000)
    assert "its row has more than 1,000 bytes" in reason


def test_texts_that_are_long_for_the_csv_module(read):
    text, limit = "x" * 300_000, csv.field_size_limit()
    assert read("a.csv", f"text\n{text}\n".encode()) == [text]
    # Others rely on it.
    assert csv.field_size_limit() == limit


def test_a_text_that_is_repeated_takes_no_memory(tmp_path, read, monkeypatch):
    # In plain form these would be 20 GB.
    text = pa.array(["x" * 10_000_000])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 2000, "int32"), text)
    file = io.BytesIO()
    pq.write_table(pa.table({"text": column}), file)
    results = read("a.parquet", file.getvalue())
    assert "out of all proportion" in results[-1]
    assert len(results) < 200


def test_a_file_that_says_that_it_is_large(read, monkeypatch):
    monkeypatch.setattr("nlp_suite.data.files.table_reader._FREE_BYTES", 1 << 16)
    data = parquet([{"text": "x" * 10_000_000}], use_dictionary=False, compression="zstd")
    assert read("a.parquet", data) == [
        "a.parquet grows out of all proportion to its size; no text does that"
    ]


def test_damaged_parquet(tmp_path, rng):
    whole = parquet(ROWS * 5)
    for number in range(60):
        damaged = bytearray(whole)
        for _ in range(rng.integers(1, 5)):
            damaged[rng.integers(len(whole))] = rng.integers(256)
        length = len(whole) if rng.integers(3) else rng.integers(1, len(whole))
        (tmp_path / f"{number}.parquet").write_bytes(damaged[:length])
    results = list(read_documents(find_documents(tmp_path)))
    problems = [one for one in results if isinstance(one, UnreadableDocument)]
    assert len({one.file for one in results}) == 60
    assert all("\n" not in one.reason and one.error is DataFormatError for one in problems)
    assert problems
