"""Stretches that every translation copies: overlaps, prose, hostile texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.text.placeables.verbatim import find_verbatim

PROSE = """\
The committee met on Monday and decided nothing; it's to meet again in 2026, at 5 p.m. or so.
"Why?" she asked - and left the room (without a word).
Mr. Smith's 4-year-old daughter won 3-2, i.e. by one goal, in the U.S. on 5/6/2019!
Der Käufer zahlt 12,50 Euro (inkl. 19 % MwSt.) bis zum 31.12.2025, d. h. in den 20er-Jahren.
Die Schüler:innen fuhren um 12:30 Uhr mit 3-Zimmer-Wohnungen usw. in die Groß-/Kleinstadt.
He ate 1/2 of 1,000 apples: that's 50%, and/or 24/7 - no. 5 & more * than $7.50 or £3m.
"""
SIGNS = "{}<>[]()@#%$&*_~`\\/.:;-+=|!?'\" \t\n0123456789aAbBnsdxЯ→👍é\u0301\0\ud800"


@pytest.mark.parametrize("line", PROSE.splitlines())
def test_prose_has_none(line):
    assert find_verbatim(line) == []


def test_of_stretches_that_overlap_the_longest_is_taken():
    text = 'Open <a href="https://x.example/BA2490">C:\\a\\{b}.txt</a>'

    assert [(p.kind, p.target) for p in find_verbatim(text)] == [
        ("tag", '<a href="https://x.example/BA2490">'),
        ("path", "C:\\a\\{b}.txt"),
        ("tag", "</a>"),
    ]


@given(st.text(st.sampled_from(SIGNS)) | st.text())
def test_placeables_are_stretches_of_the_text_that_do_not_overlap(text):
    done = 0
    for placeable in find_verbatim(text):
        assert done <= placeable.start < placeable.end <= len(text)
        assert placeable.target == text[placeable.start : placeable.end]
        done = placeable.end


@pytest.mark.parametrize("end", ["", "!{[(<`*_@#%$&\\/.:1x"])
@pytest.mark.parametrize(
    "unit",
    [
        "a", "1", "1.", "{", "}", "{a", "{a{", "<", "<a ", "<!--", "@", "a@", "a@b.", "#", "%",
        "%0", "%(a", "$", "$a", "$x=", "*", " *a", "_", "a_", "`", "`` ` ", "[", "[[", "](",
        '](x "', ")", "\\", "C:\\a ", "\\ab{", "/", "/1", "a/", "a.", "aB.", "a-", "1-", "1:",
        "a:", "::", "a::", ":a-", "&", "&#", "~/", "..", "0 1", "+1 ", "1234 ", "DE12 ",
        "AB12 CDEF ", "--a", "é", "\u0301", "Я ", "👍", "1\ufe0f\u20e3", "\ud800", "\0", "A1-",
        "v1.", "f:1", "http://", "www.", "978-1-",
    ],
)  # fmt: skip
def test_time_is_linear(unit, end, assert_quick):
    text = (unit * 20_000)[:20_000] + end
    find_verbatim(end)
    # A square would take minutes.
    assert_quick(lambda: find_verbatim(text), seconds=1)


def test_ten_thousand_in_a_line():
    found = find_verbatim(" x ".join(f"{{name{i}}}" for i in range(10_000)))

    assert [placeable.target for placeable in found] == [f"{{name{i}}}" for i in range(10_000)]
