import datetime
import io
import os
import re
import signal
import sys
import zoneinfo
from decimal import Decimal

import pytest

from nlp_suite import DataFormatError, InvalidInputError, MissingDependencyError
from nlp_suite.data.files.plain_values import UnreadableValue
from nlp_suite.data.files.table_reader import TableReader, read_parquet_batches

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def parquet(columns, **options):
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, **options)
    return file.getvalue()


@pytest.fixture(scope="module")
def reader():
    with TableReader(max_bytes=1 << 20) as reader:
        yield reader


def read(reader, data, choose=list):
    return list(reader.parquet_batches(io.BytesIO(data), "a.parquet", choose))


def column(reader, values):
    (batch,) = read(reader, parquet({"a": values}))
    return batch["a"]


PARIS = zoneinfo.ZoneInfo("Europe/Paris")
MOMENT = datetime.datetime(2024, 2, 29, 12, 30, 1, 5)


@pytest.mark.parametrize(
    "values",
    [
        ["Tom", "", None, "🦊\u2028é"],
        [1, -(2**63), 2**63 - 1, None],
        [0.1, float("inf"), None],
        [True, False, None],
        [None, None],
        [b"\xff\0a", b"", None],
        [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)],
        [MOMENT, None],
        [datetime.time(23, 59, 59, 999)],
        [datetime.timedelta(-3, 5, 7)],
        [Decimal("123456789.000000001"), None],
        [["Tom"], [], None],
        [{"a": 1, "bytes": {"date": [MOMENT]}}, None],
        [[{"text": "Tom", "start": 3}]],
    ],
    ids=repr,
)
def test_values_come_as_they_are(reader, values):
    assert column(reader, pa.array(values)) == values


def test_a_dictionary_of_values_is_none(reader):
    assert column(reader, pa.array(["a", "b", "a"]).dictionary_encode()) == ["a", "b", "a"]


def test_times_of_a_zone(reader):
    (found,) = column(reader, pa.array([MOMENT], pa.timestamp("us", "Europe/Paris")))
    assert found == MOMENT.replace(tzinfo=datetime.UTC).astimezone(PARIS)
    assert str(found) == "2024-02-29 13:30:01.000005+01:00"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (pa.array([2**62], pa.duration("s")), r"duration\[s\]"),
        (pa.array([2**30], pa.date32()), "date32"),
        (pa.array([2**62], pa.date64()), r"date32\[day\]"),
        (pa.array([2**62], pa.timestamp("ms")), r"timestamp\[ms\]"),
        (pa.array([1], pa.timestamp("us", "Mars/Olympus")), r"timestamp\[us, tz=Mars"),
        (pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"),
            pa.py_buffer(b"a\xff")]), "string"),
    ],
    ids=["duration", "date", "milliseconds", "time stamp", "zone", "text"],
)  # fmt: skip
def test_a_value_that_python_has_none_for_is_one_value(reader, value, kind):
    good = pa.array([None], value.type)
    (batch,) = read(reader, parquet({"a": pa.chunked_array([good, value, good]), "b": [1, 2, 3]}))
    assert batch["b"] == [1, 2, 3]
    assert batch["a"][::2] == [None, None]
    assert isinstance(batch["a"][1], UnreadableValue)
    assert re.match(rf"is a {kind}.* that cannot be read \(", batch["a"][1].reason)


def test_columns_of_one_name(reader):
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    file = io.BytesIO()
    pq.write_table(table, file)
    assert read(reader, file.getvalue(), lambda there: ["a"]) == [{"a": [1]}]


def test_a_table_is_read_a_part_at_a_time(reader):
    class Counted(io.BytesIO):
        sent = 0

        def read(self, size=-1):
            data = super().read(size)
            self.sent += len(data)
            return data

    texts = [os.urandom(50_000).hex() for _ in range(200)]
    file = Counted(parquet({"text": texts}, row_group_size=10, compression="none"))
    batches = reader.parquet_batches(file, "a.parquet", list)
    first = next(batches)["text"]
    assert 1 <= len(first) <= 20
    # Of 20 MB no more than this, and some that is read ahead.
    assert file.sent < 6_000_000
    assert first + [text for batch in batches for text in batch["text"]] == texts


def test_rows_before_a_crash_are_kept():
    data = parquet({"text": [f"Tom {n}" * 100 for n in range(5000)]})
    with TableReader(max_bytes=1 << 20) as reader:
        batches = reader.parquet_batches(io.BytesIO(data), "a.parquet", list)
        first = next(batches)["text"]
        assert first[0].startswith("Tom 0")
        os.kill(reader._process.pid, signal.SIGABRT)
        with pytest.raises(DataFormatError, match=r"a.parquet is no Parquet file, or .*crashes"):
            list(batches)
        # The next file gets a new process.
        assert read(reader, parquet({"a": [1]})) == [{"a": [1]}]


def test_a_library_that_hangs_or_writes_nonsense(tmp_path, monkeypatch):
    (tmp_path / "pyarrow").mkdir()
    (tmp_path / "pyarrow" / "parquet.py").touch()
    start = tmp_path / "pyarrow" / "__init__.py"
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    start.write_text("import os, time\ndef set_cpu_count(n): time.sleep(60)")
    with (
        TableReader(time_limit=0.2) as reader,
        pytest.raises(DataFormatError, match=r"a.parquet takes longer than 0.2 s to read"),
    ):
        read(reader, b"PAR1")
    start.write_text(
        "import gc, io, os\ndef set_cpu_count(n):\n"
        " for one in gc.get_objects():\n"
        "  if isinstance(one, io.BufferedWriter) and one.fileno() > 2:\n"
        "   one.write(b'\\0' * 7 + b'\\3{[}'); one.flush()"
    )
    with TableReader() as reader, pytest.raises(DataFormatError, match="reading it crashes"):
        read(reader, b"PAR1")


def test_missing_package(tmp_path, monkeypatch):
    (tmp_path / "pyarrow.py").write_text("raise ModuleNotFoundError('pyarrow', name='pyarrow')")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with TableReader() as reader, pytest.raises(MissingDependencyError, match="package pyarrow"):
        read(reader, b"PAR1")


def test_whoever_stops_reading_leaves_no_process(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet({"text": ["Tom" * 1000] * 5000}))
    batches = read_parquet_batches(path, list)
    process = batches.gi_frame.f_locals["batches"].gi_frame.f_locals["reader"]._process
    assert process.status is None
    del batches
    assert process.status is not None


@pytest.mark.skipif(os.name == "nt", reason="no named pipes")
def test_a_pipe_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "a.parquet")
    with pytest.raises(InvalidInputError, match="is a pipe, a socket or a device"):
        read_parquet_batches(tmp_path / "a.parquet", list)
