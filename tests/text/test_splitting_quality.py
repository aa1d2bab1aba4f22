"""The accuracy that docs/sentence-splitting.md claims, on the gold set of the benchmark."""

import json
from pathlib import Path

import pytest

from nlp_suite.text import split_sentences

GOLD = Path(__file__).parents[2] / "benchmarks" / "data" / "sentence_splitting.jsonl"
BOUNDARY = "‖"


@pytest.mark.parametrize(("part", "exact"), [("tune", 0.98), ("held-out", 0.94)])
def test_share_of_cases_that_are_wholly_right(part, exact):
    records = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").split("\n") if line]
    cases = [record["marked"] for record in records if record["part"] == part]
    right = 0
    for marked in cases:
        text = marked.replace(BOUNDARY, "")
        expected = [piece.strip() for piece in marked.split(BOUNDARY)]
        found = [text[start:end] for start, end in split_sentences(text)]
        right += found == expected
    assert len(cases) > 50
    assert right / len(cases) >= exact
