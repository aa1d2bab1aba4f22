import pytest

from nlp_suite.data import read_string_array


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    path = tmp_path_factory.mktemp("pickles") / "a.pkl"

    def read_bytes(data):
        path.write_bytes(data)
        return read_string_array(path)

    read_bytes.path = path
    return read_bytes
