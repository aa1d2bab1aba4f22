import re
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.translation.markup import Mark, put_back_marks, take_out_marks
from nlp_suite.text.placeables.placeable import Placeable

MARK = re.compile(r"</?\w[^<>]*>|\*\*|\*|\[/?b\]|\[\^\d\]|!?\[|\](?:\(.*?\))?")


def find(text):
    return [Placeable(*match.span(), "tag", match[0]) for match in MARK.finditer(text)]


def take_out(text):
    return take_out_marks(text, find(text), frozenset({"tag"}))


def put_back(marked, target, order=None):
    """Puts marks back, each word of the target being that of the source whose number is given."""
    text, marks, _ = take_out(marked)
    source_tokens, tokens = text.split(), target.split()
    order = list(range(len(tokens))) if order is None else order
    attention = np.zeros((len(tokens), len(source_tokens)), np.float32)
    attention[np.arange(len(tokens)), order] = 1
    return put_back_marks(marks, text, target, source_tokens, tokens, attention)


@pytest.mark.parametrize(
    ("marked", "text", "marks"),
    [
        ("no marks", "no marks", []),
        ("a <b>c</b> d", "a c d", [("<b>", 2, 1), ("</b>", 3, 0)]),
        ("un<b>believ</b>able", "unbelievable", [("<b>", 2, 1), ("</b>", 8, 0)]),
        # Of the spaces on both sides one is left.
        ("a <br> b", "a b", [("<br> ", 2, None)]),
        ("<b> a </b>", "a", [("<b> ", 0, 1), (" </b>", 1, 0)]),
        ("a <b><i> b", "a b", [("<b>", 2, None), ("<i> ", 2, None)]),
        ("**a** *b*", "a b", [("**", 0, 1), ("**", 1, 0), ("*", 2, 3), ("*", 3, 2)]),
        ("[a](x) ](y)", "a", [("[", 0, 1), ("](x)", 1, 0), (" ](y)", 1, None)]),
        ("![a](x)", "a", [("![", 0, 1), ("](x)", 1, 0)]),
        ("[b]a[/b]", "a", [("[b]", 0, 1), ("[/b]", 1, 0)]),
        ("[a[^1]b](x)", "ab", [("[", 0, 2), ("[^1]", 1, None), ("](x)", 2, 0)]),
        # Pairs are those of one name, without regard to case; the rest stands alone.
        ("<B>a</b>", "a", [("<B>", 0, 1), ("</b>", 1, 0)]),
        ("<i>a<b>c</i>", "ac", [("<i>", 0, 2), ("<b>", 1, None), ("</i>", 2, 0)]),
        ("</b>a<x/>", "a", [("</b>", 0, None), ("<x/>", 1, None)]),
    ],
)
def test_marks_are_taken_out(marked, text, marks):
    found = take_out(marked)
    assert found.text == text
    assert [tuple(mark) for mark in found.marks] == marks


def test_other_placeables_stay_at_their_places():
    text = "<b>Hi</b> {x}, <i>{y}</i>"
    others = [Placeable(m.start(), m.end(), "placeholder", "?") for m in re.finditer(r"{\w}", text)]
    found = take_out_marks(
        text, sorted([*find(text), *others], key=lambda one: one.start), frozenset({"tag"})
    )
    assert [found.text[one.start : one.end] for one in found.placeables] == ["{x}", "{y}"]
    assert found.text == "Hi {x}, {y}"


@pytest.mark.parametrize(
    ("marked", "target", "order", "expected"),
    [
        ("click <b>save</b> now", "klick speichern jetzt", None, "klick <b>speichern</b> jetzt"),
        ("go <b>there</b> now", "dort jetzt hin", [1, 2, 0], "<b>dort</b> jetzt hin"),
        ("a <b>b c</b> d", "D B x C A", [3, 1, 0, 2, 0], "D <b>B x C</b> A"),
        ("<b>a</b> <i>b</i>", "B A", [1, 0], "<i>B</i> <b>A</b>"),
        ("a <i>b <b>c</b> d</i> e", "A B C D E", None, "A <i>B <b>C</b> D</i> E"),
        # What is outside goes round what is inside, wherever that went.
        ("<i>a <b>b</b></i> c", "B C A", [1, 2, 0], "<i><b>B</b> C A</i>"),
        ("a <br> b", "A B", None, "A <br> B"),
        ("a b <x/>", "A B", None, "A B <x/>"),
        ("<b></b>a", "A", None, "A<b></b>"),
        # Around all of it, however its words look at each other; the full stop as it was.
        ("<i>a b.</i>", "X A B Y.", [0, 0, 1, 1], "<i>X A B Y.</i>"),
        ("<i>a b</i>.", "A B.", None, "<i>A B</i>."),
        ("say <i>a!</i> b", "sag A! B", None, "sag <i>A!</i> B"),
        ("say <i>a</i>, b", "sag A, B", None, "sag <i>A</i>, B"),
    ],
)
def test_marks_are_put_back_where_the_words_are(marked, target, order, expected):
    assert put_back(marked, target, order) == expected


