import contextlib
import os
import threading

import pytest

from nlp_suite.data import read_string_array
from nlp_suite.data.files import isolated_reader, table_process
from nlp_suite.processes import read_message, write_frame, write_message


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    path = tmp_path_factory.mktemp("pickles") / "a.pkl"

    def read_bytes(data):
        path.write_bytes(data)
        return read_string_array(path)

    read_bytes.path = path
    return read_bytes


def pipe():
    end, start = os.pipe()
    return os.fdopen(end, "rb"), os.fdopen(start, "wb")


class TableThread:
    """Does in a thread of this process what the child process does that reads tables."""

    def __init__(self, module, *, quiet):
        assert module == table_process.__name__
        requests, self._requests = (
            os.fdopen(*end) for end in zip(os.pipe(), ("rb", "wb"), strict=True)
        )
        self._replies, replies = (
            os.fdopen(*end) for end in zip(os.pipe(), ("rb", "wb"), strict=True)
        )
        self._ours = requests, replies
        self._thread = threading.Thread(target=table_process.serve, args=self._ours)
        self._thread.start()

    def send(self, message):
        write_message(self._requests, message)

    def send_bytes(self, data):
        write_frame(self._requests, data)

    def receive(self):
        return read_message(self._replies)

    @contextlib.contextmanager
    def killed_after(self, seconds):
        yield threading.Event()

    def close(self):
        self._requests.close()
        self._thread.join()
        for stream in (self._replies, *self._ours):
            stream.close()


@pytest.fixture
def tables_in_this_process(monkeypatch):
    """Reads tables in this process, where libraries can be patched."""
    monkeypatch.setattr(isolated_reader, "ChildProcess", TableThread)
    # A limit of the child's would be one of the tests.
    monkeypatch.setattr(table_process, "limit_resources", lambda *_: None)
