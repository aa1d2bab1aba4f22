"""Keys of the service."""

import os

import pytest

from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.service.api_keys import ApiKeys

KEY = "0123456789abcdef"


def test_a_file_of_keys_is_read(tmp_path):
    file = tmp_path / "keys"
    file.write_text(f"# of the desk\n\n desk: {KEY}\nroom.2:{KEY[::-1]}\n")
    keys = ApiKeys.read(file)
    assert keys.name_of(KEY) == "desk"
    assert keys.name_of(KEY[::-1]) == "room.2"
    for other in ("", KEY[:-1], KEY + " ", "desk", "\ud800"):
        assert keys.name_of(other) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no key"),
        ("desk", "line 1"),
        (f"desk: {KEY}\ndesk: {KEY}1", "line 2"),
        ("desk: short", "line 1"),
        (f"de sk: {KEY}", "line 1"),
    ],
)
def test_a_file_that_has_other_lines_is_refused_without_its_secrets(tmp_path, text, words):
    file = tmp_path / "keys"
    file.write_text(text)
    with pytest.raises(DataFormatError, match=words) as caught:
        ApiKeys.read(file)
    assert KEY not in str(caught.value)
    assert "short" not in str(caught.value)


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", ".", "pipe"):
        with pytest.raises(InvalidInputError):
            ApiKeys.read(tmp_path / name)