def test_a_note_stays_behind_its_word():
    assert put_back("one two[^1] three", "drei zwei eins", [2, 1, 0]) == "drei zwei[^1] eins"
    assert put_back("one two.[^1]", "zwei eins.", [1, 0]) == "zwei eins.[^1]"
    assert put_back("one <br> two", "zwei eins", [1, 0]) == "<br> zwei eins"


def test_tokens_are_not_words():
    text, marks, _ = take_out("the <b>lighthouse</b> keeper")
    attention = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    tokens = ["▁der", "▁Leucht", "turm", "wärter"]
    target = "der Leuchtturmwärter"
    source_tokens = ["▁the", "▁light", "house", "▁keeper"]
    found = put_back_marks(marks, text, target, source_tokens, tokens, attention)
    # Never within a word.
    assert found == "der <b>Leuchtturmwärter</b>"


def test_into_a_translation_whose_end_was_changed():
    text, marks, _ = take_out("open <b>it</b>")
    arguments = (marks, text, "öffne es!", ["open", "it"], ["öffne", "es!"], np.eye(2))
    assert put_back_marks(*arguments, finished="öffne es") == "öffne <b>es</b>"
    assert put_back_marks(*arguments, finished="") == "<b></b>"
    text, marks, _ = take_out('"<b>open</b> <i>it</i>."')
    read, written = ['"open', 'it."'], ["öffne", "es"]
    arguments = (marks, text, "öffne es", read, written, np.eye(2))
    expected = '"<b>öffne</b> <i>es</i>."'
    assert put_back_marks(*arguments, finished='"öffne es."') == expected


def test_no_mark_within_what_is_whole():
    text, marks, _ = take_out("see <b> x y <i>it</i> z")
    arguments = (marks, text, "sieh {{ x }} es", text.split(), ["sieh", "{{x}}", "es"])
    looked = np.eye(5)[[0, 1, 3]]
    found = put_back_marks(*arguments, looked, whole=["{{ x }}"])
    assert "{{ x }}" in found
    assert sorted(MARK.findall(found)) == ["</i>", "<b>", "<i>"]
    # One that opens goes before it, one that closes behind it.
    text, marks, _ = take_out("a <b>b</b> c")
    looked = np.eye(3)[[0, 1, 1, 2]]
    arguments = (marks, text, "A [ B ] C", ["a", "b", "c"], ["A", "[", "B]", "C"])
    assert put_back_marks(*arguments, looked, whole=["[ B ]"]) == "A <b>[ B ]</b> C"


def test_no_white_space_at_the_ends():
    nothing = np.zeros((0, 0))
    assert put_back_marks([Mark("<x/> ", 0, None)], "a", "A", (), (), nothing) == "A <x/>"
    assert put_back("<b> a", "A") == "<b> A"


def test_without_attention():
    text, marks, _ = take_out("a <b>b</b>")
    assert put_back_marks(marks, text, "A B", (), (), np.zeros((0, 0))) == "A B<b></b>"


@given(
    st.lists(st.sampled_from(["a", "bc", "<b>", "</b>", "<i>", "</i>", "**", "<x/>"]), max_size=12),
    st.lists(st.integers(0, 11), max_size=12),
)
def test_no_mark_is_ever_lost(pieces, order):
    marked = " ".join(pieces)
    text, marks, _ = take_out(marked)
    words = text.split()
    order = [one % len(words) for one in order] if words else []
    target = " ".join(f"w{i}" for i in range(len(order)))
    attention = np.zeros((len(order), len(words)))
    attention[np.arange(len(order)), order] = 1
    found = put_back_marks(marks, text, target, words, target.split(), attention)
    assert sorted(MARK.findall(found)) == sorted(MARK.findall(marked))
    assert MARK.sub("", found).split() == target.split()
    # What opens stands before what closes it.
    for number, mark in enumerate(marks):
        if mark.partner is not None and mark.partner > number and marked.count(mark.text) == 1:
            closing = marks[mark.partner].text.strip()
            assert found.index(mark.text.strip()) < found.rindex(closing)


@pytest.mark.parametrize("marks", ["<b>x</b>", "[x](y)", "<a>", "</a>", "<a></b>", "**", "<x/>"])
def test_many_marks_take_linear_time(marks):
    begin = time.process_time()
    marked = marks * 10_000
    found = put_back(f"word {marked} word", "Wort Wort")
    assert len(MARK.findall(found)) == len(MARK.findall(marked))
    assert time.process_time() - begin < 4
