import pytest

from nlp_suite.text.whole_values.abbreviations import join_abbreviations
from nlp_suite.text.whole_values.edge_moves import EdgeMoves


@pytest.mark.parametrize(
    ("text", "answer", "whole"),
    [
        ("Ask Acme Inc. or Moor Ltd.", "Acme Inc", "Acme Inc."),
        ("Ask Acme Inc. or Moor Ltd.", "Moor Ltd", "Moor Ltd."),
        ("Ask Acme Inc. or Moor Ltd.", "Moor", "Moor"),
        ("It was a zinc.", "zinc", "zinc"),
        ("It was at Baker St.", "Baker St", "Baker St."),
        ("It was the best.", "best", "best"),
        (".", ".", "."),
    ],
)
def test_the_last_stop(text, answer, whole):
    moves = EdgeMoves()
    join_abbreviations(moves, text)
    start = text.index(answer)
    assert text[slice(*moves.widen(start, start + len(answer)))] == whole
