import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.comparison.rendering.html_marking import (
    MarkedSpan,
    mark_differences,
    mark_spans,
    sign,
)


def shown(page):
    """What a reader sees, without the signs of the systems."""
    return html.unescape(re.sub(r'<b class="badge[^>]*>[^<]*</b>|<[^>]*>', "", page))


def marks(page):
    return [shown(mark) for mark in re.findall(r"<mark[^>]*>.*?</mark>", page, re.DOTALL)]


def test_spans_have_the_signs_of_those_who_took_them():
    spans = [MarkedSpan(0, 3, 0), MarkedSpan(0, 3, 1), MarkedSpan(8, 11, 1)]
    page = mark_spans("One two four.", spans, systems=2)
    both, one = re.findall(r"<mark.*?</mark>", page)
    assert both.startswith('<mark class="all"><b class="badge k0">A</b><b class="badge k1">B</b>')
    assert one == '<mark class="k1"><b class="badge k1">B</b>fou</mark>'
    assert 'class="some"' in mark_spans("One two four.", spans, systems=3)


def test_spans_that_overlap():
    page = mark_spans("abcdef", [MarkedSpan(0, 4, 0), MarkedSpan(2, 6, 1)], systems=3)
    assert marks(page) == ["ab", "cd", "ef"]
    assert re.findall('class="(k.|some|all)"', page) == ["k0", "some", "k1"]
    # Each has its sign once, where it starts.
    assert page.count(">A</b>") == page.count(">B</b>") == 1


@pytest.mark.parametrize(
    ("text", "base", "marked"),
    [
        ("Tom hat eine Katze.", "Tom hat eine Katze.", []),
        ("Tom hat eine Katze.", "Tom hat die Katze.", ["eine"]),
        ("Tom hatte eine Katze.", "Tom hat die Katze.", ["hatte eine"]),
        ("Wir gehen!", "Wir gehen.", ["!"]),
        ("", "Wir gehen.", []),
        ("Wir gehen.", "", ["Wir gehen."]),
        ("katze", "Katze", ["katze"]),
    ],
)
def test_differences_are_whole_words(text, base, marked):
    page = mark_differences(text, base)
    assert marks(page) == marked
    assert shown(page) == text


def test_missing_words_leave_a_gap():
    gap = '<i class="gap"></i>'
    assert mark_differences("Tom Katze.", "Tom hat eine Katze.") == f"Tom {gap}Katze."
    assert mark_differences("Tom", "Tom schläft") == f"Tom{gap}"


HOSTILE = st.text(alphabet="<>&\"'/ ab\n$", max_size=30)


@given(HOSTILE, HOSTILE, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_texts_are_shown_as_they_are(text, base, spans):
    assert shown(mark_differences(text, base)) == text
    marked = [
        MarkedSpan(min(*span, len(text)), min(max(span), len(text)), number)
        for number, span in enumerate(spans)
    ]
    assert shown(mark_spans(text, marked, systems=4)) == text


def test_signs():
    assert [sign(number) for number in (0, 1, 25, 26, 99)] == ["A", "B", "Z", "27", "100"]
