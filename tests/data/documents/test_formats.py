from pathlib import Path

import pytest

from nlp_suite.data import find_documents, read_documents
from nlp_suite.data.documents import formats
from nlp_suite.data.documents.formats import FORMATS, ParsedFormat, TextFormat, known_format
from nlp_suite.errors import InvalidInputError

DOCS = Path(__file__).parents[3] / "docs" / "documents.md"
SUFFIXES = [suffix for one in FORMATS.values() for suffix in one.suffixes]


def test_a_suffix_has_one_format():
    assert len(SUFFIXES) == len(set(SUFFIXES))
    for name, one in FORMATS.items():
        assert {known_format(f"a{suffix.upper()}") for suffix in one.suffixes} == {name}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_is_described(suffix):
    assert f"`{suffix}`" in DOCS.read_text(encoding="utf-8")
    assert f"`{suffix}`" in " ".join(find_documents.__doc__.split())


def test_a_parser_is_not_imported_with_the_table():
    import subprocess
    import sys

    libraries = [one.library for one in FORMATS.values() if isinstance(one, ParsedFormat)]
    code = (
        "import sys; from nlp_suite.data.documents import formats\n"
        f"print([name for name in {libraries} + ['pyarrow'] if name in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert output == "[]\n"


def test_one_entry_adds_a_format(tmp_path, monkeypatch):
    monkeypatch.setitem(FORMATS, "rot13", TextFormat((".r13",), lambda data, _: shift(data)))
    monkeypatch.setitem(formats._NAMES, ".r13", "rot13")
    (tmp_path / "a.r13").write_text("Gbz fyrrcf.")
    (document,) = read_documents(find_documents(tmp_path))
    assert document.text == "Tom sleeps."


def shift(data):
    import codecs

    return codecs.decode(data.decode(), "rot13")


def test_what_needs_no_parser():
    from nlp_suite.data.documents.extractor import Extractor

    with (
        Extractor(max_bytes=99, time_limit=60) as extractor,
        pytest.raises(InvalidInputError, match="a format that needs a parser, got 'text'"),
    ):
        extractor.extract("text", b"Tom", "a.txt")
