import http.server
import threading
import time

import numpy as np
import pytest

from nlp_suite import DataFormatError, InvalidInputError, UnsafeFileError
from nlp_suite.data.series import load_sunspots, sunspot_windows
from nlp_suite.data.series.download import fetch_bytes
from nlp_suite.errors import DatasetNotAvailableError

TABLE = b'"Month","Sunspots"\n"1749-01",58.0\n"1749-02",62.6\n'


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        kind = self.path.strip("/")
        if kind == "missing":
            self.send_error(404)
            return
        self.send_response(302 if kind.startswith(("to-", "file")) else 200)
        if kind == "to-table":
            self.send_header("Location", "/table")
        elif kind == "file":
            self.send_header("Location", "file:///etc/hosts")
        elif kind == "cut":
            self.send_header("Content-Length", str(len(TABLE) + 10))
        self.end_headers()
        if kind == "slow":
            for _ in range(50):
                self.wfile.write(b"1")
                time.sleep(0.05)
        elif kind in ("table", "cut"):
            self.wfile.write(TABLE)
        elif kind == "large":
            self.wfile.write(b"1" * 5000)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # A test ends while a slow answer is still on its way.
    server.handle_error = lambda *_: None
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_published_series(development_data):
    series = load_sunspots(development_data / "series" / "monthly-sunspots.csv")
    assert str(series.months[0]) == "1749-01"
    assert str(series.months[-1]) == "1983-12"
    assert series.values.shape == series.months.shape == (2820,)
    split = sunspot_windows(series.values, scaled_by="whole")
    assert split.train.inputs.shape == (187, 12, 1)
    assert split.test.inputs.shape == (46, 12, 1)
    low, high = series.values.min(), series.values.max()
    assert split.scale.low == low
    np.testing.assert_allclose(
        split.train.inputs[0, :2, 0], (series.values[:2] - low) / (high - low)
    )


def test_scaled_by_the_training_part_alone():
    values = np.arange(100.0)
    split = sunspot_windows(values, time_steps=4)
    assert (split.scale.low, split.scale.high) == (0, 79)
    assert split.test.inputs.max() > 1
    assert sunspot_windows(values, scaled_by="whole").scale.high == 99
    assert sunspot_windows(values, scaled_by="none").scale is None


def test_no_overlap():
    split = sunspot_windows(np.arange(100.0), time_steps=4, scaled_by="none")
    assert split.train.inputs.ravel().tolist() == list(range(76))
    assert split.test.inputs[0, :, 0].tolist() == [80, 81, 82, 83]
    assert len(sunspot_windows(np.arange(100.0), time_steps=4, stride=1).train.inputs) == 76


@pytest.mark.parametrize("path", ["table", "to-table"])
def test_address(server, path):
    series = load_sunspots(f"{server}/{path}")
    assert series.values.tolist() == [58.0, 62.6]


@pytest.mark.parametrize("path", ["missing", "file", "cut"])
def test_address_that_gives_nothing(server, path):
    with pytest.raises(DatasetNotAvailableError, match=r"cannot be fetched \(.*by hand"):
        load_sunspots(f"{server}/{path}")


def test_limits_of_an_address(server):
    with pytest.raises(UnsafeFileError, match="has more than 1000 bytes"):
        fetch_bytes(f"{server}/large", timeout=10, largest=1000)
    start = time.monotonic()
    with pytest.raises(DatasetNotAvailableError, match=r"within 0\.3 seconds"):
        fetch_bytes(f"{server}/slow", timeout=0.3, largest=1000)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no months"),
        ("Month,Value\n", "has no months"),
        ("1749-01,1\n1749-03,2\n", "line 2: 1749-03 does not follow 1749-01"),
        ("1749-01,1,2\n", "line 1: 3 columns, expected 2"),
        ("1749-01,many\n", "line 1: could not convert"),
        ("1749-01,nan\n", "no month with a finite value"),
        ("1749-13,1\n", "line 1: "),
        ("Month,Value\nsome,1\n", "line 2: "),
    ],
)
def test_damaged_tables(tmp_path, text, message):
    (tmp_path / "series.csv").write_text(text)
    with pytest.raises(DataFormatError, match=message):
        load_sunspots(tmp_path / "series.csv")


def test_bad_arguments(tmp_path):
    with pytest.raises(InvalidInputError, match=r"none\.csv"):
        load_sunspots(tmp_path / "none.csv")
    with pytest.raises(InvalidInputError, match=r"scaled_by must be one of .*, got 'all'"):
        sunspot_windows(np.arange(99.0), scaled_by="all")
    with pytest.raises(InvalidInputError, match="need a series of more than 12 values, got 4"):
        sunspot_windows(np.arange(20.0))
