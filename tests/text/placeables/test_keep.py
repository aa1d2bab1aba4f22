"""What a user wants to be kept."""

import re

import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.text.placeables.keep import KeepList


def targets(keep, text):
    return [placeable.target for placeable in KeepList(keep).find(text)]


def test_words_are_kept_in_their_own_case_and_whole():
    assert targets(["Blue River", "go"], "Blue River, blue river, go, goes, Blue Rivers") == [
        "Blue River",
        "go",
    ]


def test_patterns_are_kept_where_they_match_something():
    assert targets([re.compile(r"x\d*"), re.compile(r"\b")], "x1 and x") == ["x1", "x"]


def test_of_those_that_overlap_the_first_and_longest_is_taken():
    keep = ["River Bank", "Blue River", re.compile("Blue River B")]

    assert targets(keep, "Blue River Bank") == ["Blue River B"]


def test_they_are_hidden():
    (placeable,) = KeepList(["Acme"]).find("At Acme.")

    assert (placeable.start, placeable.end, placeable.kind, placeable.hidden) == (
        3,
        7,
        "keep",
        True,
    )


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        ("Acme", r"keep=\['Acme'\]"),
        (re.compile("Acme"), "must be a list"),
        (7, "must be a list"),
        ([""], "empty"),
        (["  "], "empty"),
        ([7], "must be a str or a compiled pattern"),
        ([b"Acme"], "must be a str or a compiled pattern"),
        ([re.compile(b"Acme")], "for bytes"),
        ([re.compile("x*")], r"'x\*'; let it match one character"),
    ],
)
def test_what_cannot_be_kept_is_an_error(keep, message):
    with pytest.raises(InvalidInputError, match=message):
        KeepList(keep)
