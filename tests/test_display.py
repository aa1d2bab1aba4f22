import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.display import escaped, html_block, marked, short_repr

TEXTS = st.text(st.characters(), max_size=100)


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("in Paris", {"score": 0.956, "start": 3}, "Answer('in Paris', score=0.96, start=3)"),
        ("", {"score": 1.0, "reason": "yes_no"}, "Answer('', score=1.00, reason='yes_no')"),
        ("it's", {"document": None}, 'Answer("it\'s")'),
        ("two\nlines\0", {}, r"Answer('two\nlines\x00')"),
        ("half a \ud83e", {}, r"Answer('half a \ud83e')"),
        ("a" * 60, {}, f"Answer('{'a' * 60}')"),
        ("a" * 61, {"document": "b" * 61}, f"Answer('{'a' * 60}'…, document='{'b' * 60}'…)"),
        # A text that ends in "…" itself is not taken for one that was cut.
        ("a…", {}, "Answer('a…')"),
    ],
)
def test_short_repr(text, values, shown):
    assert short_repr("Answer", text, **values) == shown


@given(TEXTS)
def test_a_representation_is_one_line(text):
    assert len(short_repr("Answer", text).splitlines()) == 1


@given(TEXTS, st.integers(0, 100), st.integers(0, 100))
def test_html_has_no_element_of_the_text(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = marked(text, start, end)
    found.encode()
    before, rest = found.split("<mark>")
    inside, after = rest.split("</mark>")
    for part in (before, inside, after):
        assert not re.search("[<>\"']", part)
    if text.isascii():
        assert html.unescape(inside).startswith(html.unescape(html.escape(text[start:end])))


def test_what_is_far_from_a_mark_is_cut():
    found = marked("a" * 1_000_000 + "<b>" + "c" * 1_000_000, 1_000_000, 1_000_003)
    assert found == f"…{'a' * 2000}<mark>&lt;b&gt;</mark>{'c' * 2000}…"
    assert escaped("é" * 2000) == "é" * 2000
    assert escaped("é" * 12_000) == "é" * 2000 + "… (10,000 more characters)"


def test_a_block_leaves_out_what_is_empty():
    assert html_block("", note="") == "<div></div>"
    assert html_block("one", "", "two").count("pre-wrap") == 2
    assert html_block("one", note="a < b").endswith("<small>a &lt; b</small></div>")
