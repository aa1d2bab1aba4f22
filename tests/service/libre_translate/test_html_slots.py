"""HTML keeps its form whatever a translation does with the marks."""

import re
from collections import Counter

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.service.libre_translate.html_slots import find_html_slots
from nlp_suite.service.libre_translate.html_tokens import html_tokens
from nlp_suite.service.libre_translate.text_slot import fill_slots

words = st.sampled_from(
    ["rain", "the sun", "x &lt; y", "Tom &amp; I", "a&nbsp;b", " ", "1", "«ja»"]
)
inline = st.recursive(
    words,
    lambda inner: st.one_of(
        st.builds(
            "<{0}{1}>{2}</{0}>".format,
            st.sampled_from(["b", "i", "a", "my-tag"]),
            st.sampled_from(["", " class='x'", ' title="a > b"', " hidden"]),
            st.lists(inner, max_size=3).map(" ".join),
        ),
        st.sampled_from(["<img src=a.png>", "<code>x &lt; y</code>", "<wbr>", "<!-- so -->"]),
        st.just("<span translate=no>Leave <b>it</b></span>"),
    ),
    max_leaves=8,
)
pages = st.lists(
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "div", "li", "h1"]), inline),
    max_size=4,
).map("\n".join)


def texts(source):
    return [slot.text for slot in find_html_slots(source)]


def skeleton(source):
    """Every element with its attributes and those around it."""
    tree = lxml.html.fragment_fromstring(source, create_parent="body")
    return Counter(
        (
            *((one.tag, *sorted(one.items())) for one in (*element.iterancestors(), element)),
            (element.text or "").strip() if element.tag in ("code", "script") else "",
        )
        for element in tree.iter(lxml.etree.Element)
    )


@given(st.text(alphabet="<>/!-abp =\"'&;\n?[]") | pages)
def test_the_tokens_are_the_text(source):
    tokens = list(html_tokens(source))
    assert "".join(source[one.start : one.end] for one in tokens) == source
    assert all(one.start < one.end for one in tokens)


@given(st.text(alphabet="<>/!-abgp1 =\"'&;\n") | pages)
def test_what_is_written_without_change_reads_the_same(source):
    slots = find_html_slots(source)
    once = fill_slots(source, slots, [slot.text for slot in slots])
    assert texts(once) == [slot.text for slot in slots]


@given(pages, st.randoms(use_true_random=False), st.sampled_from(["mix", "drop", "double"]))
def test_marks_that_are_moved_lost_or_doubled_leave_the_elements_as_they_are(source, rng, change):
    slots = find_html_slots(source)
    written = fill_slots(source, slots, [spoiled(slot.text, rng, change) for slot in slots])
    assert skeleton(written) == skeleton(source)


def spoiled(text, rng, change):
    pieces = re.split(r"(<code>g+\d+</code>|</?g+\d+/?>| )", text)
    if change == "mix":
        rng.shuffle(pieces)
    elif change == "drop":
        pieces = [one for one in pieces if rng.random() < 0.6]
    else:
        pieces += rng.choices(pieces, k=3)
    return "".join(pieces)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Rain.", ["Rain."]),
        ("One\ntwo", ["One\ntwo"]),
        ("<p>One\n  two</p>", ["One two"]),
        ("<p> <b>Rain</b> </p>", ["Rain"]),
        ("<p>a<br>b<hr>c", ["a", "b", "c"]),
        ("<p>Some <b>rain", ["Some <g1/>rain"]),
        ("<p>1 2 3</p><p>&amp;</p>", []),
        ("a <code>b</code> c", ["a <code>g1</code> c"]),
        ("<p class='notranslate x'>no</p><p translate=no>no</p>yes", ["yes"]),
        ("<pre>no</pre><svg><text>no</text></svg><textarea>no</textarea>yes", ["yes"]),
        ("<script>'</p>' no</script><STYLE>no</STYLE>yes", ["yes"]),
        ("<title>1 <b> & so</title>", ["1 <b> & so"]),
        ("<div translate=no><div>no</div>no</div>yes", ["yes"]),
        ("<img translate=no>yes", ["yes"]),
        ("&lt;g1&gt; is <b>it</b> now", ["<g1> is <gg1>it</gg1> now"]),
        ("a <b>b <i>c</b> d</i> e", ["a <g1>b <g3/>c</g1> d<g7/> e"]),
        ("a < b, a <3 b", ["a < b, a <3 b"]),
        ("yes <b no", ["yes"]),
        ("yes <!-- no", ["yes"]),
        ("<plaintext>no", []),
    ],
)
def test_texts_are_found(source, found):
    assert texts(source) == found


def test_tags_whose_partners_are_elsewhere_keep_their_order():
    source = "<p>One <b>two</p><p>three</b> four <i>five</i></p>"
    slots = find_html_slots(source)
    assert [slot.text for slot in slots] == [
        "One <g1/>two",
        "three<g1/> four <g3>five</g3>",
    ]
    spoiled = slots[1].write("<g3>fünf</g3> vier <g1/>drei")
    assert spoiled == "fünf vier </b><i></i>drei"


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<b",
        "<b>x",
        "</b>",
        "<!--",
        "<a '",
        "<a b=",
        "&",
        "&#x",
        "<code>",
        "<title>",
        "<p>x",
        "<div translate=no>",
        "<script>",
        " x",
        "<![CDATA[",
    ],
)
def test_it_takes_time_in_proportion_to_the_text(assert_linear, piece):
    def run(size):
        source = piece * size
        slots = find_html_slots(source)
        fill_slots(source, slots, [slot.text[1:] for slot in slots])

    assert_linear(run, 2_000)
