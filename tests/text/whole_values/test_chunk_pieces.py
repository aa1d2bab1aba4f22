import pytest

from nlp_suite.text.whole_values.chunk_pieces import chunk_pieces


@pytest.mark.parametrize(
    ("chunk", "pieces"),
    [
        ("(1,200—Ca(OH)2),", ["1,200", "Ca(OH)2"]),
        ("“3.5”;", ["3.5"]),
        ("Total:45", ["Total", "45"]),
        ("16:9", ["16:9"]),
        ("n=120", ["n", "120"]),
        ("e8=Q", ["e8=Q"]),
        ("Rome,Paris", ["Rome", "Paris"]),
        ("(re)build", ["(re)build"]),
        ("(1990).", ["1990"]),
        (".75", [".75"]),
        ("-3", ["-3"]),
        ("-word", ["word"]),
        ("/usr/bin/", ["/usr/bin"]),
        ("'90s'", ["90s"]),
        ("((((", []),
        ("...", []),
    ],
)
def test_pieces(chunk, pieces):
    assert [chunk[start:end] for start, end in chunk_pieces(chunk, 0, len(chunk))] == pieces
