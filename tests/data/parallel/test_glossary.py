import gzip

import pytest

from nlp_suite import DataFormatError, InvalidInputError
from nlp_suite.data.parallel.glossary import read_glossary

TERMS = {"invoice": "Rechnung", "ACME Cloud": "ACME-Cloud", "a, b": '"a"'}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("terms.tsv", 'invoice\tRechnung\n\nACME Cloud\t ACME-Cloud \r\na, b\t"a"\n'),
        ("terms.txt", 'source\ttarget\ninvoice\tRechnung\nACME Cloud\tACME-Cloud\na, b\t"a"'),
        (
            "terms.csv",
            'target,source\nRechnung,invoice\nACME-Cloud,ACME Cloud\n"""a""","a, b"\n',
        ),
        # The same twice does no harm.
        (
            "terms.tab",
            'invoice\tRechnung\ninvoice\tRechnung\nACME Cloud\tACME-Cloud\na, b\t"a"\n',
        ),
    ],
)
def test_files(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert read_glossary(file) == read_glossary(str(file)) == TERMS
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    assert list(read_glossary(packed)) == list(TERMS)


@pytest.mark.parametrize(
    ("name", "data", "error", "message"),
    [
        ("a.tsv", b"invoice Rechnung\n", DataFormatError, "a.tsv, line 1: cells: 1, not a term"),
        ("a.tsv", b"a\tb\n\na\tb\tc\n", DataFormatError, "line 3: cells: 3"),
        ("a.tsv", b"a\t \n", DataFormatError, "line 1: the translation is empty"),
        ("a.tsv", b"\tb\n", DataFormatError, "line 1: the term is empty"),
        (
            "a.tsv",
            b"bill\tRechnung\nx\ty\nbill\tSchein\n",
            DataFormatError,
            "line 3: 'bill' is 'Schein' here and 'Rechnung' in line 1; keep one of them",
        ),
        ("a.tsv", b"\n\n", DataFormatError, "holds no terms|empty"),
        ("a.tsv", b"caf\xe9\tx\n", DataFormatError, "not valid UTF-8"),
        ("a.csv", b"a,b\nc,d\n", DataFormatError, "no columns 'source' and 'target'"),
        ("a.csv", b"source,target\na\n", DataFormatError, "line 2: the translation is empty"),
        ("a.json", b"{}", InvalidInputError, "ends in '.json'"),
        (None, b"", InvalidInputError, "there is no file"),
    ],
)
def test_what_is_no_glossary(tmp_path, name, data, error, message):
    file = tmp_path / (name or "nowhere.tsv")
    if name:
        file.write_bytes(data)
    with pytest.raises(error, match=message) as caught:
        read_glossary(file)
    assert "\n" not in str(caught.value)
