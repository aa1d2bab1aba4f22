"""Blocks that a translation copies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.tasks.translation.segmentation import sentences_of_lines
from nlp_suite.tasks.translation.verbatim_blocks import find_verbatim_blocks


@pytest.mark.parametrize(
    "block",
    [
        "```python\nprint('I am.')\n```",
        "````\n```\nI am.\n```\n````",
        "  ```\n  I am.\n  ```",
        "- ```sh\n  make it\n  ```",
        "> ```\n> I am.\n> ```",
        "~~~ text\nI am.\n~~~",
        "~~~\nI am.\n~~~~",
        "$$\na = b\n$$",
        "<pre>\nI am.\n\nYou are.\n</pre>",
        '<script type="x">let a = "I am.";</script>',
        "<STYLE>p { color: red }</STYLE >",
        "<code>\nI am.\n</code>",
        "<code>I am.</code>",
        "<!-- I am. -->",
        "<!-- I am.\n<pre>\n-->",
        "00:01:02,500 --> 00:01:04,000",
        "01:02.500 --> 01:04.000 align:start",
        "[name]: https://example.org/a 'A title'",
        "[name]: <some where>",
    ],
)
def test_blocks_are_outside_of_sentences(block):
    text = f"One.\n{block}\nTwo."
    assert [text[start:end] for start, end in sentences_of_lines(text)] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        # A fence that nothing closes goes to the end.
        ("One.\n```\nTwo.", ["One."]),
        ("One.\n~~~ text\nTwo.", ["One."]),
        # Rows of tildes may be something else.
        ("One.\n~~~\nTwo.", ["One.", "Two."]),
        ("Title\n~~~~~\nOne.\n\nOther\n~~~~~\nTwo.", ["Title", "One.", "Other", "Two."]),
        ("$$\nOne.", ["One."]),
        # A block of a quotation ends with it.
        ("> ```\n> x = y\nOne.", ["One."]),
        ("Run ```make it``` now.", ["Run ```make it``` now."]),
        ("```make``` it\nTwo.", ["```make``` it", "Two."]),
        ("A longer fence.\n````\nx\n```\ny\n`````\nTwo.", ["A longer fence.", "Two."]),
        ("Run <code>make</code> now.", ["Run <code>make</code> now."]),
        ("<code>make</code> runs.", ["<code>make</code> runs."]),
        ("Use `<pre>` and `</pre>` here.", ["Use `<pre>` and `</pre>` here."]),
        ("I <!-- really --> am.", ["I <!-- really --> am."]),
        ("One <pre>x</pre> two <pre>\ny</pre> three", ["One", "two", "three"]),
        ("<pre>One.", ["<pre>One."]),
        ("<precise> One.", ["<precise> One."]),
        ("---\ntitle: One\nkeep: true\n---\nTwo.", ["Two."]),
        ("+++\ntitle = 'One'\n+++\nTwo.", ["Two."]),
        ("---\nOne.\n---\nTwo.", ["One.", "Two."]),
        ("---\ntitle: One", ["title: One"]),
        ("Zero.\n---\ntitle: One\n---", ["Zero.", "title: One"]),
        ("WEBVTT\n\nOne.", ["One."]),
        ("1\n00:01,000 --> 00:02,000\nOne.", ["1", "One."]),
        ("[Tom]: I am here.", ["[Tom]: I am here."]),
    ],
)
def test_what_is_and_what_is_no_block(text, sentences):
    assert [text[start:end] for start, end in sentences_of_lines(text)] == sentences


@given(
    st.lists(
        st.sampled_from(
            [
                *("```", "~~~", "~~~~", "$$", "\n", "> ", "a", "<pre>", "</pre>", "<!--", "-->"),
                *("---", "a: b", " ", "\r\n", "\u2028", 'msgid ""', 'msgstr ""', '"a"'),
            ]
        )
    ).map("".join)
)
def test_blocks_are_in_order(text):
    position = 0
    for start, end in find_verbatim_blocks(text):
        assert position <= start < end <= len(text)
        position = end


def test_no_fence_is_searched_twice(assert_quick):
    rows = "\n".join("~" * n for n in range(400, 3, -1)) + "\n~~~ x y" * 1
    assert_quick(
        lambda: find_verbatim_blocks("a long title\n" * 20_000 + rows + "\n" * 50_000), seconds=2
    )
